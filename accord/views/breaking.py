"""Views that are no longer what was meant, as a condition names what is gone: why, and what of them still holds."""

import time
from datetime import datetime

from accord.conditions.groups import Groups
from accord.core.errors import Invalid
from accord.views.models import SavedView

KEEP_S = 60.0  # how long `broken` is believed; a view that was changed is looked at anew at once
_MOST = 1000

_kept: dict[tuple[int, datetime], tuple[float, bool]] = {}


def reasons(view: SavedView) -> list[str]:
    """Why the view is broken, in the reader's language; empty when it is not."""
    try:
        return [str(each) for each in view.criteria.problems()]
    except Invalid as gone:
        return [str(gone)]


def broken(view: SavedView) -> bool:
    """Whether it is, as it was some seconds ago at most."""
    key, now = (view.pk, view.changed_at), time.monotonic()
    kept = _kept.get(key)
    if kept is None or kept[0] < now:
        if len(_kept) > _MOST:
            _kept.clear()
        kept = _kept[key] = (now + KEEP_S, bool(reasons(view)))
    return kept[1]


def forget() -> None:
    """Believe nothing any more: the database is another, or a test begins."""
    _kept.clear()


def readable(view: SavedView) -> Groups:
    """Its conditions without those that can no longer be asked at all, to be mended by its owner."""
    return Groups.readable(view.groups)
