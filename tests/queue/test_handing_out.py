"""Hand-out: to whom a waiting ticket goes by itself, and when it goes to nobody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accord.core import clock, health, options
from accord.events import timers
from accord.events.delivering import deliver
from accord.events.models import Delivery
from accord.people import absences, presence, ways_of_working
from accord.people.models import Person
from accord.queue import choices, handing_out, on_screen, rules, to_solve
from accord.queue.models import Method
from accord.tickets import assigning, receiving, replying, resolving, tagging
from accord.tickets.explaining import ready_text
from accord.tickets.happenings import TicketOpened
from accord.tickets.models import Tag, Ticket
from accord.tickets.tags import renaming
from accord.tickets.writing import Words
from tests.queue.desk import row, stored
from tests.world import World, agent, kinds

pytestmark = pytest.mark.django_db
PROCESS = "web-1"


@pytest.fixture
def jaan(world: World) -> Person:
    return agent("Jaan", solver=world.support)


def here(*people: Person) -> None:
    presence.beat(PROCESS)
    for person in people:
        presence.come(person.pk, PROCESS)


def on(world: World, method: str = Method.ROUND_ROBIN, **more: Any) -> None:
    rules.choose(world.support, by=world.omar, method=method, **more)


def settled() -> None:
    """The worker has done what is due."""
    while timers.sweep() + deliver(50):
        pass


def owner(ticket: Ticket) -> Person | None:
    ticket.refresh_from_db()
    return ticket.assignee


def test_in_turn_and_only_to_who_is_here(world: World, jaan: Person) -> None:
    here(world.ieva, jaan)
    on(world)
    tickets = [world.ticket(f"Number {number}") for number in range(4)]
    settled()
    assert [owner(each) for each in tickets] == [world.ieva, jaan, world.ieva, jaan]  # Tiina is not here
    assert kinds(tickets[0])[-1] == "ticket.assigned"


def test_what_waits_goes_out_when_somebody_comes_and_stops_at_his_room(world: World) -> None:
    options.put(choices.CAPACITY, 2)
    on(world)
    tickets = [world.ticket(f"Number {number}") for number in range(3)]
    settled()
    assert [owner(each) for each in tickets] == [None] * 3
    here(world.ieva)
    settled()
    assert [owner(each) for each in tickets] == [world.ieva, world.ieva, None]
    replying.reply(tickets[0], Words(text="Clean it."), by=world.ieva)
    settled()
    assert owner(tickets[2]) == world.ieva


@pytest.mark.parametrize("how", ["paused", "away", "absent", "off hours", "killed", "not given", "reader"])
def test_not_to_who_cannot_be_given_anything(world: World, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    who = agent("Rita", reader=world.support) if how == "reader" else world.ieva
    here(who)
    acts: dict[str, Callable[[], Any]] = {
        "paused": lambda: presence.pause(who),
        "away": lambda: presence.stir(who.pk, active=False),
        "absent": lambda: absences.leave_until(who, clock.now() + timedelta(hours=2), by=who),
        "off hours": lambda: ways_of_working.change(
            who, by=world.omar, hours={str((clock.now().weekday() + 2) % 7): [["09:00", "10:00"]]}
        ),
        "killed": lambda: monkeypatch.setattr(clock, "now", _later),
        "not given": lambda: ways_of_working.change(who, by=world.omar, is_given=False),
        "reader": lambda: None,
    }
    acts[how]()
    on(world)
    ticket = world.ticket()
    settled()
    assert owner(ticket) is None


_BEGIN = clock.now()


def _later() -> Any:
    return _BEGIN + timedelta(days=1)


def test_a_ticket_that_somebody_has_open_is_not_handed_out(world: World) -> None:
    """DOMAIN 6.7."""
    on(world)
    ticket, second = world.ticket(), world.ticket("Second")
    on_screen.seen(ticket, world.tiina.pk, there=True)
    here(world.ieva)
    settled()
    assert (owner(ticket), owner(second)) == (None, world.ieva)
    on_screen.seen(ticket, world.tiina.pk, there=False)
    settled()
    assert owner(ticket) == world.ieva


def test_who_answered_last_comes_first_and_then_whose_turn_it_is(world: World, jaan: Person) -> None:
    here(world.ieva, jaan)
    on(world)
    ticket = world.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(last_agent=jaan)
    settled()
    assert owner(ticket) == jaan
    rules.choose(world.support, by=world.omar, method=Method.ROUND_ROBIN, last_agent=False)
    other = world.ticket("Second")
    Ticket.objects.filter(pk=other.pk).update(last_agent=jaan)
    settled()
    assert owner(other) == world.ieva


def test_least_loaded_counts_what_each_can_hold(world: World, jaan: Person) -> None:
    ways_of_working.change(jaan, by=world.omar, capacity={"written": 4})
    ways_of_working.change(world.ieva, by=world.omar, capacity={"written": 2})
    here(world.ieva, jaan)
    on(world, Method.LEAST_LOADED)
    tickets = [world.ticket(f"Number {number}") for number in range(6)]
    settled()
    assert sorted(str(owner(each)) for each in tickets) == ["Ieva"] * 2 + ["Jaan"] * 4


def test_longest_idle_is_who_got_his_last_off_the_desk_first(world: World, jaan: Person) -> None:
    here(world.ieva, jaan)
    on(world, Method.LONGEST_IDLE, last_agent=False)
    first, second = world.ticket("First"), world.ticket("Second")
    settled()
    assert [owner(first), owner(second)] == [world.ieva, jaan]
    for ticket, person in ((second, jaan), (first, world.ieva)):
        resolving.resolve(ticket, ready_text("solved", "en"), by=person)
        settled()
    third = world.ticket("Third")
    settled()
    assert owner(third) == jaan


def test_language_and_skill_ask_for_who_can_and_for_anybody_where_nobody_can(
    world: World, jaan: Person
) -> None:
    ways_of_working.change(jaan, by=world.omar, languages=["bg"], skills=["refund"])
    here(world.ieva, jaan)
    on(world, by_language=True, by_skill=True)
    tickets = {
        "bg": world.ticket("Капак", requester=world.elitsa, language="bg"),
        "en": world.ticket("Lid", language="en"),
        "sl": world.ticket("Pokrov", language="sl"),
        "refund": world.ticket("Money", language="lv", tags=["refund"]),
    }
    settled()
    assert owner(tickets["bg"]) == jaan and owner(tickets["en"]) == world.ieva
    assert owner(tickets["sl"]) is not None and owner(tickets["refund"]) == jaan
    presence.pause(jaan)
    late = world.ticket("Money again", tags=["refund"])
    tagging.tag(late, "urgent-money", by=world.tiina)
    settled()
    assert owner(late) is None  # he can, but he is not here: it waits for him or for To Solve


def test_a_skill_follows_its_tag_to_another_name(world: World, jaan: Person) -> None:
    ways_of_working.change(jaan, by=world.omar, skills=["refund"])
    first = world.ticket("Money", tags=["refund"])
    renaming.rename(Tag.objects.get(name="refund"), "money-back", by=world.omar)
    settled()
    on(world, by_skill=True)
    here(world.ieva, jaan)
    tickets = [first, *(world.ticket("Money again", tags=["money-back"]) for _number in range(2))]
    settled()
    assert [owner(each) for each in tickets] == [jaan] * 3


@pytest.mark.parametrize("what", ["language", "skill", "kind"])
def test_what_nobody_here_can_have_keeps_nobody_from_the_others(world: World, jaan: Person, what: str) -> None:
    """More than are held in one go wait for somebody who is not here, or for room; who is here gets the rest."""
    ways_of_working.change(jaan, by=world.omar, languages=["en", "et"], skills=["refund"])
    held = world.ticket("Held")
    assigning.assign(held, world.ieva, by=world.ieva)
    on(world, by_language=True, by_skill=True)
    before = stored(
        *(
            row(world.hannah, world.support, waited=timedelta(days=3), language="et" if what == "language" else "en")
            for _number in range(handing_out.LOOKED_AT + 5)
        )
    )
    last = world.ticket("Lid", language="en", channel="chat" if what == "kind" else "email")
    if what == "kind":
        ways_of_working.change(world.ieva, by=world.omar, capacity={"written": 1})
    for each in before if what == "skill" else ():
        tagging.tag(each, "refund", by=world.omar)
    here(world.ieva)
    settled()
    assert owner(last) == world.ieva
    assert not Ticket.objects.filter(pk__in=[each.pk for each in before], assignee__isnull=False).exists()


def test_what_an_agent_gives_back_goes_to_the_next(world: World, jaan: Person) -> None:
    here(world.ieva)
    on(world, last_agent=False)
    ticket = world.ticket()
    settled()
    presence.pause(world.ieva)
    here(jaan)
    assigning.assign(ticket, None, by=world.ieva)
    settled()
    assert owner(ticket) == jaan


def test_a_verb_pays_nothing_where_nobody_hands_out(world: World, django_assert_num_queries: Any) -> None:
    rules.handing_out()
    opened = TicketOpened(ticket=1, by_id=1, how="mail")
    with django_assert_num_queries(0):
        assert not handing_out.EFFECT.due(opened)
    assert not handing_out.in_department(world.support.pk)


def test_what_happens_elsewhere_makes_no_work_here(world: World) -> None:
    """One department hands out: the others' tickets and agents ask nothing of it."""
    bruno = agent("Bruno", solver=world.billing)
    on(world)
    settled()
    elsewhere, own = world.ticket(department=world.billing), world.ticket()
    assigning.assign(elsewhere, bruno, by=world.tiina)
    assert set(Delivery.objects.filter(effect="hand_out").values_list("event__ticket_id", flat=True)) == {own.pk}
    settled()
    here(world.tiina)  # who manages both: her desk is freed by what she answers in Billing
    assigning.assign(elsewhere, world.tiina, by=world.tiina)
    replying.reply(elsewhere, Words(text="Paid."), by=world.tiina)
    assert Delivery.objects.filter(effect="hand_out", event__kind="message.sent").count() == 1


def test_a_day_away_gives_waiting_tickets_back_and_an_hour_does_not(world: World) -> None:
    """DOMAIN 7.14: an absent agent's tickets."""
    short, long = world.ticket(), world.ticket("Long")
    assigning.assign(short, world.ieva, by=world.tiina)
    absences.leave_until(world.ieva, clock.now() + timedelta(hours=3), by=world.ieva)
    settled()
    assert owner(short) == world.ieva
    assigning.assign(long, world.ieva, by=world.tiina)
    replying.reply(
        short, Words(text="Clean it."), by=world.ieva
    )  # answered: it waits for the customer, not for her
    absences.leave_until(world.ieva, clock.now() + timedelta(days=3), by=world.ieva)
    settled()
    assert owner(short) == world.ieva and owner(long) is None


def test_7_14_what_is_opened_again_outside_his_hours_does_not_wait_for_him(world: World) -> None:
    ticket = world.ticket()
    assigning.assign(ticket, world.ieva, by=world.tiina)
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    other_day = {str((clock.now().weekday() + 2) % 7): [["09:00", "10:00"]]}
    ways_of_working.change(world.ieva, by=world.omar, hours=other_day)
    receiving.receive(ticket, Words(text="It stops again."), by=world.hannah, address=world.hannah.email)
    assert owner(ticket) is None and ticket.last_agent == world.ieva
    here(world.ieva)  # she works late: it may come back to her by To Solve, as to who answered it last
    assert to_solve.next_for(world.ieva) == ticket


def test_a_department_that_hands_out_to_nobody_is_told(world: World) -> None:
    on(world)
    keys = [each.key for each in health.problems()]
    assert not any(key.startswith("hand-out-nobody") for key in keys)
    for person in (world.ieva, world.tiina):
        ways_of_working.change(person, by=world.omar, is_given=False)
    assert f"hand-out-nobody:{world.support.pk}" in [each.key for each in health.problems()]
