"""Agents' roles, their levels in departments, and the end of their access. Nobody is ever deleted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Invalid, NotAllowed, NotPossible
from accord.events.recording import record
from accord.people import one_time_links
from accord.people.happenings import LevelChanged, PersonDeactivated, PersonReactivated, RoleChanged
from accord.people.models import Department, Membership, Person
from accord.people.models.department import Level
from accord.people.models.person import PersonKind, Role

ROLES = (Role.AGENT, Role.ADMIN, Role.OWNER)


def demand_admin(by: Person) -> None:
    """Raises NotAllowed unless `by` is the system, an owner or an administrator."""
    if by.kind != PersonKind.SYSTEM and not (by.is_admin and by.is_active):
        raise NotAllowed("admin")


def demand_may_change(person: Person, *, by: Person) -> None:
    """Owners are changed by owners only. Raises NotAllowed."""
    demand_admin(by)
    if person.role == Role.OWNER and by.kind != PersonKind.SYSTEM and by.role != Role.OWNER:
        raise NotAllowed("owner", sentence=_("Only an owner can change an owner."))


def demand_role(role: str, *, by: Person) -> None:
    """Only owners make owners. Raises Invalid for no role, NotAllowed."""
    if role not in ROLES:
        raise Invalid("role", sentence=_("Choose a role."))
    if role == Role.OWNER and by.kind != PersonKind.SYSTEM and by.role != Role.OWNER:
        raise NotAllowed("owner", sentence=_("Only an owner can make somebody an owner."))


def change_role(person: Person, role: str, *, by: Person) -> None:
    """Make an agent owner, administrator or agent. Raises NotAllowed, NotPossible (the last owner), Invalid."""
    with _locked(person):
        demand_may_change(person, by=by)
        demand_role(role, by=by)
        if person.role == role:
            return
        _demand_other_owner(person)
        before, person.role = person.role, role
        person.save(update_fields=["role"])
        record(RoleChanged(person=person.pk, by_id=by.pk, role=role, before=before))


def change_levels(person: Person, levels: Mapping[int, str], *, by: Person) -> None:
    """Set what the agent may do, by department id; a department that is not named or has "" is left.

    Raises NotAllowed, Invalid (an unknown level or department).
    """
    demand_may_change(person, by=by)
    wanted = {department: level for department, level in levels.items() if level}
    demand_levels(wanted)
    with transaction.atomic():
        present = dict(Membership.objects.filter(person=person).values_list("department_id", "level"))
        for department in sorted({*present, *wanted}):
            before, level = present.get(department, ""), wanted.get(department, "")
            if before == level:
                continue
            if level:
                Membership.objects.update_or_create(
                    person=person, department_id=department, defaults={"level": level}
                )
            else:
                Membership.objects.filter(person=person, department_id=department).delete()
            record(
                LevelChanged(person=person.pk, by_id=by.pk, department=department, level=level, before=before)
            )


def demand_levels(levels: Mapping[int, str]) -> None:
    """Raises Invalid for a level or a department that does not exist."""
    if any(level not in Level.values for level in levels.values()):
        raise Invalid("level", sentence=_("Choose a level."))
    if Department.objects.filter(id__in=levels).count() != len(levels):
        raise Invalid("department", sentence=_("Choose a department."))


def deactivate(person: Person, *, by: Person) -> None:
    """End an agent's access at once: sessions, tokens and links work no more. Twice is a no-op.

    His tickets are handed back by `tickets.leaving.leave`, which calls this. Raises NotAllowed, NotPossible.
    """
    with _locked(person):
        demand_may_change(person, by=by)
        if not person.is_active:
            return
        if person.pk == by.pk:
            raise NotPossible(
                "self", sentence=_("You cannot end your own access. Ask another owner or administrator.")
            )
        _demand_other_owner(person)
        person.is_active = False
        person.save(update_fields=["is_active"])
        one_time_links.drop_all(person)
        record(PersonDeactivated(person=person.pk, by_id=by.pk))


def reactivate(person: Person, *, by: Person) -> None:
    """Give access again, with role, levels and password as they were. Raises NotAllowed."""
    with _locked(person):
        demand_may_change(person, by=by)
        if person.is_active:
            return
        person.is_active = True
        person.save(update_fields=["is_active"])
        record(PersonReactivated(person=person.pk, by_id=by.pk))


def _demand_other_owner(person: Person) -> None:
    if person.role != Role.OWNER:
        return
    others = Person.objects.filter(kind=PersonKind.AGENT, role=Role.OWNER, is_active=True).exclude(
        pk=person.pk
    )
    if not others.exists():
        raise NotPossible(
            "last_owner", sentence=_("This is the last owner. Make somebody else an owner first.")
        )


@contextmanager
def _locked(person: Person) -> Iterator[None]:
    """A transaction in which the person is fresh; all owners are locked, so that the last two cannot both leave."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            owners = (
                Person.objects.select_for_update()
                .filter(kind=PersonKind.AGENT, role=Role.OWNER)
                .order_by("id")
            )
            list(owners.values_list("id", flat=True))
        person.refresh_from_db()
        if not person.is_agent:
            raise NotPossible("agent", sentence=_("This person is not an agent."))
        yield
