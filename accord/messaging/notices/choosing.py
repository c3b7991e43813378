"""How each agent wants to be told: what he chose, else the standard of his role."""

import time
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Invalid, NotAllowed
from accord.events.recording import record
from accord.messaging.notices.abouts import WAYS, abouts
from accord.people.happenings import WishesChanged
from accord.people.models import Membership, NoticeChoice, NoticeHabit, Person
from accord.people.models.department import Level
from accord.people.models.person import PersonKind
from accord.people.working_hours import read

_KEEP_S = 2.0  # other processes see a change after this long
_chosen: tuple[float, frozenset[str]] = (0.0, frozenset())
_ABOVE = (Level.SUPERVISOR, Level.MANAGER)
LONGEST_BUNDLE = 240
BUNDLES = (0, 2, 5, 15, 30, 60, 240)
HABITS = (
    "quiet_from",
    "quiet_until",
    "quiet_weekends",
    "quiet_off_hours",
    "urgent_through",
    "bundle_minutes",
)


def anybody_may_want(about: str) -> bool:
    """Whether any agent may want to hear of it. Asked at events, so what was chosen is remembered for two seconds."""
    global _chosen
    known = abouts[about]
    if known.standard or known.above:
        return True
    at, keys = _chosen
    if time.monotonic() - at > _KEEP_S:
        rows = NoticeChoice.objects.order_by().exclude(ways=[]).values_list("about", flat=True)
        keys = frozenset(rows.distinct())
        _chosen = (time.monotonic(), keys)
    return about in keys


def forget() -> None:
    """Drop what is remembered (after a change, and between tests)."""
    global _chosen
    _chosen = (0.0, frozenset())


def ways_of(person: Person) -> dict[str, tuple[str, ...]]:
    """By kind of news, how this agent wants to hear of it."""
    own = dict(NoticeChoice.objects.filter(person=person).values_list("about", "ways"))
    above = bool(_above([person]))
    return {key: tuple(own[key]) if key in own else about.ways(above=above) for key, about in abouts.items()}


def ways_for(about: str, people: Collection[Person]) -> dict[int, tuple[str, ...]]:
    """How each of these agents wants to hear of that kind; two queries however many they are."""
    own = dict(
        NoticeChoice.objects.filter(about=about, person__in=[each.pk for each in people]).values_list(
            "person_id", "ways"
        )
    )
    rest = [each for each in people if each.pk not in own]
    above = _above(rest) if abouts[about].above is not None else frozenset[int]()
    standard = {each.pk: abouts[about].ways(above=each.pk in above) for each in rest}
    return standard | {person_id: tuple(ways) for person_id, ways in own.items()}


def who_chose(about: str) -> list[int]:
    """Ids of the active agents who chose to hear of a kind that is nobody's standard."""
    rows = NoticeChoice.objects.filter(about=about, person__is_active=True, person__kind=PersonKind.AGENT)
    return list(rows.exclude(ways=[]).order_by("person_id").values_list("person_id", flat=True))


def _above(people: Iterable[Person]) -> frozenset[int]:
    """Who of them supervises anything."""
    rest = [each for each in people if not each.is_admin]
    admins = {each.pk for each in people if each.is_admin}
    rows = Membership.objects.filter(person__in=[each.pk for each in rest], level__in=_ABOVE)
    return frozenset(admins) | frozenset(rows.values_list("person_id", flat=True))


def habit_of(person_id: int) -> NoticeHabit:
    """When he is left in peace and how his mails are bundled; the standard for who never said."""
    return NoticeHabit.objects.filter(pk=person_id).first() or NoticeHabit(person_id=person_id)


def choose(
    person: Person,
    ways: Mapping[str, Collection[str]],
    *,
    by: Person,
    habits: Mapping[str, Any] | None = None,
) -> None:
    """Want to hear of these kinds in these ways, the others stay; `habits` are columns of NoticeHabit.

    Everybody chooses for himself. Raises NotAllowed, Invalid.
    """
    if by.pk != person.pk or not person.is_agent:
        raise NotAllowed("wish")
    wanted = {key: [way for way in WAYS if way in set(each)] for key, each in ways.items()}
    if not wanted.keys() <= set(abouts) or any(set(each) - set(WAYS) for each in ways.values()):
        raise Invalid("ways")
    new_habits = _checked(habits or {})
    with transaction.atomic():
        before = ways_of(person)
        changed = {key: each for key, each in wanted.items() if list(before[key]) != each}
        for key, each in changed.items():
            NoticeChoice.objects.update_or_create(person=person, about=key, defaults={"ways": each})
        row = habit_of(person.pk)
        moved = {name: value for name, value in new_habits.items() if getattr(row, name) != value}
        if moved:
            for name, value in moved.items():
                setattr(row, name, value)
            _demand_whole(row)
            row.save()
        if changed or moved:
            record(WishesChanged(person=person.pk, by_id=by.pk, set=changed, habits=moved))
    forget()


def to_standard(person: Person, *, by: Person) -> None:
    """Forget what he chose: from now on as his role has it. Raises NotAllowed."""
    if by.pk != person.pk or not person.is_agent:
        raise NotAllowed("wish")
    with transaction.atomic():
        if NoticeChoice.objects.filter(person=person).delete()[0]:
            record(
                WishesChanged(
                    person=person.pk, by_id=by.pk, set={k: list(v) for k, v in ways_of(person).items()}
                )
            )
    forget()


def _checked(habits: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(habits)
    if set(values) - set(HABITS):
        raise Invalid(", ".join(sorted(set(values) - set(HABITS))))
    if not 0 <= int(values.get("bundle_minutes", 0)) <= LONGEST_BUNDLE:
        raise Invalid("bundle_minutes")
    for name in ("quiet_from", "quiet_until"):
        if values.get(name):
            values[name] = _time(name, str(values[name]))
    return values


def _time(name: str, text: str) -> str:
    try:
        return read(f"{text}-24:00", name)[0][0]
    except Invalid as error:
        raise Invalid(name, sentence=_("Write a time such as 20:00.")) from error


def _demand_whole(row: NoticeHabit) -> None:
    if bool(row.quiet_from) != bool(row.quiet_until):
        missing = "quiet_until" if row.quiet_from else "quiet_from"
        raise Invalid(missing, sentence=_("Quiet hours need a beginning and an end."))
    if row.quiet_from and row.quiet_from == row.quiet_until:
        raise Invalid("quiet_until", sentence=_("Quiet hours need a beginning and an end."))
