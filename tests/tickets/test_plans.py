"""The plans of the hot queries, on statistics of a million tickets: nothing is scanned, nothing large is sorted."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accord.people.models import Department
from accord.people.rights import Access, access_of
from accord.tickets import counting, indexing, listing, seeing
from accord.tickets.searching import search
from tests.tickets.crowd import crowd
from tests.world import World

LARGE = "ticket|t|message|m|earlier|event|person|requester|assignee|author|participant|search_doc|ticket_tag|x"
# Read in the order of an index and stopped by LIMIT, a scan is a list; over a customer's own tickets a sort is small.
SCAN = re.compile(rf"SCAN ({LARGE})\b(?! USING (COVERING )?INDEX)")
SORTED = re.compile(rf"(SCAN|SEARCH) ({LARGE})\b(?!.*USING (COVERING )?INDEX ticket_assigned)")
Statement = tuple[str, Sequence[Any]]


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """The SELECT statements that are executed inside."""
    found: list[Statement] = []

    def keep(execute: Callable[..., Any], sql: str, params: Sequence[Any], many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(("SELECT", "WITH")):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield found


def people(world: World) -> list[Access]:
    """A solver of 12 departments, an owner, somebody who sees next to nothing, a customer."""
    departments = Department.objects.bulk_create(Department(name=f"Team {number}") for number in range(12))
    twelve = Access(world.ieva.pk, "agent", levels={department.pk: "solver" for department in departments})
    return [twelve, access_of(world.omar), Access(world.tiina.pk, "agent"), access_of(world.hannah)]


def lists(access: Access) -> None:
    for view in listing.VIEWS.values():
        for sort in view.sorts:
            place = ".".join(["1780000000000000"] * len(sort.columns) + ["5"])
            listing.page(access, view.key, sort=sort.key)
            listing.page(access, view.key, sort=sort.key, after=place)


SEARCHES = [
    "lid", "lid parcel status:new", "lid from:hannah", "lid tag:vip", "status:new", "status:closed,resolved",
    "tag:vip", "assignee:me", "assignee:ieva status:closed", "created>2026-01-01", "updated<2026-01-01", "has:file",
    "created<7d tag:vip", "status:closed created>2026-01-01", "department:support status:open", "-status:closed",
    "assignee:nobody",
]  # fmt: skip


def searches(access: Access) -> None:
    for text in SEARCHES:
        search(access, text)
        by_words = text.startswith("lid")
        moments = 0 if by_words or "tag:" in text and access.is_agent else 1
        search(access, text, before=".".join(["1780000000000000"] * moments + ["4000"]))


def counts(access: Access) -> None:
    counting.counts(access)


HOT = {"lists": lists, "searches": searches, "counts": counts}


@contextmanager
def a_million() -> Iterator[None]:
    """SQLite plans as for the committed statistics."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
        rows = json.loads(Path(__file__).with_name("plan_statistics.json").read_text("utf-8"))
        cursor.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (%s, %s, %s)", rows)
        cursor.execute("ANALYZE sqlite_schema")
    yield


def plan(sql: str, params: Sequence[Any]) -> list[tuple[int, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql, params)
        return [(row[0], row[1], row[3]) for row in cursor.fetchall()]


def faults(lines: list[tuple[int, int, str]]) -> list[str]:
    """Lines of a plan that read or sort what grows with what is stored."""
    bad = [text for _, _, text in lines if SCAN.search(text)]
    for _, parent, text in lines:
        if "TEMP B-TREE" in text:
            read = [each for _, above, each in lines if above == parent and each.startswith(("SCAN", "SEARCH"))]
            first = read[0] if read else ""
            if SORTED.match(first):
                bad.append(f"{first}, then {text}")
    return bad


only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="speaks of SQLite's plans")
only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="speaks of PostgreSQL's plans: set ACCORD_DATABASE_URL"
)


@only_sqlite
@pytest.mark.parametrize("what", HOT)
def test_sqlite_scans_and_sorts_nothing_large(world: World, what: str) -> None:
    crowd(world, 8)
    everybody = people(world)
    with a_million(), statements() as found:
        for access in everybody:
            HOT[what](access)
    assert found
    for sql, params in found:
        assert faults(plan(sql, params)) == [], sql


@only_sqlite
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM ticket WHERE subject = 'x'",
        "SELECT id FROM ticket WHERE department_id = 1 AND state = 'new' ORDER BY closed_at LIMIT 50",
        "SELECT id FROM ticket WHERE department_id IN (1, 2, 3) AND to_solve ORDER BY rank_at LIMIT 50",
    ],
)
def test_a_bad_plan_is_seen(world: World, sql: str) -> None:
    with a_million():
        assert faults(plan(sql, [])) != []


@only_sqlite
def test_lists_answer_from_their_indexes_alone(world: World) -> None:
    twelve = people(world)[0]
    with a_million():
        for view in listing.VIEWS.values():
            for sort in view.sorts:
                branches = list(listing.branches_of(seeing.scope_of(twelve), view, sort, None))
                lines = [text for _, _, text in plan(*listing.keys_of(branches, sort, None, 51))]
                reads = [text for text in lines if "ticket USING" in text]
                assert reads and all("COVERING" in read for read in reads), (view.key, sort.key, reads)


@only_sqlite
def test_indexing_reads_one_ticket(world: World) -> None:
    ticket, message = world.ticket_and_message(subject="Zebra")
    with a_million(), statements() as found:
        indexing.rescope(ticket.pk)
        indexing.rebuild(ticket.pk)
        indexing.add(message.pk)
        seeing.find(access_of(world.ieva), ticket.code)
    for sql, params in found:
        assert faults(plan(sql, params)) == [], sql


_MANY = """
INSERT INTO ticket (code, subject, state, state_before, priority, department_id, requester_id, requester_address,
    assignee_id, channel, our_address, language, created_at, updated_at, state_changed_at, waiting_since, rank_at,
    closed_at, closed_by_customer, snippet, messages_count, tag_names, is_open, to_solve, undelivered, version)
SELECT 'C' || n, 'Number ' || n, s, '', 1, %s + n %% 12, %s, '', CASE WHEN n %% 5 = 0 THEN NULL ELSE %s END,
    'email', '', 'en', now() - n * interval '1 minute', now() - n * interval '1 minute', now(),
    CASE WHEN s = 'new' THEN now() END,
    CASE WHEN s = 'new' THEN now() - n * interval '1 minute' ELSE '9999-12-31Z' END,
    CASE WHEN s = 'closed' THEN now() END, false, '', 1, '[]', s = 'new', s = 'new', false, 1
FROM (SELECT n, CASE WHEN n %% 10 = 0 THEN 'new' WHEN n %% 10 = 1 THEN 'resolved' ELSE 'closed' END AS s
    FROM generate_series(1, 30000) n) many
"""


@only_postgresql
@pytest.mark.parametrize("what", HOT)
def test_postgresql_scans_and_sorts_nothing_large(world: World, what: str) -> None:
    everybody = people(world)
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [min(everybody[0].levels), world.elitsa.pk, world.tiina.pk])
        cursor.execute(
            'INSERT INTO message (ticket_id, kind, author_address, channel, at, text, html, quoted, "to", cc, bcc,'
            " language, marks, delivery, delivery_note, has_files) SELECT id, 'incoming', '', 'email', now(), 'A lid',"
            " '', '', '[]', '[]', '[]', 'en', '[]', '', '', false FROM ticket"
        )
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL random_page_cost = 1.1")  # as on any solid state disk
    with statements() as found:
        for access in everybody:
            HOT[what](access)
    for sql, params in found:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (FORMAT JSON) " + sql, params)
            (answer,) = cursor.fetchone()
            cursor.execute("EXPLAIN " + sql, params)
            shown = "\n".join(line for (line,) in cursor.fetchall())
        (top,) = json.loads(answer) if isinstance(answer, str) else answer
        assert list(_postgresql_faults(top["Plan"])) == [], f"{sql}\n{shown}"


def _postgresql_faults(node: dict[str, Any], stopped: bool = False) -> Iterator[str]:
    """Scans that no LIMIT stops early, and large sorts."""
    large = ("ticket", "message", "event", "search_doc")
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large and not stopped:
        yield f"scan of {node['Relation Name']}"
    if node["Node Type"] == "Sort" and node["Plan Rows"] > 5000:
        yield f"sort of {node['Plan Rows']} rows"
    for each in node.get("Plans", ()):
        yield from _postgresql_faults(each, stopped or node["Node Type"] == "Limit" and node["Total Cost"] < 500)
