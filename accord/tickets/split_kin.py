"""Which tickets come from one ticket by splitting: an answer that names one may belong to another of them."""

from accord.tickets.models import Splitting, Ticket
from accord.tickets.rows import run

_DEEPEST = 10  # splits of splits


def kin(ticket_id: int) -> frozenset[int]:
    """The other tickets that come from the same splits, and those into which one of them was merged.

    Empty for a ticket that has nothing to do with a split: one statement, by index.
    """
    if not run("SELECT 1 FROM splitting WHERE new_id = %s OR old_id = %s LIMIT 1", [ticket_id, ticket_id]):
        return frozenset()
    root = ticket_id
    for _ in range(_DEEPEST):
        above = Splitting.objects.filter(new_id=root).values_list("old_id", flat=True).first()
        if above is None:
            break
        root = above
    found, newest = {root}, {root}
    for _ in range(_DEEPEST):
        newest = set(Splitting.objects.filter(old_id__in=newest).values_list("new_id", flat=True)) - found
        if not newest:
            break
        found |= newest
    merged = Ticket.objects.filter(pk__in=found - {ticket_id}, merged_into__isnull=False)
    return frozenset((found | set(merged.values_list("merged_into_id", flat=True))) - {ticket_id})
