"""What kind of mail this is: a person's, an automatic one, a bounce, or our own come back."""

import re
from dataclasses import dataclass
from enum import StrEnum

from accord.channels.email import loops
from accord.channels.email.own_addresses import OwnAddresses
from accord.channels.email.parsing import ParsedMail
from accord.messaging.marks import CALENDAR


class Kind(StrEnum):
    """How a mail is treated. AUTOMATIC is noted on its ticket or nowhere; PROGRAM opens a ticket too, unanswered."""

    PERSON = "person"
    PROGRAM = "program"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    OURS = "ours"


@dataclass(frozen=True)
class Verdict:
    """`mark` is put on the message, `address` and `name` are the author's, `answerable` allows an acknowledgement."""

    kind: Kind
    address: str = ""
    name: str = ""
    mark: str = ""
    reason: str = ""
    answerable: bool = False


_VIA = re.compile(r"'?(.{1,200}?)'? (?:via|through) .+")  # how Google Groups and Mailman name who wrote
_AUTOMATIC = {"auto-reply": "auto-reply", "receipt": "receipt", "feedback": "feedback", "calendar": CALENDAR}


def judge(parsed: ParsedMail, envelope_sender: str, own: OwnAddresses) -> Verdict:
    """The verdict on a mail. Bounces come first: some servers send them under our own address."""
    address, name = _author(parsed, envelope_sender)
    if parsed.auto_kind == "bounce":
        return Verdict(Kind.BOUNCE, address, name, mark="delay" if parsed.is_delay else "bounce")
    if parsed.loop_ids and loops.is_ours(parsed.loop_ids):
        return Verdict(Kind.OURS, address, name, reason="own_loop")
    if address in own:
        stranger = _written_for(parsed, own)
        if not stranger or (parsed.auto_kind in _AUTOMATIC and not parsed.auto_by_words):
            return Verdict(Kind.OURS, address, name, reason="own_address")
        # A form on our website for its visitor, or the group behind our address for who wrote to it.
        via = _VIA.fullmatch(name)
        address, name = stranger, via[1] if via else ""
    if parsed.auto_kind in _AUTOMATIC:
        return Verdict(Kind.AUTOMATIC, address, name, mark=_AUTOMATIC[parsed.auto_kind])
    if parsed.auto_kind == "bulk":
        return Verdict(Kind.PROGRAM, address, name, mark="bulk")
    if parsed.auto_kind == "list":  # a person's post: a real ticket, but the list must not be answered by a program
        return Verdict(Kind.PERSON, address, name, mark="list")
    answerable = not parsed.no_reply and not parsed.null_sender and len(set(parsed.sender_addresses)) < 2
    return Verdict(Kind.PERSON, address, name, answerable=answerable)


def _author(parsed: ParsedMail, envelope_sender: str) -> tuple[str, str]:
    """From; without one whoever wants the answers, else the envelope's sender."""
    if "@" in parsed.from_address:
        return parsed.from_address, parsed.from_name
    for address in (*parsed.reply_to, envelope_sender.lower()):
        if "@" in address:
            return address, parsed.from_name
    return "", parsed.from_name or parsed.from_address


def _written_for(parsed: ParsedMail, own: OwnAddresses) -> str:
    """Whoever wants the answers to a mail under our address; empty where that is nobody else."""
    named = [*parsed.reply_to, *([parsed.written_for] if parsed.auto_kind == "list" else [])]
    return next((address for address in named if "@" in address and address not in own), "")
