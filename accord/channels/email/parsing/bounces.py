"""What a delivery report says: which of our mails came back, for whom, and why (RFC 3464, and plain-text reports)."""

import re

from accord.channels.email.parsing import headers
from accord.channels.email.parsing.mail import Bounce

_MAX_TEXT = 100_000
_MAX_RECIPIENTS = 200
_STATUS_FIELD = re.compile(r"(?im)^status:\s*([245]\.\d{1,3}\.\d{1,3})")
_STATUS_TEXT = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SMTP_CODE = re.compile(r"(?<![\d.@-])([45]\d\d)[ -](?=[^\d\s]|\d\.\d)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_FAILED = re.compile(r"(?im)^action:\s*failed")
_RECIPIENT_FIELD = re.compile(
    r"(?im)^(?:original-|final-)recipient:\s*(?:[\w-]+\s*;)?\s*<?([^\s<>;]{1,320})>?"
)
_DIAGNOSTIC = re.compile(r"(?im)^diagnostic-code:\s*(.{1,600}(?:\n[ \t]+.{1,600}){0,8})")
_IN_ANGLES = re.compile(r"(?m)^[ \t>]{0,8}<([^\s<>@]{1,100}@[^\s<>@]{1,200})>")
_AFTER_WORDS = re.compile(
    r"(?im)^(?:to|for|recipient(?: address)?|your message to|delivery to the following recipient failed permanently):?"
    r"\s{1,6}<?([^\s<>@:]{1,100}@[^\s<>@:,]{1,200})>?"
)
_BARE_LINE = re.compile(r"(?m)^[ \t]{0,8}([^\s<>@:\"'()]{1,100}@[^\s<>@:\"'(),]{1,200}):?[ \t]*$")
# In a sentence of some language. Whoever was not written to does not count in the end.
_ANYWHERE = re.compile(r"(?<![^\s<(\"':,;])([^\s<>@:\"'(),;]{1,100}@[^\s<>@:\"'(),;]{1,200}\.[^\W\d_]{2,20})")
_MESSAGE_ID = re.compile(r"(?im)^[ \t>|]{0,8}message-id:\s*<?([^\s<>]{3,500})>?")
_ORIGINAL_ID = re.compile(r"(?im)^(?:original-message-id|x-original-message-id):\s*<?([^\s<>]{3,500})>?")


def read(
    *, status_parts: list[str], returned: list[bytes], text: str, failed_field: str, own_id: str
) -> Bounce:
    """Gather from the machine-readable parts first, then from the returned mail, then from the words.

    `returned` are the raw starts of returned mails or their headers, `failed_field` is X-Failed-Recipients.
    """
    status_text = "\n\n".join(status_parts)[:_MAX_TEXT]
    text = text[:_MAX_TEXT]
    ids = _ids(status_text, returned, text, own_id)
    status_text = _of_the_failed(status_text)
    recipients = _recipients(status_text, text, failed_field)
    status = (
        _first(_STATUS_FIELD, status_text) or _first(_STATUS_TEXT, status_text) or _first(_STATUS_TEXT, text)
    )
    if not status and (code := _first(_SMTP_CODE, text)):
        status = f"{code[0]}.0.0"
    diagnostic = " ".join(_first(_DIAGNOSTIC, status_text).split())
    return Bounce(ids, recipients, status, (diagnostic or _reason(text))[:1_000])


def _of_the_failed(status_text: str) -> str:
    """Only what a report says of those who failed, where it tells them from others whom the mail reached or will reach
    (RFC 3464, 2.3.3)."""
    failed = [block for block in _BLANK_LINE.split(status_text) if _FAILED.search(block)]
    return "\n\n".join(failed) if failed else status_text


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1) if found else ""


def _ids(status_text: str, returned: list[bytes], text: str, own_id: str) -> list[str]:
    found: list[str] = _ORIGINAL_ID.findall(status_text)
    for raw in returned:
        fields, body = headers.split(raw, 0, len(raw), [])
        # A returned mail may begin with words, or be wrapped once more.
        own = headers.message_ids(fields.raw("message-id")) if "message-id" in fields else []
        found += own or _MESSAGE_ID.findall(raw[:_MAX_TEXT].decode("latin-1"))
        found += (
            headers.message_ids(fields.raw("x-accord-message-id")) if "x-accord-message-id" in fields else []
        )
    if not found:
        found = _MESSAGE_ID.findall(text)
    return [item for item in dict.fromkeys(found) if item != own_id][:20]


def _recipients(status_text: str, text: str, failed_field: str) -> list[str]:
    found = [item for item in _RECIPIENT_FIELD.findall(status_text) if "@" in item]
    found += re.findall(r"[^\s,;<>]{1,100}@[^\s,;<>]{1,200}", failed_field[:5_000])
    if not found:
        head = _MESSAGE_ID.split(text, maxsplit=1)[0]
        found = _IN_ANGLES.findall(head) or _AFTER_WORDS.findall(head) or _BARE_LINE.findall(head)
        found = found or _ANYWHERE.findall(head)[:20]
    return [item.lower().strip(".,;:\"'") for item in dict.fromkeys(found)][:_MAX_RECIPIENTS]


def _reason(text: str) -> str:
    """The first line with an SMTP code or an enhanced status, as the words to show."""
    for line in text.split("\n")[:400]:
        if _STATUS_TEXT.search(line[:400]) or _SMTP_CODE.search(line[:400]):
            return " ".join(line.split())
    return ""
