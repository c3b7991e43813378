"""Values of actions as a sentence shows them."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import get_language, ngettext

from accord.core.html import to_text
from accord.translation import dates
from accord.translation.wordings import chosen

LONGEST = 60
_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60))


def beginning(texts: Mapping[str, str]) -> str:
    """The first words of a text, in the reader's language where it has it."""
    return cut(to_text(chosen(texts, get_language() or "")))


def cut(text: str) -> str:
    """One line of at most 60 letters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def span(seconds: int) -> str:
    """A time such as "2 days" or "1 hour 30 minutes", in the reader's language."""
    parts = []
    for unit, length in _UNITS:
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(_counted(unit, count))
    return " ".join(parts) or _counted("minutes", 0)


def _counted(unit: str, count: int) -> str:
    words = {
        "days": ngettext("%(count)s day", "%(count)s days", count),
        "hours": ngettext("%(count)s hour", "%(count)s hours", count),
        "minutes": ngettext("%(count)s minute", "%(count)s minutes", count),
    }
    return words[unit] % {"count": count}


def moment(text: str) -> str:
    """A stored moment in the workspace's zone and the reader's language."""
    from accord.tickets.silence.hours import zone

    return dates.day_and_time(datetime.fromisoformat(text).astimezone(zone()))
