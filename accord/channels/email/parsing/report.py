"""The answer of `accord mail parse`: one mail as a flat record for people and for scripts."""

from accord.channels.email.parsing.mail import ParsedMail
from accord.messaging.courtesy import is_courtesy


def as_dict(file_name: str, parsed: ParsedMail, language: str = "") -> dict[str, object]:
    """The keys that the command promises. `language` is what the caller found, '' if it did not look."""
    return {
        "file": file_name,
        "ticket_subject": parsed.subject,
        "from": parsed.from_address,
        "message_id": f"<{parsed.message_id}>" if parsed.message_id else "",
        "in_reply_to": " ".join(f"<{item}>" for item in parsed.in_reply_to),
        "references": " ".join(f"<{item}>" for item in parsed.references),
        "body_text": parsed.body_text,
        "body_html": parsed.body_html,
        "visible_reply": parsed.visible_text,
        "attachments": [attachment.name for attachment in parsed.attachments],
        "is_auto": parsed.is_auto,
        "auto_kind": parsed.auto_kind,
        "is_courtesy": is_courtesy(
            parsed.visible_text,
            has_files=parsed.brings_files,
            sender_name=parsed.from_name,
        ),
        "language": language,
    }
