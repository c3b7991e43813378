"""The letter that tells the whole conversation, as its customer reads it on his own page."""

from django.utils.translation import gettext as _

from accord.channels.email.letters import saying
from accord.channels.email.letters.blocks import Block, Line, Link, Over, Title, Told
from accord.core import html
from accord.messaging import retelling
from accord.messaging.retelling import Entry
from accord.tickets.models import Ticket

MOST = 200  # messages; a mail has to arrive


def transcript(ticket: Ticket, url: str = "") -> list[Block]:
    """The letter; `url` is the reader's own page, "" for somebody else."""
    told = retelling.public_part(ticket, most=MOST)
    blocks: list[Block] = [
        Over(ticket.subject),
        Title(_("Your conversation with us") if url else _("A conversation, sent to you")),
    ]
    if told.earlier:
        blocks.append(Line(_("It is long: this is its newest part."), small=True))
    blocks += [_told(entry) for entry in told.entries]
    return [*blocks, Link(_("See your request"), url)] if url else blocks


def _told(entry: Entry) -> Told:
    text = entry.text
    if entry.kind == "explanation":
        text = "\n".join(words for _key, words in entry.parts)
    rich = entry.said.message.html if entry.said is not None else ""
    return Told(
        who=entry.name,
        when=saying.day(entry.at),
        text=text,
        html=rich.strip() or html.from_text(text),
        files=[each.name for each in entry.files],
    )
