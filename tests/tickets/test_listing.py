"""The standard views: what stands in them, in which order, page by page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accord.core import clock
from accord.core.errors import Invalid, NotFound
from accord.people.models import Department
from accord.people.rights import Access, access_of
from accord.tickets import assigning, counting, editing, listing, postponing, replying, resolving
from accord.tickets.models import Priority, Ticket
from accord.tickets.rows import read_key, write_key
from accord.tickets.waiting import NEVER
from accord.tickets.writing import Words
from tests.tickets.crowd import EXPLAINED, crowd
from tests.tickets.test_seeing import listed
from tests.world import World, make_world


def keys(access: Access, view: str, sort: str = "") -> list[tuple[object, ...]]:
    order = next((s for s in listing.VIEWS[view].sorts if s.key == sort), listing.VIEWS[view].sorts[0])
    tickets = {ticket.code: ticket for ticket in Ticket.objects.all()}
    found = [tickets[code] for code in listed(access, view, sort)]
    return [(*(getattr(ticket, name) for name in order.columns), ticket.pk) for ticket in found]


@pytest.mark.parametrize("who", ["ieva", "tiina", "omar"])
def test_every_view_in_every_order_is_whole_and_in_order(world: World, who: str) -> None:
    crowd(world, 50, seed=3)
    access = access_of(getattr(world, who))
    for view in listing.VIEWS.values():
        usual = sorted(listed(access, view.key))
        for sort in view.sorts:
            found = keys(access, view.key, sort.key)
            assert found == sorted(found, reverse=sort.descending), (view.key, sort.key)
            assert sorted(listed(access, view.key, sort.key)) == usual


def test_pages_follow_each_other_while_tickets_are_answered(world: World) -> None:
    tickets = [world.ticket(f"Number {number}") for number in range(9)]
    access = access_of(world.ieva)
    first = listing.page(access, "todo", limit=4)
    assert [row.code for row in first.rows] == [ticket.code for ticket in tickets[:4]]
    for ticket in tickets[:4]:
        replying.reply(ticket, Words(text="Here you are."), by=world.ieva)
    assert first.next is not None
    second = listing.page(access, "todo", after=first.next, limit=4)
    assert [row.code for row in second.rows] == [ticket.code for ticket in tickets[4:8]]


def test_the_most_urgent_comes_first(world: World) -> None:
    waiting = [world.ticket("Old"), world.ticket("New and urgent"), world.ticket("Low")]
    editing.prioritise(waiting[1], Priority.URGENT, by=world.ieva)
    editing.prioritise(waiting[2], Priority.LOW, by=world.ieva)
    rows = listing.page(access_of(world.ieva), "todo").rows
    assert [row.subject for row in rows] == ["New and urgent", "Old", "Low"]


def test_mine_has_those_who_wait_before_those_who_do_not(world: World) -> None:
    answered, waits, resolved = world.ticket("Answered"), world.ticket("Waits"), world.ticket("Resolved")
    for ticket in (answered, waits, resolved):
        assigning.assign(ticket, world.ieva, by=world.ieva)
    replying.reply(answered, Words(text="Here you are."), by=world.ieva)
    resolving.resolve(resolved, EXPLAINED, by=world.ieva)
    assert [row.subject for row in listing.page(access_of(world.ieva), "mine").rows] == ["Waits", "Answered"]
    answered.refresh_from_db()
    assert answered.rank_at == NEVER


def test_a_department_and_what_is_merged_away(world: World) -> None:
    first, second = world.ticket(), world.ticket(department=world.billing)
    access = access_of(world.tiina)
    assert listed(access, f"department:{world.billing.pk}") == [second.code]
    Ticket.objects.filter(pk=first.pk).update(
        state="closed", closed_at=clock.now(), merged_into=second, to_solve=False, is_open=False
    )
    assert listed(access, "closed") == []
    assert first.code in listed(access, "all")


def test_what_a_row_shows(world: World) -> None:
    ticket = world.ticket("Lid", "The lid  broke.\nAgain.", tags=["vip"], priority=Priority.HIGH)
    assigning.assign(ticket, world.ieva, by=world.ieva)
    postponing.postpone(world.ticket(), clock.now() + timedelta(days=1), by=world.ieva)
    (row,) = listing.page(access_of(world.ieva), "new").rows
    assert (row.subject, row.snippet, row.tags, row.priority) == ("Lid", "The lid broke. Again.", ("vip",), 2)
    assert (row.contact, row.address, row.assignee) == ("Hannah Whitfield", "hannah@example.com", "Ieva")
    assert (row.waiting_since, row.to_solve, row.answered) == (ticket.waiting_since, True, False)


def test_more_departments_than_one_statement_holds(world: World) -> None:
    many = Department.objects.bulk_create(Department(name=f"Team {number}") for number in range(120))
    access = Access(world.ieva.pk, "agent", levels={department.pk: "reader" for department in many})
    ticket = world.ticket(department=many[-1])
    assert listed(access, "todo", "newest") == [ticket.code]  # four states of each department
    assert counting.counts(access)["todo"] == 1


@pytest.mark.parametrize("view", ["", "mail", "department:", "department:x", "TODO", "department:99999999999999999999"])
def test_an_unknown_view_is_not_found(world: World, view: str) -> None:
    with pytest.raises(NotFound):
        listing.page(access_of(world.ieva), view)


@pytest.mark.parametrize("after", ["x", "1", "1.2", "1.2.3.4", "1.2.-3", "9" * 30 + ".1.1"])
def test_a_wrong_place_is_refused(world: World, after: str) -> None:
    with pytest.raises(Invalid):
        listing.page(access_of(world.ieva), "todo", after=after)


@given(st.datetimes(max_value=NEVER.replace(tzinfo=None), timezones=st.just(UTC)), st.integers(0, 2**62 - 1))
def test_a_place_survives_its_link(moment: datetime, number: int) -> None:
    assert read_key(write_key(moment, number), 1) == [moment, number]


def test_counts_stop_at_the_cap(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "CAP", 3)
    for number in range(6):
        world.ticket(f"Number {number}")
    counts = counting.counts(access_of(world.ieva), [world.support.pk, world.billing.pk])
    assert (counts["todo"], counts[f"department:{world.support.pk}"], counts["closed"]) == (4, 4, 0)
    assert f"department:{world.billing.pk}" not in counts  # not hers to see


@pytest.mark.django_db(transaction=True)
def test_remembered_counts_are_never_old() -> None:
    world = make_world()
    access = access_of(world.ieva)
    assert counting.counts(access)["todo"] == 0
    ticket = world.ticket()
    assert counting.counts(access)["todo"] == 1
    assert counting.counts(access)["mine"] == 0
    assigning.assign(ticket, world.ieva, by=world.ieva)
    assert counting.counts(access)["mine"] == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_more_than_the_cap_is_not_counted_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    monkeypatch.setattr(counting, "CAP", 2)
    access = access_of(world.ieva)
    for number in range(3):
        world.ticket(f"Ticket {number}")
    assert (counting.counts(access)["new"], counting.counts(access)["mine"]) == (3, 0)
    ticket = world.ticket("Mine")
    assigning.assign(ticket, world.ieva, by=world.ieva)
    with CaptureQueriesContext(connection) as asked:
        counts = counting.counts(access)
    assert (counts["new"], counts["mine"]) == (3, 1)
    assert not any("state = 'new'" in each["sql"] for each in asked.captured_queries if "count(*)" in each["sql"])
    counting.forget()
    assert counting.counts(access)["new"] == 3
