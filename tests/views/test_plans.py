"""The plans of views on statistics of a million tickets: by an index, in bounded work (LESSONS A 9)."""

import json
from typing import Any

import pytest
from django.db import connection

from accord.conditions.groups import Groups
from accord.people.models import Department
from accord.tickets.models import Tag
from accord.views import counting, finding, matching, reading
from tests.tickets.test_plans import (
    _MANY,
    _postgresql_faults,
    a_million,
    faults,
    only_postgresql,
    only_sqlite,
    people,
    plan,
    statements,
)
from tests.world import World


def said(key: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"c": key, "op": op, "v": value}


def usual(world: World) -> dict[str, tuple[list[dict[str, Any]], list[str]]]:
    """Views as people make them, and the orders in which they are read."""
    teams = list(Department.objects.values_list("pk", flat=True))[:3]
    Tag.objects.create(name="vip")
    waiting = said("state", "one_of", ["new", "open"])
    return {
        "urgent of my team": (
            [waiting, said("department", "one_of", teams), said("priority", "is", 3)], ["urgent", "newest"],
        ),
        "nobody's": ([waiting, said("assignee", "empty"), said("language", "is", "bg")], ["urgent", "created"]),
        "mine": ([said("assignee", "is", "me"), waiting, said("tags", "none_of", ["vip"])], ["urgent", "newest"]),
        "two agents'": ([said("assignee", "one_of", [world.ieva.pk, world.tiina.pk]), said("state", "is", "closed")],
                        ["newest", "oldest"]),
        "untold": ([said("undelivered", "yes"), said("department", "is", teams[0])], ["newest"]),
        "of this week": (
            [said("created", "younger_than", 604800), said("tags", "any_of", ["vip"])], ["created", "newest"],
        ),
        "a customer's": (
            [said("requester", "is", "hannah@example.com"), said("state", "is_not", "closed")], ["newest"],
        ),
        "of a company": ([said("company", "one_of", [1, 2]), said("last_word", "is", "customer")], ["oldest"]),
        "by words": ([said("subject", "contains", "lid"), said("message_text", "contains", "lid")], ["newest"]),
        "everything": ([], ["newest", "oldest", "created", "created-first"]),
    }  # fmt: skip


@only_sqlite
def test_usual_views_scan_and_sort_nothing_large(world: World) -> None:
    everybody = people(world)[:3]
    with a_million(), statements() as found:
        for terms, sorts in usual(world).values():
            groups = Groups.parse([terms])
            for access in everybody:
                for sort in sorts:
                    place = (
                        "1780000000000000." * (2 if sort == "urgent" and "assignee" not in str(terms) else 1)
                        + "5"
                    )
                    reading.page(groups, access, sort=sort)
                    if sort != "urgent":
                        reading.page(groups, access, sort=sort, after=place)
                counting.count(groups, access)
                list(matching.matching(groups, access, until=20_000))
        finding.having(everybody[0])
    assert found
    for sql, params in found:
        assert _faults(sql, params) == [], sql


def _faults(sql: str, params: Any) -> list[str]:
    """Faults, but for the sort of what is at most SMALL rows, or of one bounded step."""
    lines = plan(sql, params)
    bounded = "MATERIALIZED" in sql or "held CROSS JOIN ticket t" in sql
    return [each for each in faults(lines) if not (bounded and "TEMP B-TREE" in each)]


@only_sqlite
@pytest.mark.parametrize("name", ["urgent of my team", "nobody's", "untold", "everything"])
def test_the_index_alone_gives_the_candidates(world: World, name: str) -> None:
    """No row of a ticket is read that is not a candidate, and candidates come in the order of an index."""
    from accord.tickets.listing import keys_of
    from accord.views.planning import plan as way_of

    access = people(world)[0]
    terms, sorts = usual(world)[name]
    with a_million():
        way = way_of(Groups.parse([terms]), access, sorts[0])
        lines = [text for _, _, text in plan(*keys_of(way.branches, way.sort, None, 100))]
    reads = [text for text in lines if "ticket USING" in text]
    assert reads and all("COVERING" in read for read in reads), lines
    assert not any("TEMP B-TREE" in text for text in lines), lines


@only_postgresql
def test_postgresql_reads_bounded_pieces_by_index(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of these 30,000 tickets; of a million it is the four thousand of before.
    monkeypatch.setattr(counting, "LOOKED_AT", 1000)
    everybody = people(world)[:3]
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [min(everybody[0].levels), world.elitsa.pk, world.tiina.pk])
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL random_page_cost = 1.1")  # as on any solid state disk
    with statements() as found:
        for name, (terms, sorts) in usual(world).items():
            if name in ("a customer's", "of a company"):
                continue  # one customer has all tickets here, and the planner knows it
            groups = Groups.parse([terms])
            for access in everybody:
                for sort in sorts:
                    reading.page(groups, access, sort=sort)
                counting.count(groups, access)
    for sql, params in found:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (FORMAT JSON) " + sql, params)
            (answer,) = cursor.fetchone()
        (top,) = json.loads(answer) if isinstance(answer, str) else answer
        assert list(_postgresql_faults(top["Plan"])) == [], sql
