"""Mails to people who take no part in a ticket: an agent's or a rule's own words, or a message passed on.

They carry no token and no id that leads to the ticket, so that an answer opens one of its own.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accord.channels.email import addressing, header_lines, message_ids, proofs
from accord.channels.email.answers import files_of
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.letters import saying
from accord.channels.email.letters.blocks import Block, Letter, Line, Signature, Words
from accord.channels.email.own_addresses import our_addresses
from accord.channels.email.posting import Desk
from accord.channels.email.reaching import sendable
from accord.channels.email.subjects import bare
from accord.core import html
from accord.events.models import Event
from accord.people.models import Person
from accord.tickets.delivering import OUTSIDE
from accord.tickets.models import Message


def outside_mails(desk: Desk, event: Event, data: dict[str, Any]) -> list[Mail]:
    """One mail for To and Cc, one for each blind copy; none when no address can be written to."""
    ours = our_addresses()
    to, cc, bcc = (sendable(data.get(each, ()), ours) for each in ("to", "cc", "bcc"))
    carried = Message.objects.select_related("author").filter(pk=data.get("forwards") or 0).first()
    agent = Person.objects.filter(pk=event.actor_id, kind="agent").first()
    blocks = _blocks(desk, data.get("html", ""), carried, agent)
    subject = data.get("about") or desk.ticket.subject
    if carried is not None and not subject.lower().startswith("fwd:"):
        subject = f"Fwd: {subject}"
    envelopes = [(OUTSIDE, to, cc)] if to or cc else []
    envelopes += [(f"{OUTSIDE}-bcc-{number}", [], [each]) for number, each in enumerate(bcc, 1)]
    return [
        _mail(desk, part, blocks, subject, agent, carried, shown, others) for part, shown, others in envelopes
    ]


def told_outside(desk: Desk, address: str, blocks: list[Block], agent: Person | None) -> list[Mail]:
    """One mail with these blocks to that address; none where no mail can go there."""
    reached = sendable([address], our_addresses())
    subject = bare(desk.ticket.subject)
    part = f"{OUTSIDE}-transcript"
    return [_mail(desk, part, blocks, subject, agent, None, reached, [])] if reached else []


def _mail(
    desk: Desk,
    part: str,
    blocks: Sequence[Block],
    subject: str,
    agent: Person | None,
    carried: Message | None,
    to: list[str],
    others: list[str],
) -> Mail:
    names = addressing.names_of([*to, *others])
    ours = header_lines.address(addressing.our_address(desk.mailbox))
    blind = part.startswith(f"{OUTSIDE}-bcc")
    return Mail(
        part=part,
        mailbox=desk.mailbox,
        recipients=[*to, *others],
        to=[(names.get(one.lower(), ""), one) for one in to],
        cc=[] if blind else [(names.get(one.lower(), ""), one) for one in others],
        subject=subject,
        letter=Letter(desk.language, addressing.desk_name(desk.mailbox), list(blocks)),
        message_id=message_ids.new(message_ids.ACCOUNT, ours.rpartition("@")[2], proofs.keys()[0]),
        nature=Nature.PERSON if agent is not None else Nature.NOTICE,
        from_name=addressing.name_of_sender(desk.mailbox, agent),
        files=files_of(carried) if carried is not None else [],
        reply_to=ours,
        leads_back=False,
        ticket_id=desk.ticket.pk,
    )


def _blocks(desk: Desk, words: str, carried: Message | None, agent: Person | None) -> list[Block]:
    blocks: list[Block] = [Words(html.to_text(words), words)] if words.strip() else []
    if agent is not None:
        blocks.append(Signature(addressing.signature(agent, desk.ticket, desk.mailbox)))
    return blocks if carried is None else [*blocks, *passed_on(carried)]


def passed_on(carried: Message) -> list[Block]:
    """A message as it stands in a mail that passes it on: who wrote it and when, and the words as plain text."""
    name = (carried.author.public_name if carried.author else "") or carried.author_address
    told = _("On %(date)s, %(name)s wrote:") % {"date": saying.day(carried.at), "name": name}
    text = carried.text.strip() or html.to_text(carried.html)
    return [Line(told, small=True), Words(text, html.from_text(text))]
