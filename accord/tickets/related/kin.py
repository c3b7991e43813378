"""What a ticket belongs to and what belongs to it, in two statements, as far as the reader may see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.tickets.models import LinkKind, Ticket
from accord.tickets.related.gathered import gathered
from accord.tickets.rows import moment, run
from accord.tickets.seeing import Scope

MOST = 300


@dataclass(frozen=True, slots=True)
class Relative:
    """Another ticket. Who may not see it (`seen`) reads its code and state, but not what it is about."""

    id: int
    code: str
    subject: str
    state: str
    status_id: int | None
    is_open: bool
    seen: bool
    own: bool  # the link is this ticket's, not that of one that was merged into it
    at: datetime
    message: int | None = None


@dataclass(slots=True)
class Kin:
    """All relatives of a ticket, each list oldest first."""

    parent: list[Relative] = field(default_factory=list)
    children: list[Relative] = field(default_factory=list)
    problem: list[Relative] = field(default_factory=list)
    incidents: list[Relative] = field(default_factory=list)
    related: list[Relative] = field(default_factory=list)
    mentions: list[Relative] = field(default_factory=list)
    mentioned_in: list[Relative] = field(default_factory=list)

    def groups(self) -> Iterator[tuple[str, list[Relative]]]:
        """(what the ticket is to them, a key of linking.ROLES or a mention's name, relatives), without empty ones."""
        every = (
            ("child", self.parent),
            ("parent", self.children),
            ("incident", self.problem),
            ("problem", self.incidents),
            ("related", self.related),
            ("mentions", self.mentions),
            ("mentioned_in", self.mentioned_in),
        )
        return ((role, found) for role, found in every if found)

    @property
    def open_incidents(self) -> list[Relative]:
        return [each for each in self.incidents if each.is_open and each.seen]


_PLACES = {
    (LinkKind.CHILD, True): "parent",
    (LinkKind.CHILD, False): "children",
    (LinkKind.INCIDENT, True): "problem",
    (LinkKind.INCIDENT, False): "incidents",
    (LinkKind.RELATED, True): "related",
    (LinkKind.RELATED, False): "related",
    (LinkKind.MENTION, True): "mentions",
    (LinkKind.MENTION, False): "mentioned_in",
}


def of(ticket: Ticket, scope: Scope) -> Kin:
    """The relatives of a ticket and of what was merged into it. Of those that the reader may not see, nothing is told
    but code and state.
    """
    here = gathered(ticket)
    up, params_up = _half("source_id", "target_id", scope, here)
    down, params_down = _half("target_id", "source_id", scope, here)
    found = run(f"{up} UNION ALL {down} ORDER BY 1 LIMIT {MOST}", [*params_up, *params_down])
    kin = Kin()
    for _link, kind, upwards, of, number, code, subject, state, status, is_open, seen, at, message in found:
        if number in here:
            continue
        own = of == ticket.pk
        relative = Relative(
            number, code, subject, state, status, bool(is_open), bool(seen), own, moment(at), message
        )
        place: list[Relative] = getattr(kin, _PLACES[LinkKind(kind), bool(upwards)])
        place.append(relative)
    return kin


def _half(here: str, there: str, scope: Scope, ids: list[int]) -> tuple[str, list[Any]]:
    """The links on one side of the tickets."""
    sees, params = scope.sql("t")
    upwards = int(here == "source_id")
    sql = (
        f"SELECT l.id, l.kind, {upwards}, l.{here}, t.id, t.code, CASE WHEN {sees} THEN t.subject ELSE '' END, t.state,"
        f" t.status_id, CASE WHEN t.is_open THEN 1 ELSE 0 END, CASE WHEN {sees} THEN 1 ELSE 0 END,"
        f" CAST(l.at AS text), l.message_id FROM ticket_link l JOIN ticket t ON t.id = l.{there}"
        f" WHERE l.{here} IN ({', '.join(['%s'] * len(ids))})"
    )
    return sql, [*params, *params, *ids]
