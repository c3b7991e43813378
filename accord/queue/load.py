"""How much each agent holds: his waiting tickets, chats and calls, against how many he can hold at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from accord.people import ways_of_working
from accord.people.models import Membership, Person, WayOfWorking
from accord.people.models.department import Level
from accord.queue.choices import kind_of, usual_capacity
from accord.tickets import waiting
from accord.tickets.rows import run


@dataclass(slots=True)
class Load:
    """An agent, what waits on his desk by kind (`choices.KINDS`), and how much may."""

    person: Person
    departments: list[int] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)
    way: WayOfWorking | None = None

    @property
    def total(self) -> int:
        return sum(self.held.values())

    def most(self, kind: str) -> int:
        """How many waiting tickets of that kind he can hold before nothing more is handed to him."""
        own = self.way.capacity.get(kind) if self.way is not None else None
        return usual_capacity(kind) if own is None else int(own)

    def has_room(self, channel: str) -> bool:
        kind = kind_of(channel)
        return self.held.get(kind, 0) < self.most(kind)

    def share(self, channel: str) -> float:
        """How full his desk is for that channel: 0 empty, 1 full."""
        kind = kind_of(channel)
        return self.held.get(kind, 0) / max(1, self.most(kind))

    def take(self, channel: str) -> None:
        """He holds one more."""
        kind = kind_of(channel)
        self.held[kind] = self.held.get(kind, 0) + 1


def of_departments(departments: Sequence[int]) -> list[Load]:
    """All active agents who answer in one of these departments, by name, with what they hold."""
    rows = (
        Membership.objects.filter(department_id__in=departments, person__is_active=True)
        .exclude(level=Level.READER)
        .select_related("person")
        .order_by("person__name", "department__position")
    )
    found: dict[int, Load] = {}
    for row in rows:
        found.setdefault(row.person_id, Load(row.person)).departments.append(row.department_id)
    ways = ways_of_working.ways_of(found)
    held = waiting_by_kind(found)
    for person_id, load in found.items():
        load.way, load.held = ways.get(person_id), held.get(person_id, {})
    return list(found.values())


def waiting_by_kind(people: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many waiting tickets each of these agents has, by kind; one read along the index of what is assigned."""
    ids = sorted(people)
    if not ids:
        return {}
    sql = (
        f"SELECT assignee_id, channel, count(*) FROM ticket WHERE assignee_id IN ({', '.join(['%s'] * len(ids))})"
        " AND is_open AND assignee_id IS NOT NULL AND rank_at < %s GROUP BY assignee_id, channel"
    )
    found: dict[int, dict[str, int]] = {}
    for person_id, channel, count in run(sql, [*ids, waiting.NEVER]):
        own, kind = found.setdefault(person_id, {}), kind_of(channel)
        own[kind] = own.get(kind, 0) + count
    return found
