"""Side conversations by mail: the outsider's answer comes back beside the customer, and nothing leads across."""

import pytest

from accord.channels.email import message_ids, proofs, references
from accord.channels.email.models import Mailbox, OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.recipients import read_reply_address
from accord.core import clock
from accord.tickets import merging, postponing, replying, side_conversing
from accord.tickets.models import Message, SideConversation, State, Ticket
from accord.tickets.writing import Words
from tests.channels.email.mails import later, mail, taken, ticket_of
from tests.channels.email.outbox import both, work, written
from tests.world import World, kinds

pytestmark = pytest.mark.django_db
WORKSHOP = "workshop@example.net"


@pytest.fixture
def asked(desk: World) -> SideConversation:
    """Ieva asks the workshop about Hannah's answered ticket; the mail is made."""
    Mailbox.objects.update(plus_works=True)
    ticket = desk.ticket(text="My card number is 1234.")
    replying.reply(ticket, Words(text="We ask the workshop."), by=desk.ieva)
    side, _message = side_conversing.begin(
        ticket, "Spare part 4711", Words(text="Do you have one?"), by=desk.ieva, to=[WORKSHOP]
    )
    work()
    return side


def ours(side: SideConversation) -> OutgoingMail:
    return OutgoingMail.objects.get(ticket_message_id=side.said.earliest("message_id").message_id)


def answer(side: SideConversation, text: str = "Yes, two.", sender: str = f"Bo <{WORKSHOP}>", **headers: str) -> bytes:
    headers.setdefault("In_Reply_To", f"<{ours(side).message_id}>")
    return mail(sender, text, f"Re: {side.subject}", **headers)


def test_the_mail_tells_the_outsider_nothing_of_the_ticket(desk: World, asked: SideConversation) -> None:
    sent = written(ticket_message_id=ours(asked).ticket_message_id)
    plain, rich = both(sent)
    ticket = side_conversing.home(asked)
    assert "Do you have one?" in plain and sent["Subject"] == "Spare part 4711" and sent["To"] == WORKSHOP
    whole = f"{sent.as_string()}{plain}{rich}"
    for hidden in (ticket.code, ticket.code.lower(), "1234", "hannah@", "Hannah", "/my/"):
        assert hidden not in whole
    assert sent["Thread-Index"] is None and sent["References"] is None
    assert proofs.ticket_of_address(sent["Reply-To"]) is None and proofs.side_of_address(sent["Reply-To"]) == asked.pk
    assert message_ids.read(sent["Message-ID"], list(proofs.keys())) is None
    assert read_reply_address("support+guessed@example.com", proofs.keys(), "side") is None


@pytest.mark.parametrize("way", ["token", "in_reply_to", "references"])
def test_the_answer_stands_beside_the_customer_and_changes_no_state(
    desk: World, asked: SideConversation, way: str
) -> None:
    home = side_conversing.home(asked)
    token = written(ticket_message_id=ours(asked).ticket_message_id)["Reply-To"]
    raw = {
        "token": mail(f"Bo <{WORKSHOP}>", "Yes, two.", "Re: it", to=token),
        "in_reply_to": answer(asked),
        "references": answer(asked, In_Reply_To="<x@elsewhere.example>", References=f"<{ours(asked).message_id}>"),
    }[way]
    row = taken(raw, [token] if way == "token" else ["support@example.com"], sender=WORKSHOP)
    assert (row.fate, row.reason) == (Fate.APPENDED, "side_answer")
    ticket, message = ticket_of(row), Message.objects.get(pk=row.ticket_message_id)
    assert (ticket.pk, ticket.state) == (home.pk, State.ANSWERED)
    assert message.is_note and message.marks == ["side"] and message.author_address == WORKSHOP
    asked.refresh_from_db()
    assert asked.answered_at == message.at and kinds(ticket)[-1] == "side.answered"
    assert not ticket.participants.filter(address=WORKSHOP).exists()
    assert ticket.snippet == "We ask the workshop."


def test_headers_of_the_customers_mails_name_nothing_of_it(desk: World, asked: SideConversation) -> None:
    row = taken(answer(asked, message_id="<bo@workshop.example.net>"), sender=WORKSHOP)
    side_conversing.write(asked, Words(text="Send them."), by=desk.ieva)
    ticket = ticket_of(row)
    replying.reply(ticket, Words(text="Two are coming."), by=desk.ieva)
    work()
    told = written(ticket_message_id=Message.objects.filter(kind="outgoing").latest("id").pk)
    assert "workshop" not in told.as_string() and "Yes, two" not in told.as_string()
    named = set(references.thread_of(ticket, "own@x")[1])
    side_ids = set(OutgoingMail.objects.filter(part="side").values_list("message_id", flat=True))
    assert len(side_ids) == 2 and not named & side_ids
    second = written(part="side", ticket_message_id=asked.said.latest("message_id").message_id)
    assert second["In-Reply-To"] == "<bo@workshop.example.net>" and "Yes, two." in both(second)[0]
    assert second["Subject"] == "Re: Spare part 4711"


def test_a_customers_own_answer_stays_his_whatever_it_names_besides(desk: World, asked: SideConversation) -> None:
    ticket = side_conversing.home(asked)
    public = OutgoingMail.objects.get(part="answer")
    raw = mail(
        text="Any news?", In_Reply_To=f"<{public.message_id}>", References=f"<{ours(asked).message_id}>"
    )
    row = taken(raw)
    ticket.refresh_from_db()
    assert row.reason == "in_reply_to" and ticket.state == State.OPEN
    assert Message.objects.get(pk=row.ticket_message_id).kind == "incoming"


def test_an_answer_may_wake_the_ticket_where_that_was_wanted(desk: World, asked: SideConversation) -> None:
    SideConversation.objects.update(wakes=True)
    ticket = side_conversing.home(asked)
    automatic = answer(asked, "I am away.", Auto_Submitted="auto-replied")
    row = taken(automatic, sender=WORKSHOP)
    ticket.refresh_from_db()
    assert (row.fate, ticket.state) == (Fate.AUTOMATIC, State.ANSWERED), "nobody has answered yet"
    taken(answer(asked), sender=WORKSHOP)
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN and "side.woke" in kinds(ticket)
    postponing.postpone(ticket, later(days=3)(), by=desk.ieva)
    taken(answer(asked, "And one more."), sender=WORKSHOP)
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN and kinds(ticket).count("side.answered") == 3


@pytest.mark.parametrize("state", [State.CLOSED, State.RESOLVED, State.DELETED, State.SPAM])
def test_a_late_answer_is_kept_and_leaves_the_state(desk: World, asked: SideConversation, state: State) -> None:
    SideConversation.objects.update(wakes=True)
    ticket = side_conversing.home(asked)
    at = clock.now() if state == State.CLOSED else None
    Ticket.objects.filter(pk=ticket.pk).update(state=state, is_open=False, closed_at=at)
    side_conversing.end(asked, by=desk.ieva)
    row = taken(answer(asked), sender=WORKSHOP)
    ticket.refresh_from_db()
    assert row.ticket_id == ticket.pk and ticket.state == state
    assert asked.said.filter(from_outside=True).count() == 1


def test_who_was_not_asked_is_marked(desk: World, asked: SideConversation) -> None:
    row = taken(answer(asked, sender="Cy <cy@example.org>"), sender="cy@example.org")
    assert "new-person" in Message.objects.get(pk=row.ticket_message_id).marks


def test_a_mail_that_comes_back_is_told_on_its_message_alone(desk: World, asked: SideConversation) -> None:
    from accord.channels.email import bounces

    bounces.came_back(ours(asked), WORKSHOP, "550 no such user")
    message, ticket = Message.objects.get(pk=ours(asked).ticket_message_id), side_conversing.home(asked)
    assert message.delivery == "bounced" and not ticket.undelivered, "the customer has what is his"


def test_it_follows_its_ticket_into_another_and_back(desk: World, asked: SideConversation) -> None:
    source, into = side_conversing.home(asked), desk.ticket("Another lid")
    merging.merge(source, into, by=desk.tiina)
    row = taken(answer(asked), sender=WORKSHOP)
    assert row.ticket_id == into.pk and [each.pk for each in side_conversing.of(into)] == [asked.pk]
    merging.unmerge(source, by=desk.tiina)
    assert asked.pk in [each.pk for each in side_conversing.of(source)]
