"""Answers that wait: sent once at their moment, undone, held where somebody wrote, changed by hand."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accord.core import clock, files
from accord.core.errors import Invalid, Missing, NotAllowed, NotFound, NotPossible
from accord.events import timers
from accord.events.models import Event, Timer
from accord.people import employing, workspace
from accord.queue import to_solve
from accord.tickets import checking, discarding, drafting, merging, noting, receiving, replying, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.later import changing, sending, wishing
from accord.tickets.later import checking as later_checking
from accord.tickets.later.kept import Answer
from accord.tickets.models import Attachment, Draft, Later, Message, State, Ticket
from accord.tickets.writing import FileOf, Words
from tests.world import World, kinds

pytestmark = pytest.mark.django_db
WORDS = Words(text="Clean it.", html="<p>Clean it.</p>")


@pytest.fixture(autouse=True)
def _sound(world: World) -> Iterator[None]:
    yield
    assert list(checking.problems(deep=True)) == [] == list(later_checking.all_problems(deep=True))


def after(seconds: float) -> int:
    """So many seconds later: what is due is done."""
    moment = clock.now() + timedelta(seconds=seconds)
    with clock.running(lambda: moment):
        return timers.sweep()


def wait(world: World, ticket: Ticket, seconds: float = 3600, *, undo: bool = False, **more: Any) -> Later:
    if_answered = more.pop("if_answered", sending.HOLD)
    due_at = clock.now() + timedelta(seconds=seconds)
    answer = Answer(more.pop("words", WORDS), **more)
    return sending.send_later(
        ticket, answer, by=world.ieva, due_at=due_at, if_answered=if_answered, undo=undo
    )


def sent(ticket: Ticket) -> list[str]:
    return list(Message.objects.filter(ticket=ticket, kind="outgoing").values_list("text", flat=True))


def test_it_goes_out_once_at_its_moment_by_the_humans_verb(world: World) -> None:
    ticket = world.ticket(copied=[(world.elitsa, world.elitsa.email)])
    file = FileOf(files.put(b"steps"), "steps.pdf", "application/pdf")
    wait(world, ticket, words=Words(text="Clean it.", html="<p>Clean it.</p>", files=[file]))
    assert after(3599) == 0 and (ticket.state, sent(ticket)) == (State.NEW, [])
    after(3601)
    after(3601)
    ticket.refresh_from_db()
    message = Message.objects.get(ticket=ticket, kind="outgoing")
    assert (ticket.state, ticket.last_agent, message.author) == (State.ANSWERED, world.ieva, world.ieva)
    assert (message.to, message.cc) == (["hannah@example.com"], ["elitsa@example.com"])
    assert message.attachments.get().name == "steps.pdf" and Attachment.objects.count() == 1
    assert kinds(ticket) == ["ticket.opened", "reply.scheduled", "message.sent"]
    assert Event.objects.get(kind="message.sent").data["because"] == "sent_later"
    assert not Draft.objects.exists() and not Timer.objects.filter(kind=sending.TIMER).exists()


def test_an_undo_brings_the_words_back_and_nobody_saw_anything(world: World) -> None:
    ticket = world.ticket()
    before = (ticket.state, ticket.version, ticket.waiting_since, kinds(ticket))
    file = FileOf(files.put(b"steps"), "steps.pdf", "application/pdf")
    drafting.save(ticket, world.ieva, "reply", html="<p>Clean it.</p>")
    row = wait(
        world,
        ticket,
        10,
        undo=True,
        words=Words("Clean it.", "<p>Clean it.</p>", files=[file]),
        bcc=["b@example.com"],
    )
    assert drafting.find(ticket, world.ieva, "reply") is None, "the composer is empty"
    drafting.save(ticket, world.ieva, "reply", html="<p>One more thing</p>")
    back = changing.take_back(row, by=world.ieva)
    assert back.html == "<p>Clean it.</p><p>One more thing</p>"
    assert (back.to, back.bcc, back.attachments.get().name) == (
        ["hannah@example.com"],
        ["b@example.com"],
        "steps.pdf",
    )
    after(60)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.version, ticket.waiting_since, kinds(ticket)) == before
    with pytest.raises(NotPossible):
        changing.take_back(row, by=world.ieva)


def test_without_an_undo_it_goes_after_its_seconds_though_somebody_writes(world: World) -> None:
    ticket = world.ticket()
    wait(world, ticket, 10, undo=True, resolve=ready_text("solved", "en"))
    receiving.receive(ticket, Words(text="Hello?"), by=world.hannah, address=world.hannah.email)
    after(11)
    ticket.refresh_from_db()
    assert (ticket.state, sent(ticket)) == (State.RESOLVED, ["Clean it."])
    assert "because" not in Event.objects.get(kind="message.sent").data, "an ordinary answer"


def test_nobody_is_handed_a_ticket_whose_answer_can_still_be_undone(world: World) -> None:
    wishing.wish(world.ieva, 30)
    assert wishing.undo_seconds(world.ieva) == 30 and wishing.undo_seconds(world.tiina) == 0
    first, second = world.ticket(), world.ticket()
    row = wait(world, first, 30, undo=True)
    assert to_solve.next_for(world.tiina, claim=False) == second
    changing.take_back(row, by=world.ieva)
    assert to_solve.next_for(world.tiina, claim=False) == first
    with pytest.raises(Invalid):
        wishing.wish(world.ieva, 7)


def test_who_did_not_choose_has_the_undo_of_the_workspace(world: World) -> None:
    wishing.wish(world.ieva, 0)
    workspace.change("tickets.undo_s", 30, by=world.omar)
    assert [wishing.undo_seconds(each) for each in (world.ieva, world.tiina)] == [0, 30]
    ticket = world.ticket()
    wait(world, ticket, 30, undo=True)
    assert sending.on_their_way() == {ticket.pk}
    workspace.change("tickets.undo_s", 0, by=world.omar)
    assert sending.on_their_way() == {ticket.pk}, "it waits still"
    workspace.change("tickets.undo_s", 5, by=world.omar)
    wishing.wish(world.ieva, None)
    assert (wishing.chosen(world.ieva), wishing.undo_seconds(world.ieva)) == (None, 5)
    with pytest.raises(Invalid):
        workspace.value_from("tickets.undo_s", "7")


@pytest.mark.parametrize("if_answered", [sending.HOLD, sending.SEND])
def test_a_customer_who_writes_meanwhile_holds_it_unless_it_goes_all_the_same(
    world: World, if_answered: str
) -> None:
    ticket = world.ticket()
    row = wait(world, ticket, if_answered=if_answered)
    noting.note(ticket, Words(text="I sent it for tomorrow."), by=world.tiina)
    assert not sending.somebody_wrote(row), "notes do not count"
    receiving.receive(ticket, Words(text="It works now!"), by=world.hannah, address=world.hannah.email)
    after(3601)
    if if_answered == sending.SEND:
        assert sent(ticket) == ["Clean it."]
        return
    held = changing.find(ticket, row.pk)
    assert (sent(ticket), held.held, kinds(ticket)[-1]) == ([], "somebody_wrote", "reply.held")
    after(7200)
    assert sent(ticket) == [], "it waits for a person"
    changing.send_now(held, by=world.tiina)
    assert Message.objects.get(ticket=ticket, kind="outgoing").author == world.tiina


def test_what_cannot_go_any_more_is_held_with_its_reason(world: World) -> None:
    ticket, other = world.ticket(), world.ticket()
    wait(world, ticket)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    from accord.tickets import confirming

    confirming.say_solved(ticket, voice=confirming.Voice(world.hannah))
    row = wait(world, other)
    employing.deactivate(world.ieva, by=world.omar)
    after(3601)
    assert [each.held for each in Later.objects.order_by("pk")] == ["writer_gone", "writer_gone"]
    changing.move(changing.find(other, row.pk), clock.now() + timedelta(hours=2), by=world.tiina)
    world.ieva.is_active = True
    world.ieva.save()
    after(7300)
    assert sent(other) == ["Clean it."]
    changing.discard(changing.find(ticket, Later.objects.get().pk), by=world.ieva)


def test_on_a_merged_ticket_it_waits_with_the_survivor_for_its_own_customer(world: World) -> None:
    ticket = world.ticket()
    row = wait(world, ticket)
    into = world.ticket(subject="The same", requester=world.elitsa)
    merging.merge(ticket, into, by=world.ieva)
    assert changing.waiting(into) == [row]
    merging.unmerge(ticket, by=world.ieva)
    assert changing.waiting(into) == [] and changing.waiting(ticket) == [row]
    merging.merge(ticket, into, by=world.ieva)
    after(3601)
    message = Message.objects.get(kind="outgoing")
    assert (message.ticket, message.to, "apart" in message.marks) == (into, ["hannah@example.com"], True)


def test_what_would_be_refused_is_refused_at_once_and_leaves_nothing(world: World) -> None:
    ticket = world.ticket()
    before = kinds(ticket)
    with pytest.raises(Missing):
        wait(world, ticket, words=Words())
    with pytest.raises(Invalid):
        wait(world, ticket, -5)
    with pytest.raises(Invalid):
        wait(world, ticket, 3600 * 24 * 400)
    seen = ticket.messages.get().pk
    receiving.receive(ticket, Words(text="And?"), by=world.hannah, address=world.hannah.email)
    with pytest.raises(replying.SomebodyAnswered):
        wait(world, ticket, seen=seen)
    with pytest.raises(NotAllowed):
        sending.send_later(
            world.ticket(department=world.billing),
            Answer(WORDS),
            by=world.ieva,
            due_at=clock.now() + timedelta(hours=1),
        )
    assert kinds(ticket) == [*before, "message.received"] and not Draft.objects.exists()


def test_it_is_moved_and_taken_back_by_a_colleague_who_may_answer(world: World) -> None:
    ticket = world.ticket()
    row = wait(world, ticket)
    moved = changing.move(row, clock.now() + timedelta(hours=5), by=world.tiina, if_answered=sending.SEND)
    after(3700)
    assert sent(ticket) == [] and moved.if_answered == sending.SEND
    with pytest.raises(NotAllowed):
        changing.discard(row, by=world.hannah)
    changing.take_back(row, by=world.tiina)
    assert drafting.find(ticket, world.tiina, "reply") is not None
    assert kinds(ticket) == ["ticket.opened", "reply.scheduled", "reply.moved", "reply.unscheduled"]
    with pytest.raises(NotFound):
        changing.find(ticket, row.pk)


def test_a_worker_that_dies_while_it_sends_sends_it_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = world.ticket()
    wait(world, ticket)
    with monkeypatch.context() as dying:
        dying.setattr(sending, "forget", lambda row: 1 / 0)  # after the reply, before the commit
        after(3601)
    assert sent(ticket) == [] and kinds(ticket) == ["ticket.opened", "reply.scheduled"]
    after(3700)
    after(7300)
    assert sent(ticket) == ["Clean it."] and kinds(ticket).count("message.sent") == 1


def test_a_ticket_that_is_deleted_for_good_keeps_no_words_that_wait(world: World) -> None:
    ticket = world.ticket()
    wait(world, ticket)
    discarding.delete(ticket, by=world.tiina)
    discarding.purge(ticket, by=world.tiina)
    assert not Draft.objects.exists() and not Later.objects.exists()
    after(3601)
    assert kinds(ticket)[-1] == "ticket.purged"


def test_an_answer_that_lost_its_timer_is_found_with_its_cure(world: World) -> None:
    ticket = world.ticket()
    lost, moved, well = wait(world, ticket), wait(world, ticket, undo=True), wait(world, ticket)
    assert list(later_checking.all_problems(deep=False)) == []
    timers.drop(sending.TIMER, (sending.TIMER, lost.pk))
    timers.put(sending.TIMER, (sending.TIMER, moved.pk), moved.due_at - timedelta(seconds=1))
    timers.put(sending.TIMER, (sending.TIMER, well.pk + 5), well.due_at)
    found = list(later_checking.all_problems(deep=True))
    assert len(found) == 3 and found == list(later_checking.all_problems(deep=False))
    assert f"ticket {ticket.code}: the answer {lost.pk}" in found[0] and "send it now" in found[0]
    assert f"the answer {moved.pk} is due" in found[1] and f"the answer {well.pk + 5}, which is gone" in found[2]
    for row in (lost, moved):  # the cure that it names
        changing.move(row, clock.now() + timedelta(hours=2), by=world.ieva)
    timers.drop(sending.TIMER, (sending.TIMER, well.pk + 5))


def test_what_is_held_or_tried_again_is_no_finding(world: World) -> None:
    held, tried = wait(world, world.ticket()), wait(world, world.ticket())
    Later.objects.filter(pk=held.pk).update(held=sending.SOMEBODY_WROTE)
    timers.drop(sending.TIMER, (sending.TIMER, held.pk))
    Timer.objects.filter(subject_id=tried.pk).update(attempts=1, due_at=tried.due_at + timedelta(minutes=4))
    assert list(later_checking.all_problems(deep=True)) == []
