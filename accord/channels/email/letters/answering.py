"""The letter that carries an agent's answer: his words, who he is, and the customer's last words below."""

from datetime import datetime

from django.utils.translation import gettext as _

from accord.channels.email.letters import saying
from accord.channels.email.letters.blocks import Block, Line, Quote, Signature, Title, Words
from accord.core import html
from accord.tickets.models import Message, Ticket
from accord.tickets.silence.standing import ahead

QUOTED_CHARS = 4000


def answer(message: Message, signature: str, *, until: datetime | None = None) -> list[Block]:
    """The agent's words and signature; `until` is the day by which a postponed ticket is gone on with."""
    text = message.text.strip() or html.to_text(message.html)
    blocks: list[Block] = [Words(text, message.html.strip() or html.from_text(text))]
    if until is not None:
        blocks.append(Line(_("You hear from us by %(date)s.") % {"date": saying.day(until)}))
    return [*blocks, Signature(signature)] if signature else blocks


def question(ticket: Ticket, resolution_id: int, address: str) -> list[Block]:
    """What an answer that also resolves asks the requester."""
    return [Title(_("Is it solved?")), *saying.choice(ticket, resolution_id, address)]


def resolved_too(ticket: Ticket) -> list[Block]:
    """What the same answer says to people in copy."""
    resolved = _(
        "With this answer the request is resolved. The person who asked decides whether it is closed."
    )
    return [
        Line(resolved, small=True),
        Line(saying.answering(ticket, ahead(ticket)), small=True),
    ]


def quote(earlier: Message | None, name: str, mark: str) -> list[Block]:
    """The customer's last message under our marker; `mark` is the local part of this mail's Message-ID."""
    if earlier is None or not earlier.text.strip():
        return []
    text = earlier.text.strip()
    if len(text) > QUOTED_CHARS:
        text = text[:QUOTED_CHARS].rstrip() + " …"
    wrote = _("On %(date)s, %(name)s wrote:") % {"date": saying.day(earlier.at), "name": name}
    return [Quote(marker(mark), wrote, text)]


def marker(mark: str) -> str:
    """The line that the parser of incoming mail knows: what stands below it is old, and `mark` says what it answers."""
    return f"##- {_('Please write above this line.')} {mark} -##"
