"""Setting how mails look: colours that can be read, a logo that goes along, a foot in each language."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.channels.email.happenings import MailLookChanged
from accord.channels.email.letters.shades import READABLE, SHEET, contrast, nearest_readable, rgb
from accord.channels.email.models import MailLook
from accord.channels.email.wordings.remembered import changed
from accord.core import files
from accord.core.errors import Invalid
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Department, Person
from accord.translation.languages import LANGUAGES

MOST_OCTETS = 200_000  # it goes along with each mail
MOST_HEIGHT, MOST_WIDTH = 56, 320  # pixels, as it is shown
LONGEST_FOOT = 600


@dataclass(frozen=True)
class Wanted:
    """A look as somebody wants it; `logo` None leaves the one that stands, b"" takes it away."""

    accent: str = ""
    head: str = ""
    foot: Mapping[str, str] = field(default_factory=dict)
    logo: bytes | None = None


def look_of(department: Department | None) -> MailLook:
    """The look of that department (None: of all) as it stands; an unsaved standard one where nobody chose."""
    return MailLook.objects.select_related("logo").filter(department=department).first() or MailLook(
        department=department
    )


def choose(wanted: Wanted, *, by: Person, department: Department | None = None) -> MailLook:
    """Put a look into force. Raises NotAllowed, Invalid (a colour that cannot be read, a logo that is none)."""
    demand_admin(by)
    accent, head = _colour("accent", wanted.accent), _colour("head", wanted.head)
    if accent and contrast(accent, SHEET) < READABLE:
        sentence = _(
            "On white this colour is too faint: %(ratio)s to 1, and 4.5 is needed. %(better)s can be read."
        )
        ratio = f"{contrast(accent, SHEET):.1f}"
        raise Invalid("accent", sentence=sentence, ratio=ratio, better=nearest_readable(accent, SHEET))
    foot = {code: wanted.foot.get(code, "").replace("\r\n", "\n").strip() for code in LANGUAGES}
    for code, text in foot.items():
        if len(text) > LONGEST_FOOT:
            raise Invalid(f"foot_{code}", sentence=_("At most %(most)s signs."), most=LONGEST_FOOT)
    with transaction.atomic():
        row = look_of(department)
        row.accent, row.head, row.foot = accent, head, {code: text for code, text in foot.items() if text}
        if wanted.logo is not None:
            _set_logo(row, wanted.logo)
        row.save()
        changed()
        record(MailLookChanged(by_id=by.pk, department=department.pk if department else None))
    return row


def back_to_standard(*, by: Person, department: Department | None = None) -> None:
    """Without a look of its own a department has that of all, and all the standard. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        if MailLook.objects.filter(department=department).delete()[0]:
            changed()
            number = department.pk if department else None
            record(MailLookChanged(by_id=by.pk, department=number, standard=True))


def _colour(name: str, text: str) -> str:
    text = text.strip().lower()
    if not text:
        return ""
    try:
        rgb(text)
    except ValueError as error:
        raise Invalid(name, sentence=_("Write a colour as # and six signs, such as #8f2862.")) from error
    return text


def _set_logo(row: MailLook, content: bytes) -> None:
    if not content:
        row.logo, row.logo_type, row.logo_width, row.logo_height = None, "", 0, 0
        return
    if len(content) > MOST_OCTETS:
        raise Invalid("logo", sentence=_("At most 200 kB: the picture goes along with each mail."))
    kind, width, height = measure(content)
    scale = min(1.0, MOST_HEIGHT / height, MOST_WIDTH / width)
    row.logo, row.logo_type = files.put(content), kind
    row.logo_width, row.logo_height = max(1, round(width * scale)), max(1, round(height * scale))


def measure(content: bytes) -> tuple[str, int, int]:
    """(type, width, height) of a PNG, JPEG or GIF, read from its own header. Raises Invalid for anything else."""
    size = None
    kind = ""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        kind, size = "image/png", struct.unpack(">II", content[16:24])
    elif content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        kind, size = "image/gif", struct.unpack("<HH", content[6:10])
    elif content[:3] == b"\xff\xd8\xff":
        kind, size = "image/jpeg", _jpeg_size(content)
    if not size or not 0 < size[0] < 10_000 or not 0 < size[1] < 10_000:
        raise Invalid("logo", sentence=_("Choose a picture of the type PNG, JPEG or GIF."))
    return kind, size[0], size[1]


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from the frame header (ITU T.81 B.2.2); None where there is none."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in range(0xC0, 0xD0) and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return None
