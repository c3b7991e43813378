"""The rows of the inbox: how long somebody waits, when it is due, to which group that belongs, and their HTML.

A row is a function of what was read of its ticket, of its reader's language and zone, and of the minute. Lists show the
same tickets again and again (to each agent, after each change of one of them), so it is written once for each of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from accord.core import clock
from accord.core.fulltext.highlight import Piece
from accord.sla import over
from accord.tickets.rows import Row
from accord.tickets.searching import Found
from accord.web import look, moments

HOUR = timedelta(hours=1)
MOST_VIEWS = 4  # whose items a line keeps


@dataclass
class Line:
    """A row with its words. `kind` of the due time: late, soon, ok, or "" where nothing is due. `subject` and `snippet`
    are given where a search found words in them.
    """

    row: Row
    group: str
    url: str
    turn: str
    due_kind: str
    due: str
    due_title: str
    subject: Sequence[Piece] = ()
    snippet: Sequence[Piece] = ()
    html: Markup = Markup("")  # once a list has shown it
    in_views: dict[tuple[object, ...], Markup] = field(default_factory=dict)  # once views have, by what they show

    @cached_property
    def face(self) -> Markup:
        return _face(self.row.assignee)

    @cached_property
    def state(self) -> Markup:
        return look.state(self.row.state, self.row.status_id)

    def keep(self, html: Markup) -> Markup:
        """Remember the list item: a line belongs to one language, zone and minute."""
        self.html = html
        return html

    def keep_in_view(self, shows: tuple[object, ...], html: Markup) -> Markup:
        """Remember the item of a view that shows the ticket in these columns; of few views at a time."""
        if len(self.in_views) >= MOST_VIEWS:
            self.in_views.clear()
        self.in_views[shows] = html
        return html


@dataclass(slots=True)
class Group:
    """Rows under one heading; `key` "" has none. `whole`: all of the group stand on this page."""

    key: str
    title: str = ""
    lines: list[Line] = field(default_factory=list)
    whole: bool = True
    begun: bool = False  # on the page before: no heading again


@lru_cache(maxsize=4096)
def _time(language: str, hour: int, minute: int) -> str:
    return moments.clock_time(datetime(2000, 1, 1, hour, minute, tzinfo=timezone.get_current_timezone()))


@lru_cache(maxsize=4096)
def _day(language: str, day: date, today: date, form: str) -> str:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_current_timezone())
    if form == "full":
        return moments.date_only(noon)
    return moments.short_day(noon)


@lru_cache(maxsize=8192)
def _span(language: str, minutes: int) -> str:
    return moments.span(timedelta(minutes=minutes))


@lru_cache(maxsize=4096)
def _face(name: str) -> Markup:
    return look.face(name) if name else Markup('<span class="face" aria-hidden="true">?</span>')


class Reader(NamedTuple):
    """Who reads and when: the minute has begun, its seconds make no difference to what is written."""

    minute: datetime
    local: datetime
    language: str

    @classmethod
    def here(cls) -> "Reader":
        minute = clock.now().replace(second=0, microsecond=0)
        return cls(minute, timezone.localtime(minute), translation.get_language() or "en")

    def span(self, length: timedelta) -> str:
        return _span(self.language, max(0, int(length.total_seconds() // 60)))

    def time(self, local: datetime) -> str:
        return _time(self.language, local.hour, local.minute)

    def day(self, local: datetime, form: str = "short") -> str:
        return _day(self.language, local.date(), self.local.date(), form)

    def full(self, local: datetime) -> str:
        return f"{self.day(local, 'full')}, {self.time(local)}"

    def brief(self, local: datetime) -> str:
        """The time today, else the day."""
        return self.time(local) if local.date() == self.local.date() else self.day(local)


def lines_of(rows: Sequence[Row], reader: Reader) -> list[Line]:
    """The rows of a page with their words."""
    zone, late = str(reader.local.tzinfo), _late(rows, reader)
    return [_line(row, reader, zone, late.get(row.id, 0)) for row in rows]


def found_lines(found: Sequence[Found], reader: Reader) -> list[Line]:
    """The rows of a search with their words; what matched is told apart."""
    zone, late = str(reader.local.tzinfo), _late([each.row for each in found], reader)
    return [
        _line(each.row, reader, zone, late.get(each.row.id, 0), tuple(each.subject), tuple(each.snippet))
        for each in found
    ]


def _late(rows: Sequence[Row], reader: Reader) -> dict[int, int]:
    """Minutes by which tickets are late, counted as the clocks of their service levels count."""
    waiting = [row for row in rows if row.to_solve and row.waiting_since is not None and row.rank_at < reader.minute]
    found = over.late_by([(row.id, row.rank_at) for row in waiting], reader.minute)
    return {ticket: seconds // 60 for ticket, seconds in found.items()}


@lru_cache(maxsize=2048)
def _line(
    row: Row, reader: Reader, zone: str, late_min: int, subject: Sequence[Piece] = (), snippet: Sequence[Piece] = ()
) -> Line:
    """`zone` is there because equal moments of two zones are equal, but written differently."""
    if row.to_solve and row.waiting_since is not None:
        turn = _("waits for us %(time)s") % {"time": reader.span(reader.minute - row.waiting_since)}
        kind, due = _due(row.rank_at, late_min, reader)
        local = timezone.localtime(row.rank_at)
    else:
        kind, turn = "", _turn(row, reader)
        local = timezone.localtime(row.updated_at)
        due = reader.brief(local)
    group = "today" if kind == "ok" and local.date() == reader.local.date() else "later" if kind == "ok" else kind
    url = f"/tickets/{row.code}/"
    return Line(row, group, url, turn, kind, due, reader.full(local), subject=subject, snippet=snippet)


def _turn(row: Row, reader: Reader) -> str:
    sentences = {"answered": _("with the customer %(time)s"), "resolved": _("for the customer to confirm, %(time)s")}
    return sentences.get(row.state, "") % {"time": reader.span(reader.minute - row.updated_at)}


def _due(rank_at: datetime, late_min: int, reader: Reader) -> tuple[str, str]:
    left = rank_at - reader.minute
    if left < timedelta(0):
        return "late", moments.late(timedelta(minutes=late_min), reader.span)
    if left < HOUR:
        return "soon", _("in %(time)s") % {"time": reader.span(left)}
    return "ok", reader.brief(timezone.localtime(rank_at))


def grouped(lines: Sequence[Line], begun: str, more: bool) -> list[Group]:
    """The lines under headings by due time. `begun`: the group in which the page before ended; `more`: pages follow."""
    groups: list[Group] = []
    for line in lines:
        key = line.group
        if not groups or groups[-1].key != key:
            groups.append(Group(key, _titles()[key], begun=not groups and key == begun))
        groups[-1].lines.append(line)
    if groups:
        groups[0].whole = not groups[0].begun
        groups[-1].whole = groups[-1].whole and not more
    return groups


def _titles() -> dict[str, str]:
    return {
        "late": _("Late"),
        "soon": _("Due within the hour"),
        "today": _("Due today"),
        "later": _("Later"),
        "": _("Nobody waits"),
    }
