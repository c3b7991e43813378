"""The bytes of a mail: headers of our own, plain text, HTML with its pictures, and the files."""

import re
from collections.abc import Iterable, Sequence
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime

from django.utils.translation import gettext_lazy as _

from accord.channels.email import header_lines, loops, proofs
from accord.channels.email.addressing import our_address
from accord.channels.email.alternative import alternative, encoding_of
from accord.channels.email.drafting import File, Mail, Nature
from accord.channels.email.letters.blocks import Letter
from accord.channels.email.rendering import LOGO, render
from accord.channels.email.signing.signatures import signed
from accord.core import clock, files, options
from accord.core.files import FileMissing

options.define(
    "email.reply_tokens",
    True,
    _("Put a signed token into the reply address"),
    _("support+token@example.com. Only in mailboxes where a probe to such an address has arrived."),
)

_POLICY = SMTP.clone(cte_type="7bit")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}")
_ANY = ("application", "octet-stream")


def build(mail: Mail) -> bytes:
    """The mail as it goes over the wire, in 7-bit lines that end with CRLF. Raises BadAddress, OSError."""
    plain, rich = render(mail.letter, mail.subject)
    raw = b"".join(_headers(mail)) + b"MIME-Version: 1.0\r\n" + _body(plain, rich, [*mail.files, *_logo(mail.letter)])
    return signed(raw, our_address(mail.mailbox).rpartition("@")[2])


def _logo(letter: Letter) -> list[File]:
    """The picture at the head, which goes along with each mail: a mail fetches nothing."""
    look = letter.look
    if look is None or look.logo is None:
        return []
    return [File(look.logo, f"logo.{look.logo_type.rpartition('/')[2]}", look.logo_type, LOGO)]


def _headers(mail: Mail) -> Iterable[bytes]:
    ours = our_address(mail.mailbox)
    yield header_lines.addresses("From", [(mail.from_name, ours)])
    yield header_lines.addresses("Reply-To", [("", _reply_to(mail, ours))])
    yield header_lines.addresses("To", mail.to) if mail.to else b"To: undisclosed-recipients:;\r\n"
    if mail.cc:
        yield header_lines.addresses("Cc", mail.cc)
    yield header_lines.text("Subject", mail.subject)
    yield header_lines.plain("Date", format_datetime(clock.now()))
    yield header_lines.ids("Message-ID", [mail.message_id])
    if mail.in_reply_to:
        yield header_lines.ids("In-Reply-To", [mail.in_reply_to])
    if mail.references:
        yield header_lines.ids("References", mail.references)
    if mail.ticket_id is not None and mail.leads_back:
        yield header_lines.plain("Thread-Index", proofs.thread_index(mail.ticket_id))
    yield header_lines.plain("Content-Language", mail.letter.language)
    yield header_lines.plain(loops.HEADER, loops.installation_ids()[0])
    if mail.nature is not Nature.PERSON:
        yield header_lines.plain("Auto-Submitted", mail.nature)
    if mail.nature is Nature.REPLY:
        yield header_lines.plain("Precedence", "auto_reply")
        yield header_lines.plain("X-Auto-Response-Suppress", "All")
    elif mail.nature is Nature.NOTICE:  # absences are of interest, receipts are not
        yield header_lines.plain("X-Auto-Response-Suppress", "RN, NRN")


def _reply_to(mail: Mail, ours: str) -> str:
    """The same address, or one with a signed token where a probe to such an address of the mailbox has arrived."""
    if mail.reply_to:
        return mail.reply_to
    arrives = mail.mailbox is not None and mail.mailbox.plus_works is True
    if arrives and mail.ticket_id is not None and options.get("email.reply_tokens"):
        return proofs.reply_address(ours, mail.ticket_id)
    return ours


def _body(plain: str, rich: str, given: Sequence[File]) -> bytes:
    return with_files(plain, rich, given).as_bytes(policy=_POLICY) if given else alternative(plain, rich)


def with_files(plain: str, rich: str, given: Iterable[File]) -> MIMEPart:
    """Both forms of a letter, the pictures that the HTML shows, and the files that go along. Raises OSError."""
    shown = [file for file in given if file.content_id and f"cid:{file.content_id}" in rich]
    others = [file for file in given if file not in shown]
    body = MIMEPart(policy=_POLICY)
    body.set_content(plain, cte=encoding_of(plain))
    body.add_alternative(rich, subtype="html", cte=encoding_of(rich))
    html_part = _html_part(body)
    for file in shown:
        maintype, subtype = _type(file.content_type)
        html_part.add_related(
            _content(file),
            maintype,
            subtype,
            cid=f"<{file.content_id}>",
            filename=_name(file.name),
            disposition="inline",
        )
    for file in others:
        maintype, subtype = _type(file.content_type)
        body.add_attachment(_content(file), maintype, subtype, filename=_name(file.name))
    return body


def _html_part(body: MIMEPart) -> MIMEPart:
    found = body.get_body(("html",))
    if not isinstance(found, MIMEPart):
        raise AssertionError("the HTML was added just now")
    return found


def _content(file: File) -> bytes:
    try:
        return files.read(file.file)
    except FileMissing as error:
        raise OSError(f"the file {file.name!r} is gone from the store") from error


def _type(content_type: str) -> tuple[str, str]:
    """Main type and subtype; what cannot be sent as base64 or is no type goes as bytes."""
    kind = content_type.split(";")[0].strip().lower()
    if not _TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/")):
        return _ANY
    maintype, subtype = kind.split("/", 1)
    return maintype, subtype


def _name(name: str) -> str:
    return header_lines.one_line(name).replace("/", "_").replace("\\", "_")[:150] or "file"
