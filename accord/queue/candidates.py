"""What To Solve may give an agent, in order (DOMAIN 2.2, 6.11): heads of index reads, one statement.

The order is `rank_at`, then `waiting_since`, then the id. Before that order go, as the desk chose, the agent's own
tickets; and one that he answered last, if its rank is within the hour after the first and it waited already when the
first was due: so that nobody is overtaken by a ticket that began to wait after his own was due.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from accord.core import options
from accord.people.models import Membership, Person
from accord.people.models.department import Level
from accord.people.rights import Access
from accord.queue.choices import FIRST, LAST_AGENT, NEVER, OWN
from accord.tickets import waiting
from accord.tickets.rows import moment, run
from accord.tickets.seeing import Sql

NEAR = timedelta(hours=1)
# Never one that is being chatted or called about; one that is postponed, resolved, closed, spam, deleted or merged
# away is not `to_solve`.
_WAITS = "to_solve AND state IN ('new', 'open')"
_FREE = f"{_WAITS} AND assignee_id IS NULL"
_ORDER = "rank_at, waiting_since, id"
_COLUMNS = "rank_at, waiting_since, id"
POOL, LAST, MINE = "pool", "last", "mine"


class Candidate(NamedTuple):
    """A ticket that may be given; sorts as the order of work does. `part` says from which read it came."""

    rank_at: datetime
    waiting_since: datetime
    id: int
    part: str = POOL


def departments_of(agent: Person, access: Access) -> tuple[list[int], list[int]]:
    """(departments in which the agent takes tickets, all that give tickets by To Solve).

    Who may answer everywhere takes from all, unless he is a member somewhere: then from there.
    """
    giving = [
        number
        for (number,) in run("SELECT id FROM department WHERE is_active AND to_solve_on ORDER BY id", [])
    ]
    if not access.everywhere:
        return [each for each in giving if access.holds("reply", each)], giving
    joined = Membership.objects.filter(person_id=agent.pk).exclude(level=Level.READER)
    own = set(joined.values_list("department_id", flat=True))
    return [each for each in giving if not own or each in own], giving


def ordered(
    agent: Person, access: Access, most: int, hidden: Collection[int] = ()
) -> tuple[list[Candidate], bool]:
    """(tickets that the agent may be given, in order; whether those are all). Without `hidden` ones.

    Each read gives at most `most`; one statement besides that of the departments.
    """
    taken_from, giving = departments_of(agent, access)
    own = str(options.get(OWN))
    reads: list[Sql] = []
    if taken_from:
        reads.append(_pool(taken_from, giving, most))
        if options.get(LAST_AGENT):
            reads.append(_last(agent.pk, taken_from, most))
    if own != NEVER and giving:
        reads.append(_mine(agent.pk, giving, most))
    if not reads:
        return [], True
    sql = " UNION ALL ".join(text for text, _ in reads)
    found = run(sql, [value for _, values in reads for value in values])
    rows = [Candidate(moment(rank), moment(since), number, part) for part, rank, since, number in found]
    full = any(count >= most for count in Counter(each.part for each in rows).values())
    return in_order((each for each in rows if each.id not in hidden), own_first=own == FIRST), not full


def in_order(rows: Iterable[Candidate], *, own_first: bool) -> list[Candidate]:
    """The order of work over what the reads gave; each ticket once."""
    kept = sorted(rows)
    main = [each for each in kept if each.part != LAST]
    if own_first:
        main.sort(key=lambda each: each.part != MINE)
    if main and not (own_first and main[0].part == MINE):
        head = main[0]
        near = [
            each
            for each in kept
            if each.part == LAST
            and each.rank_at <= head.rank_at + NEAR
            and each.waiting_since <= head.rank_at
        ]
        main = near + main
    once: dict[int, Candidate] = {}
    for each in main:
        once.setdefault(each.id, each)
    return list(once.values())


def _part(name: str, keys: str) -> str:
    """One read, with its name; moments as text, which both databases give alike."""
    alias = f"{name}_"
    return (
        f"SELECT '{name}', CAST({alias}.rank_at AS text), CAST({alias}.waiting_since AS text), {alias}.id"
        f" FROM ({keys}) {alias}"
    )


def _pool(departments: Sequence[int], giving: Sequence[int], most: int) -> Sql:
    """Tickets of nobody's: one head for each department, merged."""
    if len(departments) == len(giving) and len(giving) > 1 and _all_give(giving):
        return _part(POOL, f"SELECT {_COLUMNS} FROM ticket WHERE {_FREE} ORDER BY {_ORDER} LIMIT {most}"), []
    if connection.vendor == "postgresql":
        one = f"SELECT {_COLUMNS} FROM ticket WHERE department_id = d.id AND {_FREE} ORDER BY {_ORDER} LIMIT {most}"
        heads = (
            f"SELECT h.* FROM unnest(%s) d(id) CROSS JOIN LATERAL ({one}) h ORDER BY {_ORDER} LIMIT {most}"
        )
        return _part(POOL, heads), [list(departments)]
    one = f"SELECT {_COLUMNS} FROM ticket WHERE department_id = %s AND {_FREE}"
    heads = " UNION ALL ".join([one] * len(departments))
    return _part(POOL, f"{heads} ORDER BY {_ORDER} LIMIT {most}"), list(departments)


def _all_give(giving: Sequence[int]) -> bool:
    return int(run("SELECT count(*) FROM department", [])[0][0]) == len(giving)


def _last(agent_id: int, departments: Sequence[int], most: int) -> Sql:
    """Tickets of nobody's that he answered last, in the departments from which he takes."""
    within = f"department_id IN ({', '.join(['%s'] * len(departments))})"
    where = f"last_agent_id = %s AND {_FREE} AND {within}"
    keys = f"SELECT {_COLUMNS} FROM ticket WHERE {where} ORDER BY {_ORDER} LIMIT {most}"
    return _part(LAST, keys), [agent_id, *departments]


def _mine(agent_id: int, giving: Sequence[int], most: int) -> Sql:
    """His own tickets that wait, in departments that give tickets."""
    within = f"department_id IN ({', '.join(['%s'] * len(giving))})"
    where = f"assignee_id = %s AND is_open AND rank_at < %s AND {_WAITS} AND {within}"
    keys = f"SELECT {_COLUMNS} FROM ticket WHERE {where} ORDER BY {_ORDER} LIMIT {most}"
    return _part(MINE, keys), [agent_id, waiting.NEVER, *giving]
