"""Files in which a virus was found: kept, marked, and not handed out."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.channels.email.models import InfectedFile
from accord.core import clock

SENTENCE = _("A virus was found in this file. It is kept, but it is not handed out: %(virus)s.")


def keep(infected: tuple[str, ...], virus: str) -> None:
    """Remember these files by their SHA-256; in the transaction of their mail."""
    for sha256 in infected:
        InfectedFile.objects.get_or_create(
            sha256=sha256, defaults={"virus": virus[:120], "found_at": clock.now()}
        )


def withheld(sha256: str) -> Promise | str:
    """Why this file is not handed out; "" when it is."""
    virus = InfectedFile.objects.filter(sha256=sha256).values_list("virus", flat=True).first()
    return str(SENTENCE) % {"virus": virus} if virus is not None else ""
