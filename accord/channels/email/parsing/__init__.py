"""Reading mail: raw bytes in, one frozen ParsedMail out. Free of Django, bounded in time and memory, never raising."""

from accord.channels.email.parsing.mail import Address, Attachment, AutoKind, Bounce, ParsedMail
from accord.channels.email.parsing.reading import parse

__all__ = ["Address", "Attachment", "AutoKind", "Bounce", "ParsedMail", "parse"]
