"""Agents who are away: said by themselves or by an administrator, over by itself."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Invalid, NotPossible
from accord.events.recording import record
from accord.people.employing import demand_may_change
from accord.people.happenings import PersonAway, PersonBack
from accord.people.models import Away, Person
from accord.people.models.person import PersonKind

LONGEST_DAYS = 366
LONGEST_REASON = 200


def away(person_id: int) -> Away | None:
    """The person's absence, if he is away now."""
    return Away.objects.filter(pk=person_id, until__gt=clock.now()).first()


def away_among(people: Iterable[int]) -> dict[int, datetime]:
    """Until when those of these persons are away who are; one query."""
    found = Away.objects.filter(pk__in=list(people), until__gt=clock.now())
    return dict(found.values_list("person_id", "until"))


def leave_until(person: Person, until: datetime, *, by: Person, reason: str = "") -> None:
    """The agent is away until then. What a customer opens again meanwhile goes back to its department (DOMAIN 7.14).

    Raises Invalid (past, over a year, a long reason), NotPossible (no agent), NotAllowed (neither he nor an
    administrator).
    """
    _demand(person, by)
    now = clock.now()
    if not now < until <= now + timedelta(days=LONGEST_DAYS):
        raise Invalid("away_until", sentence=_("Choose a moment within a year from now."))
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise Invalid("away_reason", sentence=_("That is too long; %(most)s characters at most."), most=LONGEST_REASON)
    with transaction.atomic():
        before = away(person.pk)
        if before is not None and (before.until, before.reason) == (until, reason):
            return
        Away.objects.update_or_create(person=person, defaults={"until": until, "reason": reason})
        record(PersonAway(person=person.pk, by_id=by.pk, until=until.isoformat(), reason=reason))


def come_back(person: Person, *, by: Person) -> None:
    """The agent is back before his time; of one who is not away a no-op. Raises NotPossible, NotAllowed."""
    _demand(person, by)
    with transaction.atomic():
        was_away = away(person.pk) is not None
        Away.objects.filter(pk=person.pk).delete()
        if was_away:
            record(PersonBack(person=person.pk, by_id=by.pk))


def _demand(person: Person, by: Person) -> None:
    if not person.is_agent:
        raise NotPossible("away", sentence=_("Only an agent can be away."))
    if by.kind != PersonKind.SYSTEM and by.pk != person.pk:
        demand_may_change(person, by=by)
