"""Whether a desk uses any of it: while nobody does, nothing is fetched."""

from accord.core import options
from accord.tickets.checklists import ticking
from accord.tickets.related import linking
from accord.tickets.spending import entries


def related_in_use() -> bool:
    """Whether anybody ever linked tickets, wrote time down or made a checklist."""
    return any(options.get(each) for each in (linking.IN_USE, ticking.IN_USE, entries.IN_USE))
