"""Mails that tell agents of tickets, where they asked for them; an answer to one acts as that agent (DOMAIN 7.7).

Each goes to one agent alone. News about one ticket are a mail that he can answer: its Reply-To carries a token for him
and the ticket where such addresses arrive; its Message-ID, which nobody can guess, proves the same where they do not.
News about several are one mail with such an address for each.
"""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.urls import reverse

from accord.channels.email import addressing, header_lines, message_ids, proofs, sending
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.letters import telling
from accord.channels.email.letters.blocks import Block, Letter
from accord.channels.email.models import Mailbox, OutgoingMail
from accord.channels.email.models.outgoing import OutgoingState
from accord.channels.email.reaching import usable
from accord.channels.email.storing import AGENT_PART as PART
from accord.channels.email.storing import rows_of, store
from accord.channels.email.subjects import subject_of
from accord.core import options
from accord.events.models import Event
from accord.events.reactions import Effect
from accord.messaging.notices import abouts, reading, wording
from accord.messaging.notices.happenings import NoticesMailed
from accord.messaging.notices.wording import News
from accord.people.models import Person
from accord.people.rights import Access, access_of
from accord.tickets.happenings import AgentMailRefused
from accord.tickets.models import Message, MessageKind, State, Ticket

KINDS = (AgentMailRefused, NoticesMailed)


def deliver(event: Event) -> None:
    """Mail the agent what the event names; again is harmless. Raises Later."""
    rows = rows_of(event.pk, to_agents=True)
    if not rows:
        mail = _refused(event) if event.kind == AgentMailRefused.key else _news(event)
        store(event.pk, [mail] if mail is not None else [])
        rows = rows_of(event.pk, to_agents=True)
    sending.send_all(rows)


def given_up(event: Event, why: str) -> None:
    """A mail to a colleague that cannot be sent is no news for the ticket; its row keeps the reason."""
    waiting = OutgoingMail.objects.filter(
        event_id=event.pk, part__startswith=PART, state=OutgoingState.WAITING
    )
    waiting.update(state=OutgoingState.FAILED, last_error=why[:2000])


EFFECT = Effect("agent-mail", KINDS, deliver, given_up=given_up)


def _refused(event: Event) -> Mail | None:
    """What an agent mailed could not be sent: he learns it where he wrote it."""
    ticket = _ticket(event.ticket_id)
    agent = Person.objects.filter(pk=event.actor_id).first()
    if ticket is None or agent is None:
        return None
    kept = Message.objects.filter(pk=event.data.get("message") or 0).first()
    text = kept.text if kept is not None else ""

    def blocks(mark: str, url: str) -> list[Block]:
        return telling.not_sent(ticket, url, event.data.get("why", ""), text, mark=mark)

    return mail_to(agent, ticket, f"{PART}{agent.pk}", blocks)


def _ticket(number: int | None) -> Ticket | None:
    ticket = Ticket.objects.select_related("department", "requester").filter(pk=number or 0).first()
    gone = ticket is None or ticket.purged_at is not None or ticket.state in (State.SPAM, State.DELETED)
    return None if gone else ticket


def _news(event: Event) -> Mail | None:
    """What he had not read when his mail was due, without what he has read or lost sight of since."""
    agent = Person.objects.filter(pk=event.subject_id, is_active=True).first()
    if agent is None or not agent.is_agent:
        return None
    access = access_of(agent)
    rows = reading.to_mail(access, event.data.get("notices", ()))
    if not rows:
        return None
    tickets = {row.ticket_id for row in rows}
    ticket = _ticket(tickets.pop()) if len(tickets) == 1 else None
    with addressing.read_by(agent, addressing.language_for(agent)):
        news = wording.shown(rows, agent)
    if ticket is not None:
        return _about_one(ticket, news, agent, access)
    return _about_several(news, agent, access)


def _about_one(ticket: Ticket, news: Sequence[News], agent: Person, access: Access) -> Mail | None:
    told = sorted(news, key=lambda each: (not each.urgent, -each.id))
    mean = any(each.about in (abouts.TOLD, abouts.ASKED, abouts.CLOCK) for each in told)
    message = None if mean and len(told) == 1 else _last_words(ticket, news)

    def blocks(mark: str, url: str) -> list[Block]:
        may = _may_reply(access, ticket)
        return telling.told(told, ticket, url, message, mark=mark, may_reply=may)

    return mail_to(agent, ticket, f"{PART}{agent.pk}", blocks)


def _may_reply(access: Access, ticket: Ticket) -> bool:
    return access.may("reply", ticket.department_id) or ticket.assignee_id == access.person_id


def _last_words(ticket: Ticket, news: Sequence[News]) -> Message | None:
    """What the customer wrote last of what he is told, or last at all."""
    rows = Message.objects.select_related("author").filter(ticket=ticket, kind=MessageKind.INCOMING)
    named = rows.filter(pk__in=[each.message_id for each in news if each.message_id])
    return named.order_by("-id").first() or rows.order_by("-id").first()


def _about_several(news: Sequence[News], agent: Person, access: Access) -> Mail | None:
    where = usable(agent.email)
    if not where:
        return None
    groups = telling.by_ticket(news)
    mailbox = addressing.first_mailbox()
    ours = header_lines.address(addressing.our_address(mailbox))
    answers = _answers(agent, access, [number for number in groups if number > 0])
    language = addressing.language_for(agent, None, mailbox)
    with addressing.read_by(agent, language):
        desk = addressing.desk_name(mailbox)
        title = telling.bundle_title(news)
        blocks = telling.bundle(list(groups.values()), settings.BASE_URL, answers, title)
        return Mail(
            part=f"{PART}{agent.pk}",
            mailbox=mailbox,
            recipients=[where],
            to=[(agent.name, where)],
            subject=title,
            letter=Letter(language, desk, blocks),
            message_id=message_ids.new(message_ids.ACCOUNT, ours.rpartition("@")[2], proofs.keys()[0]),
            nature=Nature.NOTICE,
            from_name=desk,
        )


def _answers(agent: Person, access: Access, tickets: Sequence[int]) -> dict[str, str]:
    """By code, the address under which he answers on that ticket, where such addresses arrive."""
    found: dict[str, str] = {}
    for ticket in Ticket.objects.filter(pk__in=list(tickets)[: telling.MOST_TICKETS]):
        mailbox = addressing.mailbox_for(ticket)
        ours = header_lines.address(addressing.our_address(mailbox))
        address = _reply_to(mailbox, ours, ticket, agent)
        if address != ours and _may_reply(access, ticket):
            found[ticket.code] = address
    return found


def mail_to(
    agent: Person, ticket: Ticket, part: str, blocks: Callable[[str, str], list[Block]]
) -> Mail | None:
    """A mail about the ticket to that agent alone, which he can answer; None for one without a usable address.

    `blocks` makes the letter from its mark and the ticket's page.
    """
    where = usable(agent.email)
    if not where:
        return None
    mailbox = addressing.mailbox_for(ticket)
    ours = header_lines.address(addressing.our_address(mailbox))
    language = addressing.language_for(agent, None, mailbox)
    message_id = message_ids.new(message_ids.ACCOUNT, ours.rpartition("@")[2], proofs.keys()[0])
    url = f"{settings.BASE_URL}{reverse('ticket', args=[ticket.code])}"
    with addressing.read_by(agent, language):
        desk = addressing.desk_name(mailbox)
        letter = Letter(language, desk, blocks(message_ids.local_part(message_id), url), code=ticket.code)
        return Mail(
            part=part,
            mailbox=mailbox,
            recipients=[where],
            to=[(agent.name, where)],
            subject=subject_of(ticket.subject, ticket.code, again=False),
            letter=letter,
            message_id=message_id,
            nature=Nature.NOTICE,
            from_name=desk,
            references=[
                f"{ticket.code.lower()}.news@{ours.rpartition('@')[2]}"
            ],  # his program keeps them together
            reply_to=_reply_to(mailbox, ours, ticket, agent),
        )


def _reply_to(mailbox: Mailbox | None, ours: str, ticket: Ticket, agent: Person) -> str:
    arrives = mailbox is not None and mailbox.plus_works is True and options.get("email.reply_tokens")
    return (proofs.agent_address(ours, ticket.pk, agent.pk) if arrives else "") or ours
