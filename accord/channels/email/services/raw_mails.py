"""The bytes of a mail that a service brought: the original where it sends that, else put together from the parts."""

from collections.abc import Callable
from email.policy import SMTP
from typing import Any

from accord.channels.email.services.forms import original

_POLICY = SMTP.clone(cte_type="8bit", max_line_length=None)


def of(provider: str, request: Any, event: Any) -> bytes:
    """The mail of one event as bytes. Raises ValueError where there is none in it."""
    found = _ORIGINALS.get(provider)
    raw = found(request, event) if found else b""
    if raw:
        return raw
    message = event.message
    if not any(str(message[name] or "").strip() for name in ("From", "To", "Subject")):
        raise ValueError("the call holds no mail")
    try:
        return bytes(message.as_bytes(policy=_POLICY))
    except (UnicodeError, ValueError, LookupError):  # a header or charset that Python's own generator cannot write
        return bytes(message.as_bytes(policy=_POLICY.clone(utf8=True)))


_ORIGINALS: dict[str, Callable[[Any, Any], bytes]] = {
    "mailgun": lambda request, event: original(request, "body-mime"),
    "sendgrid": lambda request, event: original(request, "email"),
    "postmark": lambda request, event: _text(event, "RawEmail"),
}


def _text(event: Any, name: str) -> bytes:
    value = event.esp_event.get(name) if isinstance(event.esp_event, dict) else None
    return str(value).encode("utf-8", "surrogateescape") if value else b""
