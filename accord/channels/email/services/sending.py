"""Handing mails to a mail service's API instead of an SMTP server: the same bytes, taken apart into what it wants.

An API knows no envelope: it sends to To, Cc and Bcc. Whoever of To and Cc is not to get this very mail (because his
copy has links of his own) is left out of them; a recipient in neither gets it as Bcc.
"""

from collections.abc import Sequence
from email import message_from_bytes, policy
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from typing import Any, cast

from accord.channels.email.models import Mailbox
from accord.channels.email.services import accounts
from accord.channels.email.services.hooks import METADATA
from accord.channels.email.services.registry import services
from accord.channels.email.transport import Outcome, Unreachable
from accord.core import secrets

# What the API makes itself or takes as a field of its own.
_OWN = frozenset({"from", "to", "cc", "bcc", "subject", "reply-to", "date", "mime-version", "sender"})
_TAKEN = frozenset({"sent", "queued", "unknown"})
_WAIT = frozenset(
    {401, 403, 408, 425, 429}
)  # of the 4xx these are about us or about the moment, not about this mail


def hand_over(mailbox: Mailbox, recipients: Sequence[str], raw: bytes) -> Outcome:
    """Offer one mail to the mailbox's mail service. Raises Unreachable."""
    from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
    from requests import RequestException

    account = mailbox.provider
    if account is None or account.provider not in services:
        raise Unreachable("no mail service")
    outcome = Outcome()
    try:
        backend = services[account.provider].backend(accounts.settings_of(account))
        message = _message(message_from_bytes(raw, policy=policy.default), recipients, account.provider)
        backend.ignore_unsupported_features = True
        backend.ignore_recipient_status = True
        backend.send_messages([message])
    except AnymailRecipientsRefused as error:
        outcome.never(recipients, _words(error))
    except AnymailAPIError as error:
        if not 400 <= (getattr(error, "status_code", None) or 0) < 500 or error.status_code in _WAIT:
            raise Unreachable(_words(error)) from error
        outcome.never(recipients, _words(error))
    except (AnymailError, RequestException, OSError, secrets.Unreadable) as error:
        raise Unreachable(_words(error)) from error
    else:
        _sort(message, recipients, outcome)
    return outcome


def _sort(message: Any, recipients: Sequence[str], outcome: Outcome) -> None:
    """What the service said of each recipient."""
    status = getattr(message, "anymail_status", None)
    said = {
        address.lower(): str(one.status) for address, one in (status.recipients if status else {}).items()
    }
    for address in recipients:
        answer = said.get(address.lower(), "queued")
        if answer in _TAKEN:
            outcome.taken.append(address)
        else:
            outcome.never([address], answer)


def _message(mail: EmailMessage, recipients: Sequence[str], provider: str) -> Any:
    from django.core.mail import EmailMultiAlternatives

    wanted = {address.lower() for address in recipients}
    to, cc = _named(mail, "To", wanted), _named(mail, "Cc", wanted)
    shown = {address.lower() for _text, address in (*to, *cc)}
    hidden = [address for address in recipients if address.lower() not in shown]
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    message = EmailMultiAlternatives(
        subject=str(mail["Subject"] or ""),
        body=str(cast(EmailMessage, plain).get_content()) if plain else "",
        from_email=str(mail["From"]),
        to=[text for text, _address in to] or hidden,
        cc=[text for text, _address in cc],
        bcc=hidden if to else [],
        reply_to=[str(mail["Reply-To"])] if mail["Reply-To"] else [],
        headers=_headers(mail, provider),
    )
    if rich is not None:
        message.attach_alternative(str(cast(EmailMessage, rich).get_content()), "text/html")
        for part in mail.walk():
            if part.get("Content-ID") and part.get_content_disposition() == "inline":
                message.attach(_copy(part))
    for part in mail.iter_attachments():
        if not (part.get("Content-ID") and part.get_content_disposition() == "inline"):
            message.attach(
                part.get_filename() or "file", part.get_payload(decode=True) or b"", part.get_content_type()
            )
    extra: Any = message  # django-anymail reads these from the message
    extra.metadata = {METADATA: str(mail["Message-ID"] or "").strip("<> ")}
    extra.track_opens = extra.track_clicks = False
    return message


def _copy(part: Any) -> Any:
    """An inline picture in the class that Django's mails are made of."""
    from email.mime.base import MIMEBase

    made = MIMEBase(part.get_content_maintype(), part.get_content_subtype())
    made.set_payload(part.get_payload())
    for name in ("Content-Transfer-Encoding", "Content-ID", "Content-Disposition"):
        if part.get(name):
            made[name] = str(part[name])
    return made


def _headers(mail: EmailMessage, provider: str) -> dict[str, str]:
    kept = {
        name: " ".join(str(value).split())
        for name, value in mail.items()
        if name.lower() not in _OWN and not name.lower().startswith("content-")
    }
    if mail["Content-Language"]:
        kept["Content-Language"] = str(mail["Content-Language"])
    if provider == "postmark":
        kept["X-PM-KeepID"] = "true"
    return kept


def _named(mail: EmailMessage, name: str, wanted: set[str]) -> list[tuple[str, str]]:
    """(as written, address) of those in the header who get this mail."""
    header = mail[name]
    found = header.addresses if isinstance(header, AddressHeader) else ()
    return [(str(one), one.addr_spec) for one in found if one.addr_spec.lower() in wanted]


def _words(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]
