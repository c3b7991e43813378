"""DOMAIN section 4: what people complain about in other desks when they work on tickets, one test a complaint."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client

from accord.automation.actions.steps import Steps
from accord.automation.mass import jobs
from accord.channels.email.models.incoming import Fate
from accord.core import files, health
from accord.events import delivering, timers
from accord.events.models import Delivery
from accord.people import tokens
from accord.tickets import (
    checking,
    conversation,
    drafting,
    merging,
    noting,
    postponing,
    receiving,
    replying,
    resolving,
)
from accord.tickets.explaining import ready_text
from accord.tickets.later import sending
from accord.tickets.later.kept import Answer
from accord.tickets.models import Attachment, Later, Message, State, Ticket
from accord.tickets.replying import SomebodyAnswered
from accord.tickets.writing import FileOf, Words
from tests.automation.rules.making import DAY, rule, step, work
from tests.automation.time_rules.days import Days, passing
from tests.channels.email.mails import mail, mailbox, sent, taken
from tests.world import World

OURS = "answer@support.example.com"


@pytest.fixture
def days(db: None) -> Iterator[Days]:
    with passing() as made:
        yield made


def wrote(ticket: Ticket, text: str) -> Message:
    return receiving.receive(ticket, Words(text=text), by=ticket.requester, address=ticket.requester.email)


def states(*tickets: Ticket) -> list[str]:
    return [Ticket.objects.get(pk=each.pk).state for each in tickets]


def test_4_1_a_thank_you_leaves_a_solved_ticket_solved_and_a_question_does_not(desk: World) -> None:
    tickets = [desk.ticket(), desk.ticket("Lid")]
    for number, ticket in enumerate(tickets):
        replying.reply(ticket, Words(text="Clean it."), by=desk.ieva)
        sent(ticket, f"{number}{OURS}")
        resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    taken(mail(text="Thank you!", In_Reply_To=f"<0{OURS}>"))
    taken(mail(text="Thank you! But how do I open it?", In_Reply_To=f"<1{OURS}>"))
    assert states(*tickets) == [State.RESOLVED, State.OPEN]


def test_4_5_put_off_until_an_own_date_in_bulk_by_the_api_and_by_a_rule(world: World, days: Days) -> None:
    own, many, more, asked, ruled = (world.ticket(f"Number {number}") for number in range(5))
    until = days.now + timedelta(days=3, hours=2)
    postponing.postpone(own, until, by=world.ieva)
    steps = Steps.parse([step("postpone_until", day="thursday", hour=8)])
    jobs.start([many.pk, more.pk], steps, by=world.ieva)
    timers.sweep()
    rule(world.omar, step("postpone", seconds=2 * DAY), on="tags_changed")
    client = Client(headers={"authorization": f"Bearer {tokens.create(world.ieva, 'test')}"})
    path = f"/api/v1/tickets/{asked.code}/postponement"
    answer = client.post(path, {"until": until.isoformat()}, content_type="application/json")
    assert answer.status_code < 300, answer.content
    client.post(f"/api/v1/tickets/{ruled.code}/tags", {"tags": ["later"]}, content_type="application/json")
    work()
    assert states(own, many, more, asked, ruled) == [State.POSTPONED] * 5
    days.pass_by(days=2)
    assert states(own, many, more, asked, ruled) == [State.POSTPONED] * 4 + [State.NEW]
    days.pass_by(days=1, hours=2)
    assert states(own, many, more, asked, ruled) == [State.NEW] * 5


@pytest.mark.parametrize(("stay", "state"), [(True, State.POSTPONED), (False, State.OPEN)])
def test_4_6_what_is_put_off_stays_so_when_the_customer_writes_if_that_was_chosen(
    world: World, days: Days, stay: bool, state: State
) -> None:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="The part comes on Friday."), by=world.ieva)
    postponing.postpone(ticket, days.now + timedelta(days=3), by=world.ieva, stay=stay)
    wrote(ticket, "Friday is fine, and the red one, please.")
    assert states(ticket) == [state]
    days.pass_by(days=3)
    assert states(ticket) == [State.OPEN], "nothing that was written is forgotten"


def test_4_8_an_answer_goes_out_at_its_moment_once_and_waits_where_somebody_wrote(
    world: World, days: Days
) -> None:
    quiet, busy = world.ticket(), world.ticket("Lid")
    for ticket in (quiet, busy):
        due_at = days.now + timedelta(hours=20)
        sending.send_later(ticket, Answer(Words(text="Good morning!")), by=world.ieva, due_at=due_at)
    wrote(busy, "Found it myself.")
    days.pass_by(hours=19)
    assert not Message.objects.filter(kind="outgoing").exists()
    days.pass_by(hours=1)
    days.pass_by(days=1)
    assert list(Message.objects.filter(kind="outgoing").values_list("ticket_id", flat=True)) == [quiet.pk]
    held = Later.objects.get()
    assert (held.held, held.draft.ticket, held.draft.html) == ("somebody_wrote", busy, "<p>Good morning!</p>")


def test_4_10_the_same_mail_is_one_ticket_and_a_persons_tickets_become_one_at_once(desk: World) -> None:
    mailbox(desk.billing, "billing@example.com")
    raw = mail(to="support@example.com, billing@example.com", message_id="<same@customer.example>")
    first = taken(raw)
    assert taken(raw, ["billing@example.com"]).fate == Fate.SAME and Ticket.objects.count() == 1
    into = Ticket.objects.get(pk=first.ticket_id or 0)
    others = [desk.ticket("By the form"), desk.ticket("By telephone")]
    job = jobs.start(
        [each.pk for each in others], Steps.parse([step("merge_into", code=into.code)]), by=desk.tiina
    )
    while timers.sweep():
        pass
    job.refresh_from_db()
    assert (job.state, job.done_count) == ("done", 2)
    assert states(into, *others) == [State.NEW, State.CLOSED, State.CLOSED]
    assert len(conversation.load(into).said) == 3
    merging.unmerge(others[0], by=desk.tiina)
    assert states(into, *others) == [State.NEW, State.NEW, State.CLOSED]


def test_4_14_a_merged_ticket_keeps_its_notes_and_files_and_gets_them_back(world: World) -> None:
    source, into = world.ticket("Lid"), world.ticket()
    bill = FileOf(files.put(b"%PDF"), "bill.pdf", "application/pdf")
    noting.note(source, Words(text="Ask the workshop.", files=[bill]), by=world.ieva)
    replying.reply(source, Words(text="We look into it."), by=world.ieva)

    def thread(ticket: Ticket) -> list[str]:
        return [each.message.text for each in conversation.load(ticket).said]

    before, alone = thread(source), thread(into)
    merging.merge(source, into, by=world.ieva)
    assert sorted(thread(into)) == sorted([*alone, *before])
    merging.unmerge(source, by=world.ieva)
    assert (thread(source), thread(into)) == (before, alone)
    kept = Attachment.objects.get(name="bill.pdf")
    assert kept.message is not None and kept.message.ticket_id == source.pk
    assert list(checking.problems(deep=True)) == []


def test_4_18_a_draft_outlives_leaving_refusal_and_goes_only_when_it_is_sent(world: World) -> None:
    ticket, message = world.ticket_and_message()
    drafting.save(ticket, world.ieva, "reply", html="<p>Clean it with</p>")
    wrote(ticket, "It also smells.")
    with pytest.raises(SomebodyAnswered):
        replying.reply(ticket, Words(text="Clean it with"), by=world.ieva, seen=message.pk)
    draft = drafting.find(ticket, world.ieva, "reply")
    assert draft is not None and draft.html == "<p>Clean it with</p>"
    replying.reply(ticket, Words(text="Clean it with a brush."), by=world.ieva)
    assert drafting.find(ticket, world.ieva, "reply") is None


def test_4_18_a_mail_that_does_not_go_is_told_and_goes_when_it_can(
    world: World, monkeypatch: pytest.MonkeyPatch, refused: Callable[[], None]
) -> None:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    refused()
    row = Delivery.objects.get(effect="mail", event__kind="message.sent")
    assert row.given_up_at is not None and row.last_error
    assert any("given" in problem.key or "fail" in problem.key for problem in health.problems())
    monkeypatch.undo()
    delivering.retry(row)
    work()
    assert not Delivery.objects.filter(effect="mail").exists()


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The mail effect is tried as often as it is, and fails."""
    from accord.events import reactions

    def fails(*_given: object) -> None:
        raise OSError("the line is dead")

    def run() -> None:
        effect = reactions.effect("mail")
        broken = type(effect)(**{**vars(effect), "run": fails})
        monkeypatch.setitem(reactions._effects, "mail", broken)
        for _try in range(100):
            Delivery.objects.filter(given_up_at__isnull=True).update(due_at="2020-01-01T00:00:00Z", claim="")
            if not delivering.deliver():
                return

    return run
