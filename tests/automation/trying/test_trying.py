"""A rule tried on history does nothing, and finds what it would have done; judged by a reckoning of its own."""

import random
from datetime import datetime, timedelta

import pytest

from accord.automation import forgetting
from accord.automation.models import Rule, RuleTrial, TrialHit
from accord.automation.rules.editing import Wording
from accord.automation.trying import showing, starting, working
from accord.automation.trying.figures import DAY_S, Figures
from accord.events.models import Event
from accord.people.rights import access_of
from accord.tickets import (
    assigning,
    closing,
    confirming,
    postponing,
    receiving,
    reopening,
    replying,
    resolving,
    tagging,
)
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import State, Ticket
from accord.tickets.writing import Words
from tests.automation.rules.making import DAY, step, term
from tests.automation.rules.making import tagging as tags
from tests.automation.trying.conftest import BEGIN, Time
from tests.world import World


def tried(world: World, wording: Wording, days: int = 90, rule: Rule | None = None) -> tuple[RuleTrial, Figures]:
    trial = starting.start(wording, days, by=world.omar, rule=rule)
    while working.work():
        pass
    trial.refresh_from_db()
    assert trial.problem == ""
    return trial, Figures.of(trial)


def silent(days: int = 7, *terms: dict[str, object]) -> Wording:
    return Wording(
        name="Silent", triggers=["state_for"], timed=True, wait_s=days * DAY,
        groups=[[term("state", "one_of", ["answered"]), *terms]], steps=[step("resolve", reason="no_answer")],
    )  # fmt: skip


def answered(world: World, time: Time, again_after: timedelta | None = None, marks: list[str] | None = None) -> Ticket:
    ticket = world.ticket()
    time.later(hours=1)
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    if again_after is not None:
        before = time.now
        time.now = before + again_after
        receiving.receive(ticket, Words(text="Again.", marks=marks or []), by=world.hannah, address=world.hannah.email)
        time.now = before
    return ticket


def test_customers_who_wrote_again_later_are_closings_that_were_too_early(world: World, time: Time) -> None:
    for days in (1.5, 3.5, 9.5, 20.5):
        answered(world, time, timedelta(days=days))
    answered(world, time)
    time.later(days=60)
    _trial, figures = tried(world, silent(7))
    assert (figures.applied, figures.tickets, figures.again) == (3, 3, 2)
    assert [figures.acts[day] for day in (1, 2, 5, 10, 21)] == [5, 4, 3, 2, 1]
    assert [figures.early[day] for day in (1, 2, 5, 10, 21)] == [4, 3, 2, 1, 0]
    assert figures.safe_days == 21


def test_nothing_is_changed_by_a_try(world: World, time: Time) -> None:
    ticket = answered(world, time)
    time.later(days=60)
    before = (list(Event.objects.values_list("id", flat=True)), Ticket.objects.values().get(pk=ticket.pk))
    tried(world, silent(7))
    assert before == (list(Event.objects.values_list("id", flat=True)), Ticket.objects.values().get(pk=ticket.pk))


def test_thanks_and_automatic_answers_are_no_word(world: World, time: Time) -> None:
    answered(world, time, timedelta(days=9), ["auto-reply"])
    time.later(days=60)
    assert tried(world, silent(7))[1].again == 0


def test_a_follow_up_of_what_was_closed_counts_as_writing_again(world: World, time: Time) -> None:
    ticket = answered(world, time)
    time.later(days=2)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    closing.close(ticket, by=world.ieva, basis="moved")
    from accord.tickets.following_up import follow_up

    time.later(days=3)
    follow_up(ticket, Words(text="It came back."), by=world.hannah, address=world.hannah.email)
    time.later(days=60)
    assert tried(world, silent(1))[1].again == 1


def test_who_said_that_it_is_solved_was_not_ended_too_early(world: World, time: Time) -> None:
    ticket = answered(world, time)
    time.later(days=2)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    confirming.say_solved(ticket, voice=Voice(world.hannah))
    from accord.tickets.following_up import follow_up

    time.later(days=3)
    follow_up(ticket, Words(text="Another thing."), by=world.hannah, address=world.hannah.email)
    time.later(days=60)
    assert tried(world, silent(1))[1].again == 0


def test_columns_are_as_they_were_then(world: World, time: Time) -> None:
    """The tag came after the wait was over, and the rule acts then; the department came after that."""
    ticket = answered(world, time)
    time.later(days=9)
    tagging.tag(ticket, "vip", by=world.ieva)
    time.later(days=9)
    assigning.transfer(ticket, world.billing, by=world.tiina)
    time.later(days=9)
    trial, figures = tried(world, silent(7, term("tags", "any_of", ["vip"])))
    assert figures.acts[7:20] == [1] * 13 and list(figures.by_day) == ["2026-01-14"]
    listed, _place = showing.behind(trial, access_of(world.omar), 7 * DAY_S)
    assert [each.at for each in listed] == [BEGIN + timedelta(days=9, hours=1)]
    assert tried(world, silent(7, term("department", "is", world.support.pk)))[1].acts[7:20] == [*[1] * 11, 0, 0]


def test_a_rule_of_events_counts_each_event_and_what_it_could_not_have_done(world: World, time: Time) -> None:
    world.ticket(department=world.billing)
    ticket = answered(world, time, timedelta(days=1))
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    time.later(days=9)
    here = [[term("department", "is", world.support.pk)]]
    rule = Wording("Note it", ["ticket_opened", "state_changed"], [tags("x")], groups=here)
    trial, figures = tried(world, rule)
    assert (figures.applied, figures.tickets, figures.curve) == (4, 1, False)
    listed, place = showing.behind(trial, access_of(world.omar), 0)
    assert ({each.row.id for each in listed}, len(listed), place) == ({ticket.pk}, 4, None)
    ends = Wording("End it", ["state_changed"], [step("resolve", reason="solved")])
    assert tried(world, ends)[1].refused == 1  # it was resolved already


def test_what_was_before_the_window_began_counts_for_nothing(world: World, time: Time) -> None:
    answered(world, time)
    time.later(days=60)
    assert tried(world, silent(7), days=30)[1].applied == 0


def test_a_try_stops_and_a_new_one_takes_the_place_of_the_old(world: World, time: Time) -> None:
    answered(world, time)
    first = starting.start(silent(), 30, by=world.omar)
    starting.start(silent(), 30, by=world.omar)
    first.refresh_from_db()
    assert first.stopped
    for _each in range(5):
        starting.start(silent(), 30, by=world.omar)
    while working.work() or forgetting.forget():
        pass
    assert RuleTrial.objects.count() == starting.KEPT


def test_ids_are_packed_and_unpacked() -> None:
    ids = sorted(random.Random(7).sample(range(10**9), 1000))
    assert starting.unpacked(starting.packed(ids)) == ids
    assert starting.unpacked(starting.packed([])) == []


ACTS = ("reply", "customer", "resolve", "postpone", "reopen", "tag", "transfer", "wait")


@pytest.mark.parametrize("seed", range(6))
def test_the_curve_is_what_a_slow_reckoning_finds(world: World, time: Time, seed: int) -> None:
    """Random lives; for each whole day of waiting the states are walked hour by hour and the endings are counted."""
    chance = random.Random(seed)
    lives: list[list[tuple[datetime, str, str]]] = []
    for _each in range(3):
        time.now = BEGIN + timedelta(days=chance.randrange(3))
        ticket = world.ticket()
        for _act in range(12):
            time.later(hours=chance.choice((5, 30, 90, 200)))
            _act_on(world, time, ticket, chance.choice(ACTS))
    time.now = BEGIN + timedelta(days=120)
    for number in Ticket.objects.values_list("id", flat=True):
        lives.append(
            [(event.at, event.kind, event.data.get("set", {}).get("state", ""))
             for event in Event.objects.filter(ticket_id=number).order_by("id")]
        )  # fmt: skip
    _trial, figures = tried(world, silent(7), days=200)
    for day in (1, 2, 3, 5, 8, 13):
        assert (figures.acts[day], figures.early[day]) == _slowly(lives, day, time.now), day


def _act_on(world: World, time: Time, ticket: Ticket, act: str) -> None:
    from accord.core.errors import AccordError

    try:
        match act:
            case "reply":
                replying.reply(ticket, Words(text="So."), by=world.ieva)
            case "customer":
                receiving.receive(ticket, Words(text="And?"), by=world.hannah, address=world.hannah.email)
            case "resolve":
                resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
            case "postpone":
                postponing.postpone(ticket, time.now + timedelta(days=300), by=world.ieva)
            case "reopen":
                reopening.reopen(ticket, by=world.ieva)
            case "tag":
                tagging.tag(ticket, "x", by=world.ieva)
            case "transfer":
                assigning.transfer(ticket, world.billing, by=world.tiina)
    except AccordError:
        return


def _slowly(lives: list[list[tuple[datetime, str, str]]], day: int, now: datetime) -> tuple[int, int]:
    acts = early = 0
    for life in lives:
        for place, (at, _kind, state) in enumerate(life):
            if state != State.ANSWERED:
                continue
            due = at + timedelta(days=day)
            ended = next((other for other, _k, s in life[place + 1 :] if s), now)
            if due < ended and due <= now:
                acts += 1
                words = (other for other, kind, _s in life if kind == "message.received")
                early += any(due <= word <= due + timedelta(days=30) for word in words)
    return acts, early


def test_every_hit_that_is_kept_is_counted(world: World, time: Time) -> None:
    answered(world, time, timedelta(days=9))
    time.later(days=60)
    trial, figures = tried(world, silent(7))
    assert figures.kept == TrialHit.objects.filter(trial=trial).count() == 1
    assert showing.hits(trial, 7 * DAY_S, early=True).count() == figures.again == 1
