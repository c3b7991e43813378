"""The form of a mailbox: its values as text, and what they mean for the mailbox, its way in and its way out."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accord.channels.email import mailboxes, sources
from accord.channels.email.models import Mailbox, MailSource, ProviderAccount
from accord.channels.email.models.source import Auth
from accord.channels.email.presets import Preset
from accord.core.errors import Conflict, Invalid
from accord.people.models import Department, Person

TEXTS = ("address", "name", "language", "signature", "smtp_host", "smtp_security", "smtp_user")
TICKS = ("acknowledge", "is_active", "canary")
SOURCE = ("host", "port", "security", "user", "folders", "after", "move_to", "begin", "days")
HANDED, SERVICE, FETCHED = "handed", "service", ("imap", "pop3")
CONSENT = "consent"
# The names of our fields where they differ from those of the verbs.
_BESIDE = {
    "department_id": "department",
    "kind": "way_in",
    "after_fetch": "in_move_to",
    "begin": "in_days",
    **{name: f"in_{name}" for name in ("host", "port", "security", "user")},
}


def blank(preset: Preset, address: str) -> dict[str, Any]:
    """A new mailbox as its provider needs it."""
    first = Department.objects.filter(is_active=True).first()
    fetched = preset.imap
    out = preset.smtp if preset.way_in in FETCHED else None
    consent = bool(preset.consent)
    user = address if "@" in address and address.isascii() else ""
    return {
        **dict.fromkeys(TEXTS, ""),
        "address": address,
        "department": str(first.pk) if first else "",
        "acknowledge": True,
        "is_active": True,
        "canary": True,
        "way_in": preset.way_in,
        "way_out": "smtp",
        "sign_in": CONSENT if consent else "password",
        **_source(fetched.host, fetched.port, fetched.security, user),
        "smtp_host": out.host if out else "",
        "smtp_port": str(out.port) if out else "587",
        "smtp_security": out.security if out else "starttls",
        "smtp_user": user if out and not consent else "",
    }


def present(mailbox: Mailbox) -> dict[str, Any]:
    """The mailbox as it is."""
    source = sources.first_of(mailbox)
    fetched = source is not None and source.is_active
    waits = source is not None and source.auth == Auth.XOAUTH2
    values = {name: getattr(mailbox, name) for name in (*TEXTS, *TICKS)}
    return {
        **values,
        "smtp_port": str(mailbox.smtp_port),
        "department": str(mailbox.department_id),
        "way_in": source.kind
        if source and (fetched or waits)
        else SERVICE
        if mailbox.provider_id
        else HANDED,
        "way_out": f"service-{mailbox.provider_id}" if mailbox.provider_id else "smtp",
        "sign_in": CONSENT if mailbox.grant_id or waits else "password",
        **(_of_source(source) if source else _source("", 993, "tls", "")),
    }


def posted(post: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed."""
    texts = {name: post.get(name, "") for name in (*TEXTS, "smtp_port", "department")}
    chosen = {name: post.get(name, other) for name, other in _UNSAID.items()}
    fetched = {f"in_{name}": post.get(f"in_{name}", "") for name in SOURCE}
    return {**texts, **chosen, **fetched, **{name: name in post for name in TICKS}}


_UNSAID = {"way_in": HANDED, "way_out": "smtp", "sign_in": "password"}


def save(values: dict[str, Any], post: Mapping[str, Any], mailbox: Mailbox | None, *, by: Person) -> Mailbox:
    """Store what was typed. Raises Invalid, Conflict (with our field as the detail), NotAllowed."""
    try:
        fields = _fields(values)
        with transaction.atomic():
            if mailbox is None:
                mailbox = mailboxes.make(by=by, password=_password(values, post) or "", **fields)
            else:
                consents = values["sign_in"] == CONSENT
                kept = {} if consents else {"grant_id": None}
                mailboxes.change(mailbox, by=by, password=_password(values, post), **fields, **kept)
            _save_source(mailbox, values, post, by)
        return mailbox
    except (Invalid, Conflict) as error:
        if error.detail in _BESIDE:
            raise Invalid(_BESIDE[error.detail], sentence=str(error)) from error
        raise


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    consents = values["sign_in"] == CONSENT
    return {
        **{name: str(values[name]).strip() for name in TEXTS},
        **{name: bool(values[name]) for name in TICKS},
        "smtp_port": _port(values, "smtp_port", "587"),
        "department_id": _number(str(values["department"])),
        "provider_id": _service(str(values["way_out"])),
        **({"smtp_user": ""} if consents else {}),
    }


def _save_source(mailbox: Mailbox, values: dict[str, Any], post: Mapping[str, Any], by: Person) -> None:
    if values["way_in"] not in FETCHED:
        sources.drop(mailbox, by=by)
        return
    values = {**values, **_without_folders(values["way_in"], values)}
    after = str(values["in_after"] or "keep")
    begin = str(values["in_begin"] or "now")
    sources.put(
        mailbox,
        by=by,
        password=post.get("in_password") or None,
        kind=values["way_in"],
        host=str(values["in_host"]).strip(),
        port=_port(values, "in_port", "993"),
        security=str(values["in_security"]),
        user=str(values["in_user"]).strip() or mailbox.address,
        auth=Auth.XOAUTH2 if values["sign_in"] == CONSENT else Auth.PASSWORD,
        folders=[each.strip() for each in str(values["in_folders"]).splitlines() if each.strip()],
        after_fetch=f"move:{str(values['in_move_to']).strip()}" if after == "move" else after,
        begin=f"days:{str(values['in_days']).strip()}" if begin == "days" else begin,
    )


def _source(host: str, port: int, security: str, user: str) -> dict[str, str]:
    return {
        "in_host": host,
        "in_port": str(port),
        "in_security": security,
        "in_user": user,
        "in_folders": "",
        "in_after": "keep",
        "in_move_to": "",
        "in_begin": "now",
        "in_days": "30",
    }


def _of_source(source: MailSource) -> dict[str, str]:
    after, _colon, move_to = source.after_fetch.partition(":")
    begin, _colon, days = source.begin.partition(":")
    values = {
        **_source(source.host, source.port, source.security, source.user),
        "in_folders": "\n".join(source.folders),
        "in_after": after,
        "in_move_to": move_to,
        "in_begin": begin,
        "in_days": days or "30",
    }
    return {**values, **_without_folders(source.kind, values)}


def _without_folders(kind: str, values: Mapping[str, Any]) -> dict[str, str]:
    """What the page hides for POP3, as if nobody had chosen it: it knows neither folders nor what was read."""
    if kind != "pop3":
        return {}
    changed = {"in_folders": ""}
    if values["in_begin"] == "unread":
        changed["in_begin"] = "now"
    if values["in_after"] == "move":
        changed |= {"in_after": "keep", "in_move_to": ""}
    return changed


def _password(values: dict[str, Any], post: Mapping[str, Any]) -> str | None:
    """An empty field keeps the password; it is emptied with the user's name, and by a consent."""
    if values["sign_in"] == CONSENT or not str(values["smtp_user"]).strip():
        return ""
    return post.get("password") or None


def _port(values: dict[str, Any], name: str, usual: str) -> int:
    number = str(values[name]).strip() or usual
    if not number.isdecimal() or len(number) > 5:
        raise Invalid(name, sentence=_("A port is a number from 1 to 65535."))
    return int(number)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _service(way_out: str) -> int | None:
    number = _number(way_out.removeprefix("service-")) if way_out.startswith("service-") else None
    if number is not None and not ProviderAccount.objects.filter(pk=number).exists():
        raise Invalid("way_out", sentence=_("Choose how mail goes out."))
    return number
