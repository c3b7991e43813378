"""Which tickets a mass action is for: those of a list, a saved view or a search, as their ids."""

from collections.abc import Iterator

from accord.automation.mass.jobs import MOST
from accord.core import ids
from accord.core.errors import Invalid
from accord.people.rights import Access
from accord.tickets import listing, seeing
from accord.tickets.models import Ticket
from accord.tickets.rows import run
from accord.tickets.searching import search
from accord.views import finding, matching

PAGE = 2_000
MOST_FOUND = 10_000  # of a search, which reads what it shows of each hit
SAVED = "saved:"


def of_codes(access: Access, codes: list[str]) -> list[int]:
    """The ids of the tickets with these codes that the person may see, in that order."""
    wanted = list(dict.fromkeys(ids.read_code(each) or each for each in codes))
    rows = {ticket.code: ticket for ticket in Ticket.objects.filter(code__in=wanted)}
    return [rows[each].pk for each in wanted if each in rows and seeing.may_see(access, rows[each])]


def of_list(access: Access, view: str, query: str = "") -> list[int]:
    """The ids of all tickets in a list now: a standard view's key, "department:12", "saved:7", or what a search finds
    in the standard view. Raises NotFound, Invalid (too many).
    """
    found: list[int] = []
    for number in _found(access, view, query):
        found.append(number)
        if len(found) > MOST:
            raise Invalid("tickets")
    return found


def _found(access: Access, view: str, query: str) -> Iterator[int]:
    if query:
        return _searched(access, query)
    if view.startswith(SAVED):
        number = view.removeprefix(SAVED)
        return matching.matching(finding.find(access, ids.read_number(number) or 0), access)
    return _listed(access, view)


def _listed(access: Access, view: str) -> Iterator[int]:
    which, department = listing.view_of(view)
    sort, after = which.sorts[0], None
    branches = list(listing.branches_of(seeing.scope_of(access), which, sort, department))
    seen: set[int] = set()
    while branches:
        sql, params = listing.keys_of(branches, sort, after, PAGE)
        rows = run(sql, params)
        for row in rows:
            if row[-1] not in seen:
                seen.add(row[-1])
                yield row[-1]
        if len(rows) < PAGE:
            return
        after = list(rows[-1])


def _searched(access: Access, query: str) -> Iterator[int]:
    before, count = "", 0
    while count < MOST_FOUND:
        results = search(access, query, before=before)
        for each in results.rows:
            yield each.row.id
        count += len(results.rows)
        if results.next is None:
            return
        before = results.next
