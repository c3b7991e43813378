"""Mails of a side conversation: from us to somebody outside, and his answers back into it.

They carry a token of their own, no code and no id of the ticket; their rows name no ticket either, so that nothing of
them stands in the headers of the customer's mails. An answer is known by that token, or by the Message-ID of ours that
it names first. Whoever proves it so may write in it; nobody gets anything to read by it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from accord.channels.email import (
    addressing,
    by_agents,
    contents,
    header_lines,
    message_ids,
    proofs,
    references,
)
from accord.channels.email.answers import files_of
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.letters import answering
from accord.channels.email.letters.blocks import Block, Letter
from accord.channels.email.models import IncomingMail, Mailbox, OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.own_addresses import our_addresses
from accord.channels.email.parsing import ParsedMail
from accord.channels.email.posting import Desk
from accord.channels.email.reaching import sendable
from accord.channels.email.screening import treating
from accord.channels.email.verdicts import Kind, Verdict
from accord.channels.email.wordings.remembered import look
from accord.core import options
from accord.events.models import Event
from accord.messaging import marks
from accord.messaging.inbound import Arrival
from accord.messaging.senders import sender_of
from accord.people.models import Person
from accord.tickets import side_conversing
from accord.tickets.models import Message, SideConversation, SideMessage
from accord.tickets.writing import Words

if TYPE_CHECKING:
    from accord.channels.email.handling import Mail as Incoming

PART = "side"
MOST_IDS = 20


def side_mails(desk: Desk, event: Event, data: dict[str, Any]) -> list[Mail]:
    """The one mail of this message, to all whom the side conversation is with; none when nobody can be written to."""
    message = Message.objects.select_related("author").filter(pk=data["message"]).first()
    side = SideConversation.objects.filter(pk=data["side"]).first()
    if message is None or side is None:
        return []
    ours = our_addresses()
    to = sendable(message.to, ours)
    cc = [each for each in sendable(message.cc, ours) if each not in to]
    if not to and not cc:
        return []
    names = addressing.names_of([*to, *cc])
    from_us = header_lines.address(addressing.our_address(desk.mailbox))
    message_id = message_ids.new(message_ids.ACCOUNT, from_us.rpartition("@")[2], proofs.keys()[0])
    earlier = _earlier(side, message)
    answered, thread = _thread(earlier)
    return [
        Mail(
            part=PART,
            mailbox=desk.mailbox,
            recipients=[*to, *cc],
            to=[(names.get(one.lower(), ""), one) for one in to],
            cc=[(names.get(one.lower(), ""), one) for one in cc],
            subject=_subject(side, again=bool(earlier)),
            letter=_letter(desk, message, earlier, message_id),
            message_id=message_id,
            nature=Nature.PERSON,
            from_name=addressing.name_of_sender(desk.mailbox, message.author),
            in_reply_to=answered,
            references=thread,
            files=files_of(message),
            reply_to=_reply_to(desk.mailbox, from_us, side),
            leads_back=False,
            ticket_message_id=message.pk,
        )
    ]


def _letter(desk: Desk, message: Message, earlier: Sequence[Message], message_id: str) -> Letter:
    """Nothing stands in it but the side conversation itself, and who we are."""
    language = addressing.language_for(None, None, desk.mailbox)
    with addressing.read_by(None, language):
        blocks = _blocks(desk, message, earlier, message_id)
    return Letter(language, addressing.desk_name(desk.mailbox), blocks, look=look(desk.ticket.department_id))


def _subject(side: SideConversation, *, again: bool) -> str:
    return f"Re: {side.subject}" if again and not side.subject.lower().startswith("re:") else side.subject


def _reply_to(mailbox: Mailbox | None, ours: str, side: SideConversation) -> str:
    arrives = mailbox is not None and mailbox.plus_works is True and options.get("email.reply_tokens")
    return proofs.side_address(ours, side.pk) if arrives else ours


def _earlier(side: SideConversation, message: Message) -> list[Message]:
    """What was said in it before, the newest first."""
    rows = Message.objects.select_related("author")
    before = SideMessage.objects.filter(side=side, message_id__lt=message.pk).order_by("-message_id")
    return list(rows.filter(pk__in=list(before.values_list("message_id", flat=True)[:MOST_IDS])).order_by("-id"))


def _thread(earlier: Sequence[Message]) -> tuple[str, list[str]]:
    """(In-Reply-To, References) of this conversation alone."""
    numbers = [message.pk for message in earlier]
    sent = OutgoingMail.objects.filter(ticket_message_id__in=numbers)
    known = dict(sent.values_list("ticket_message_id", "message_id"))
    came = IncomingMail.objects.filter(ticket_message_id__in=numbers).exclude(message_id="")
    known |= dict(came.values_list("ticket_message_id", "message_id"))
    found = [known[number] for number in sorted(numbers) if number in known]
    usable = [each for each in found if references.usable(each)]
    return (usable[-1] if usable else ""), usable


def _blocks(desk: Desk, message: Message, earlier: Sequence[Message], message_id: str) -> list[Block]:
    signature = addressing.signature(message.author, desk.ticket, desk.mailbox)
    words = answering.answer(message, signature)
    last = earlier[0] if earlier else None
    name = (last.author.public_name if last.author else "") or last.author_address if last is not None else ""
    return [*words, *answering.quote(last, name, message_ids.local_part(message_id))]


def named(parsed: ParsedMail, envelope_recipients: Sequence[str]) -> SideConversation | None:
    """The side conversation that a mail belongs to: by our token in an address, else by the first id of ours that it
    names. A mail with a ticket's own token belongs to that ticket.
    """
    shown = [each.address for each in (*parsed.to[:100], *parsed.cc[:100])]
    addresses = [each for each in (*envelope_recipients, *parsed.delivered_to, *shown) if "+" in each]
    for address in addresses:
        if (number := proofs.side_of_address(address)) is not None:
            return SideConversation.objects.filter(pk=number).first()
    if not options.get(side_conversing.EVER) or any(proofs.ticket_of_address(each) for each in addresses):
        return None
    ids = list(dict.fromkeys([*parsed.in_reply_to[:MOST_IDS], *reversed(parsed.references[-MOST_IDS:])]))
    rows = OutgoingMail.objects.filter(message_id__in=ids) if ids else OutgoingMail.objects.none()
    ours = dict(rows.values_list("message_id", "ticket_message_id"))
    first = next((each for each in ids if each in ours), None)
    if first is None:
        return None
    row = SideMessage.objects.select_related("side").filter(pk=ours[first] or 0).first()
    return row.side if row is not None else None


def take_in(
    mail: "Incoming", side: SideConversation, verdict: Verdict, words: Words, person: Person | None
) -> None:
    """Append it to the side conversation and decide the mail's fate. Automatic mail is marked and wakes nobody.

    `person` is whose address it came from, if anybody has it.
    """
    automatic = verdict.kind not in (Kind.PERSON, Kind.PROGRAM)
    agent = by_agents.proven_agent(mail, verdict.address, person)
    sender = sender_of(verdict.address, verdict.name, words.language)
    home = side_conversing.home(side)
    arrival = treating.treated(
        Arrival(channel="email", sender=sender, words=words, subject=mail.parsed.subject, department=home.department),
        mail.screening,
    )
    found = list(arrival.words.marks)
    if agent is None and not automatic and verdict.address not in {each.lower() for each in (*side.to, *side.cc)}:
        found.append(marks.NEW_PERSON)
    if arrival.spam:
        found.append(marks.SUSPECT)
    if sender.agents_address and agent is None:
        found.append(marks.SPOOFED)
    message = side_conversing.answered(
        side,
        replace(arrival.words, marks=found),
        by=agent or sender.person,
        address=verdict.address[:254],
        to=[each.address for each in mail.parsed.to[: contents.MOST_PEOPLE]],
        cc=[each.address for each in mail.parsed.cc[: contents.MOST_PEOPLE]],
        from_outside=agent is None,
        mark=verdict.mark if automatic else "",
    )
    mail.decide(Fate.AUTOMATIC if automatic else Fate.APPENDED, "side_answer", mark=verdict.mark)
    mail.row.ticket_id, mail.row.ticket_message_id = message.ticket_id, message.pk
