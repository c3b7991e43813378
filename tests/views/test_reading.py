"""Pages, counts and walks of a view against a plain reckoning of the same conditions (DOMAIN 4.15)."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from accord.conditions.facts import Facts
from accord.conditions.groups import Groups
from accord.core.errors import Invalid
from accord.people.fields import defining
from accord.people.rights import access_of
from accord.tickets import discarding, filling, tagging
from accord.tickets.models import Ticket
from accord.tickets.seeing import scope_of
from accord.views import counting, grouping, matching, planning, reading
from accord.web.console import criteria
from tests.tickets.crowd import crowd
from tests.tickets.test_plans import statements
from tests.world import World

SORTED: dict[str, Callable[[Ticket], tuple[Any, ...]]] = {
    "urgent": lambda ticket: (ticket.rank_at, ticket.waiting_since, ticket.pk),
    "newest": lambda ticket: (ticket.updated_at, ticket.pk),
    "oldest": lambda ticket: (ticket.updated_at, ticket.pk),
    "created": lambda ticket: (ticket.created_at, ticket.pk),
    "created-first": lambda ticket: (ticket.created_at, ticket.pk),
}


def said(key: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"c": key, "op": op, "v": value}


def some_terms(world: World, chance: random.Random) -> list[dict[str, Any]]:
    agents = [world.ieva.pk, world.tiina.pk]
    states = ["new", "open", "answered", "postponed", "resolved", "spam"]
    known = [
        said("state", "one_of", chance.sample(states, 2)),
        said("state", "is", chance.choice(states)),
        said("state", "one_of", ["new", "open"]),
        said("state", "is_not", "closed"),
        said("department", "is", world.support.pk),
        said("department", "none_of", [world.billing.pk]),
        said("assignee", "one_of", agents),
        said("assignee", "is", "me"),
        said("assignee", "empty"),
        said("priority", "one_of", [1, 2]),
        said("tags", "any_of", ["vip", "late"]),
        said("tags", "none_of", ["vip"]),
        said("requester", "is", "hannah@example.com"),
        said("subject", "contains", "number 1"),
        said("waiting_since", "not_empty"),
        said("created", "younger_than", 86400),
        said("updated", "older_than", 60),
        said("last_word", "is", "customer"),
        said("undelivered", "no"),
        said("merged", "yes"),
    ]
    return chance.sample(known, chance.randint(0, 3))


def expected(groups: Groups, world_tickets: list[Ticket], access: Any) -> set[int]:
    """What is in the view by asking each ticket."""
    scope = scope_of(access)
    found = set()
    for ticket in world_tickets:
        facts = Facts(ticket, me=access.person_id)
        for group in groups.groups or ((),):
            keys = {term.key for term in group}
            shown = ("state" in keys or ticket.state not in ("spam", "deleted")) and (
                "merged" in keys or ticket.merged_into_id is None
            )
            if shown and all(term.holds(facts) for term in group) and scope.sees(ticket):
                found.add(ticket.pk)
    return found


def walked(groups: Groups, access: Any, sort: str, group_by: str = "") -> list[int]:
    """All pages of a view, five rows each."""
    ids: list[int] = []
    after = ""
    for _number in range(200):
        page = grouping.page(groups, access, sort=sort, group_by=group_by, after=after, limit=5)
        ids += [row.id for row in page.rows]
        if page.next is None:
            return ids
        after = page.next
    raise AssertionError("the pages have no end")


def test_pages_counts_and_walks_agree(world: World) -> None:
    crowd(world, 40)
    tickets = list(Ticket.objects.select_related("requester"))
    chance = random.Random(11)
    readers = [access_of(person) for person in (world.omar, world.tiina, world.ieva)]
    for _number in range(60):
        groups = Groups.parse([some_terms(world, chance) for _ in range(chance.randint(0, 2))])
        access = chance.choice(readers)
        sort = chance.choice([each.key for each in planning.sorts_of(groups)])
        wanted = expected(groups, tickets, access)
        found = walked(groups, access, sort)
        assert len(found) == len(set(found)) and set(found) == wanted, groups.sentence()
        rows = {ticket.pk: ticket for ticket in tickets}
        key = SORTED[sort]
        down = sort in ("newest", "created")
        if sort != "urgent":
            assert found == sorted(found, key=lambda each: key(rows[each]), reverse=down)
        else:
            assert [rows[each].rank_at for each in found] == sorted(rows[each].rank_at for each in found)
        counted = counting.count(groups, access)
        assert counted == (len(wanted), True)
        assert list(matching.matching(groups, access)) == sorted(wanted)


@pytest.mark.parametrize("group_by", ["department", "state", "priority", "assignee"])
def test_groups_hold_what_the_view_holds(world: World, group_by: str) -> None:
    crowd(world, 25)
    groups = Groups.parse([[said("state", "is_not", "closed")]])
    access = access_of(world.tiina)
    whole = walked(groups, access, "newest")
    parted = walked(groups, access, "newest", group_by)
    assert sorted(parted) == sorted(whole) and len(parted) == len(set(parted))
    name = {"department": "department_id", "assignee": "assignee_id"}.get(group_by, group_by)
    values = dict(Ticket.objects.values_list("pk", name))
    seen = list(dict.fromkeys(values[each] for each in parted))
    assert len(seen) == len({values[each] for each in parted})  # each group stands together
    page = grouping.page(groups, access, group_by=group_by)
    assert all(part.label or part.key == "None" for part in page.parts)


def test_what_one_part_of_a_view_asks_for_stands_in_its_groups(world: World) -> None:
    """Spam that one of two alternatives asks for; the other one still hides its own."""
    asked, hidden, plain = world.ticket("One"), world.ticket("Two"), world.ticket("Three")
    tagging.tag(asked, "vip", by=world.tiina)
    for ticket in (asked, hidden):
        discarding.mark_spam(ticket, by=world.tiina)
    one = [said("state", "is", "spam"), said("tags", "any_of", ["vip"])]
    groups = Groups.parse([one, [said("department", "is", world.support.pk)]])
    access = access_of(world.tiina)
    for group_by in ("", "state", "priority"):
        assert set(walked(groups, access, "newest", group_by)) == {asked.pk, plain.pk}, group_by


def test_a_page_ends_when_its_work_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """LESSONS A 9: what no index knows makes a short page, never a slow one; and the next pages have the rest."""
    made = [
        world.ticket(subject=f"Number {number} {'rare' if number % 7 == 0 else ''}") for number in range(30)
    ]
    groups = Groups.parse([[said("subject", "contains", "rare")]])
    monkeypatch.setattr(reading, "FIRST", 4)
    first = reading.page(groups, access_of(world.ieva), limit=5, budget_s=0.0)
    assert first.partial and first.next is not None and len(first.rows) < 5
    monkeypatch.setattr(reading, "MOST", 3)  # less than FIRST: one step a page
    assert set(walked(groups, access_of(world.ieva), "newest")) == {each.pk for each in made[::7]}
    with statements() as looked:
        reading.page(groups, access_of(world.ieva), limit=5, budget_s=0.0)
    assert sum("MATERIALIZED" in sql for sql, _params in looked) == 1


def test_whoever_sees_nothing_has_an_empty_view(world: World) -> None:
    world.ticket()
    access = access_of(world.hannah)
    stranger = type(access)(world.tiina.pk, "agent")
    assert grouping.page(Groups(), stranger).rows == [] and counting.count(Groups(), stranger) == (0, True)


def test_a_wrong_place_is_refused(world: World) -> None:
    for group_by, after in (("", "x"), ("state", "nowhere~1.2"), ("state", "new~x")):
        with pytest.raises(Invalid):
            grouping.page(Groups(), access_of(world.ieva), group_by=group_by, after=after)


def test_of_two_things_of_which_there_may_be_several_both_must_be_there(world: World) -> None:
    by = world.omar
    defining.make("ticket", "choice", "Product", by=by, choices=["Grinder", "Kettle"])
    defining.make("ticket", "number", "Amount", by=by)
    both, one = world.ticket(), world.ticket()
    for name in ("vip", "late"):
        tagging.tag(both, name, by=by)
    tagging.tag(one, "vip", by=by)
    filling.fill(both, {"product": "grinder", "amount": "5"}, by=by)
    filling.fill(one, {"product": "grinder", "amount": "6"}, by=by)
    access = access_of(world.ieva)
    for terms in (
        [said("tags", "any_of", ["vip"]), said("tags", "any_of", ["late"])],
        [said("field:ticket.product", "is", "grinder"), said("field:ticket.amount", "is", 5)],
    ):
        groups = Groups.parse([terms])
        assert walked(groups, access, "newest") == [both.pk] == list(matching.matching(groups, access))
        assert counting.count(groups, access) == (1, True)
    offered = criteria.vocabulary(for_lists=True).offers
    assert {"field:ticket.product", "field:ticket.amount"} <= set(offered)
