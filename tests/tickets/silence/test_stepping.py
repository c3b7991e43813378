"""Silence, step by step: reminded twice, then closed, and only ever one step a day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accord.channels.email import sending
from accord.channels.email.models import OutgoingMail
from accord.core import options
from accord.core.errors import Missing
from accord.events.models import Event, Timer
from accord.people.rights import access_of
from accord.tickets import (
    assigning,
    calling,
    checking,
    closing,
    confirming,
    counting,
    delivering,
    discarding,
    listing,
    receiving,
    replying,
    resolving,
    tagging,
)
from accord.tickets.confirming import Voice
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.models import Silence, SilencePulse, State, Ticket
from accord.tickets.silence import accepting, stepping, watching
from accord.tickets.telling import tell
from accord.tickets.writing import Words
from tests.tickets.silence.days import MONDAY, Days
from tests.world import World, kinds

REMINDED, CLOSED, RESOLVED = "ticket.reminded", "ticket.closed", "ticket.resolved"


def resolved(days: Days) -> Ticket:
    ticket = days.world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=days.world.ieva)
    days.work()
    return ticket


def on(day: int) -> datetime:
    return MONDAY + timedelta(days=day)


def test_resolved_and_silent_is_reminded_on_day_3_and_6_and_closed_on_day_7(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    days.days(30)
    assert days.steps(ticket) == [(REMINDED, on(3)), (REMINDED, on(6)), (CLOSED, on(7))]
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED and not ticket.closed_by_customer
    assert days.row(ticket) is None and days.due(ticket) is None


def test_answered_and_silent_is_resolved_and_then_asked(days: Days) -> None:
    days.rule()
    ticket = days.world.ticket()
    replying.reply(ticket, Words(text="Hold the button."), by=days.world.ieva)
    days.days(30)
    assert days.steps(ticket) == [
        (RESOLVED, on(7)), (REMINDED, on(10)), (REMINDED, on(13)), (CLOSED, on(14)),
    ]  # fmt: skip


@pytest.mark.parametrize("which", ["answered_on", "resolved_on"])
def test_a_rule_that_is_off_does_nothing(days: Days, which: str) -> None:
    days.rule(**{which: False})
    ticket = days.world.ticket()
    if which == "answered_on":
        replying.reply(ticket, Words(text="Hold the button."), by=days.world.ieva)
    else:
        replying.reply(ticket, Words(text="Hold it."), by=days.world.ieva, resolve=Explanation("solved"))
    days.days(30)
    assert days.steps(ticket) == []


def test_keep_open_is_skipped(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    days.days(4)
    tagging.tag(ticket, "keep-open", by=days.world.ieva)
    days.days(30)
    assert days.steps(ticket) == [(REMINDED, on(3))]
    tagging.untag(ticket, "keep-open", by=days.world.ieva)
    days.days(30)
    assert [kind for kind, _at in days.steps(ticket)] == [REMINDED, REMINDED, REMINDED, CLOSED]


def test_a_silent_resolution_never_closes_by_silence(days: Days) -> None:
    days.rule()
    ticket = days.world.ticket()
    resolving.resolve(ticket, Explanation("solved"), by=days.world.tiina, silent=True)
    days.days(60)
    assert days.steps(ticket) == [] and days.row(ticket) is None


def word(ticket: Ticket, days: Days, text: str, *marks: str) -> None:
    words = Words(text=text, marks=list(marks))
    receiving.receive(ticket, words, by=days.world.hannah, address="hannah@example.com", why="in_reply_to")


@pytest.mark.parametrize("day", [1, 4, 6.5])
def test_any_word_of_the_customer_ends_it(days: Days, day: float) -> None:
    days.rule()
    ticket = resolved(days)
    days.days(day)
    word(ticket, days, "It still stops.")
    taken = len(days.steps(ticket))
    days.days(40)
    ticket.refresh_from_db()
    assert (ticket.state, len(days.steps(ticket)), days.row(ticket)) == (State.OPEN, taken, None)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_to_the_question_ends_it(days: Days, answer: str) -> None:
    days.rule()
    ticket = resolved(days)
    days.days(4)
    voice = Voice(days.world.hannah, by_link=True)
    if answer == "yes":
        confirming.say_solved(ticket, voice=voice, resolution_id=ticket.resolution_id)
    else:
        confirming.say_not_solved(ticket, voice=voice, resolution_id=ticket.resolution_id)
    days.days(40)
    ticket.refresh_from_db()
    assert days.steps(ticket) == [(REMINDED, on(3))]
    assert ticket.closed_by_customer == (answer == "yes")


def test_thanks_and_automatic_replies_do_not_stop_the_clock(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    days.days(2)
    word(ticket, days, "Thank you!", "courtesy")
    receiving.note_automatic(
        ticket, Words(text="I am out."), by=days.world.hannah, address="hannah@example.com", mark="auto-reply"
    )
    days.days(20)
    assert days.steps(ticket) == [(REMINDED, on(3)), (REMINDED, on(6)), (CLOSED, on(7))]


def test_only_in_the_departments_hours_in_its_zone(days: Days) -> None:
    options.put("workspace.time_zone", "Europe/Sofia")  # two hours before UTC in winter
    days.rule(from_hour=9, to_hour=17, weekdays="12345")
    days.until(datetime(2026, 11, 26, 14, 30, tzinfo=UTC))  # Thursday, half past four in Sofia
    ticket = resolved(days)
    days.days(30)
    assert [at.isoformat()[:16] for _kind, at in days.steps(ticket)] == [
        "2026-11-30T07:00",  # Sunday would be the day; Monday at nine
        "2026-12-03T07:00",
        "2026-12-04T07:00",
    ]


def test_a_clock_that_leaps_makes_nothing_happen_at_once(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    days.days(1)
    days.jump(timedelta(days=365))
    leapt = days.now
    assert days.steps(ticket) == []
    days.days(30)
    times = [at for _kind, at in days.steps(ticket)]
    assert [kind for kind, _at in days.steps(ticket)] == [REMINDED, REMINDED, CLOSED]
    assert times[0] == leapt + timedelta(days=1) and times[1] - times[0] == timedelta(days=3)


def test_a_week_switched_off_is_no_week_of_silence(days: Days) -> None:
    """The last reminder announced the day, and the desk was off on it: the customer's word may be on its way."""
    days.rule()
    ticket = resolved(days)
    days.until(on(6))
    days.jump(timedelta(days=7))
    assert len(days.steps(ticket)) == 2
    days.until(days.now + timedelta(hours=20))
    word(ticket, days, "I wrote this while you were off.")
    days.days(10)
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN and len(days.steps(ticket)) == 2


def test_an_overdue_closing_is_a_reminder_first_where_none_was_sent(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    days.jump(timedelta(days=100))
    days.days(1)
    assert [kind for kind, _at in days.steps(ticket)] == [REMINDED]


def test_a_timer_of_an_earlier_resolution_does_nothing(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    old = Timer.objects.get(kind=watching.TIMER)
    row = Silence.objects.get(pk=ticket.pk)
    word(ticket, days, "It still stops.")
    resolving.resolve(ticket, ready_text("solved", "en"), by=days.world.ieva)
    Silence.objects.filter(pk=ticket.pk).update(resolution_id=row.resolution_id)
    days.now = on(5)
    with transaction.atomic():
        stepping.time_is_up(old)
    assert days.steps(ticket) == []


def test_the_same_timer_twice_is_one_step(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    timer = Timer.objects.get(kind=watching.TIMER)
    days.now = on(3)
    SilencePulse.objects.update(seen_at=days.now)
    for _ in range(3):
        with transaction.atomic():
            stepping.time_is_up(timer)
    assert days.steps(ticket) == [(REMINDED, on(3))]


def test_no_step_before_the_mail_of_the_step_before_was_taken(days: Days, settings: Any) -> None:
    days.rule()
    ticket = resolved(days)
    settings.DEMO = False  # no way out: mails are kept and wait
    days.days(20)
    assert days.steps(ticket) == [(REMINDED, on(3))]
    row = days.row(ticket)
    assert row is not None and row.accepted_at is None and row.step == "last"
    kept = OutgoingMail.objects.get(part="reminded")
    settings.DEMO = True
    kept.state = "waiting"
    kept.save()
    sending.send(kept)
    taken = days.now
    days.days(20)
    assert days.steps(ticket)[1:] == [
        (REMINDED, taken + timedelta(days=3)),
        (CLOSED, taken + timedelta(days=4)),
    ]


def test_who_could_not_be_told_is_not_closed_and_stands_in_a_view(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    days.days(4)
    mail = OutgoingMail.objects.get(part="reminded")
    delivering.not_told(ticket, mail.part, "hannah@example.com", "5.1.1 no such user")
    days.days(40)
    ticket.refresh_from_db()
    row = days.row(ticket)
    assert ticket.state == State.RESOLVED and ticket.undelivered and days.due(ticket) is None
    assert row is not None and row.untold == "bounced"
    assert kinds(ticket)[-2:] == ["notice.failed", "ticket.untold"]
    assert [row.code for row in listing.page(access_of(days.world.ieva), "untold").rows] == [ticket.code]
    assert counting.counts(access_of(days.world.ieva))["untold"] == 1


def test_a_mail_that_is_taken_after_all_is_in_the_history(days: Days) -> None:
    """A colleague had it sent once more to the same address."""
    days.rule()
    ticket = resolved(days)
    days.days(4)
    mail = OutgoingMail.objects.get(part="reminded")
    delivering.not_told(ticket, mail.part, "hannah@example.com", "5.1.1 no such user")
    assert mail.event_id is not None
    accepting.notice_taken(ticket.pk, mail.event_id)
    ticket.refresh_from_db()
    told = Event.objects.filter(ticket_id=ticket.pk).order_by("id").last()
    assert told is not None and not ticket.undelivered
    assert (told.kind, told.data["set"]["undelivered"]) == ("ticket.told_after_all", False)
    assert str(tell([told], str)[0].sentence) == "Our mail reached the customer after all, so the days count from now."
    assert list(checking.problems(deep=True)) == []
    taken = days.now
    days.days(20)
    assert days.steps(ticket)[1] == (REMINDED, taken + timedelta(days=3))


def test_somebody_elses_bounce_changes_nothing(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    delivering.not_told(ticket, "resolved-copy-5", "elitsa@example.com", "5.1.1 no such user")
    days.days(20)
    assert len(days.steps(ticket)) == 3


def test_without_an_address_nothing_closes(days: Days) -> None:
    days.rule()
    ticket = days.world.ticket(address="")
    resolving.resolve(ticket, ready_text("solved", "en"), by=days.world.ieva)
    days.days(40)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.undelivered, days.steps(ticket)) == (State.RESOLVED, True, [])


def test_a_reminder_that_a_guard_kept_back_is_tried_again_another_day(days: Days) -> None:
    """Ten automatic mails an hour go to one address."""
    days.rule()
    tickets = [days.world.ticket() for _ in range(12)]
    for ticket in tickets:
        replying.reply(ticket, Words(text="Hold it."), by=days.world.ieva, resolve=Explanation("solved"))
    days.days(3.01)
    assert Event.objects.filter(kind="notice.held").count() == 2
    days.days(30)
    tries = [[(at - MONDAY).days for _kind, at in days.steps(ticket)] for ticket in tickets]
    assert tries[:10] == [[3, 6, 7]] * 10
    for ticket, days_of_it in zip(tickets[10:], tries[10:], strict=True):
        assert days_of_it[:2] == [3, 4] and len(set(days_of_it)) == len(days_of_it)
        assert OutgoingMail.objects.filter(part="reminded", ticket_id=ticket.pk).count() == 2
        assert days.steps(ticket)[-1][0] == CLOSED


def test_a_call_that_reached_begins_anew(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    days.days(4)
    delivering.not_told(ticket, "reminded", "hannah@example.com", "5.1.1 no such user")
    calling.log_call(ticket, by=days.world.ieva, reached=False)
    days.days(10)
    assert len(days.steps(ticket)) == 1
    calling.log_call(ticket, by=days.world.ieva, reached=True, note="New address follows.")
    ticket.refresh_from_db()
    assert not ticket.undelivered
    called = days.now
    days.days(20)
    assert days.steps(ticket)[1] == (REMINDED, called + timedelta(days=3))


def test_closing_tells_how_often_we_tried(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    days.days(1)
    calling.log_call(ticket, by=days.world.ieva, reached=False)
    days.days(20)
    closed = Event.objects.get(kind=CLOSED, ticket_id=ticket.pk)
    assert closed.data["attempts"] == 4  # the question, two reminders, a call
    line = tell([closed], str)[0]
    assert line.sentence == "<b>Accord</b> closed this after 4 attempts to reach the customer."
    assert line.reasons == [
        "No word came after two reminders, as they announced.", "No word came from the customer",
    ]  # fmt: skip


def test_an_agents_word_lets_the_next_step_wait(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    days.until(on(6) + timedelta(hours=23))
    replying.reply(ticket, Words(text="Try this, too."), by=days.world.ieva)
    wrote = days.now
    days.days(20)
    assert days.steps(ticket)[2] == (CLOSED, wrote + timedelta(days=1))


def test_a_ticket_that_moves_follows_its_new_departments_rule(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    assigning.transfer(ticket, days.world.billing, by=days.world.omar)
    assert days.row(ticket) is None and days.due(ticket) is None
    days.days(10)
    assigning.transfer(ticket, days.world.support, by=days.world.omar)
    moved = days.now
    days.days(20)
    assert days.steps(ticket)[0] == (REMINDED, moved + timedelta(days=3))


def test_back_from_the_deleted_ones_it_begins_anew(days: Days) -> None:
    days.rule()
    ticket = resolved(days)
    days.days(6)
    discarding.delete(ticket, by=days.world.ieva)
    assert days.row(ticket) is None
    discarding.undelete(ticket, by=days.world.ieva)
    days.days(30)
    assert [kind for kind, _at in days.steps(ticket)][-3:] == [REMINDED, REMINDED, CLOSED]


def test_only_time_closes_without_an_answer(world: World) -> None:
    ticket = world.ticket()
    with pytest.raises(Missing):
        resolving.resolve(ticket, ready_text("no_answer", "en"), by=world.ieva)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    with pytest.raises(Missing):
        closing.close(ticket, by=world.ieva, basis="no_answer")
