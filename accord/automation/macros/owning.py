"""For whom a macro is, and who may change it."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accord.automation.models import Macro, MacroDepartment
from accord.core.errors import NotAllowed, NotFound
from accord.people.models import Person
from accord.people.models.department import Level
from accord.people.rights import Access, access_of

SHAPERS = (Level.SUPERVISOR, Level.MANAGER)


def offered_to(person: Person, access: Access, department_id: int | None = None) -> QuerySet[Macro]:
    """The macros that the person may use: his own, those for all and those of his departments. With a department, of
    those for departments only that one's.
    """
    own = Q(owner_id=person.pk) | Q(everybody=True)
    links = MacroDepartment.objects.filter(macro_id=OuterRef("pk"))
    if department_id is not None:
        links = links.filter(department_id=department_id)
    elif not access.everywhere:
        links = links.filter(department_id__in=list(access.levels))
    return Macro.objects.filter(own | Exists(links), removed_at__isnull=True, active=True)


def shaped_by(person: Person) -> QuerySet[Macro]:
    """The macros that stand on the person's settings page: those that he may use or change, switched off ones too."""
    access = access_of(person)
    rows = Macro.objects.filter(removed_at__isnull=True)
    if access.everywhere:
        return rows.filter(Q(owner=person) | Q(owner__isnull=True))
    links = MacroDepartment.objects.filter(macro_id=OuterRef("pk"), department_id__in=list(access.levels))
    return rows.filter(Q(owner=person) | Q(everybody=True) | Exists(links))


def departments_shaped_by(access: Access) -> set[int] | None:
    """The departments for which he may make macros; None for all."""
    if access.everywhere:
        return None
    return {department for department, level in access.levels.items() if level in SHAPERS}


def may_change(macro: Macro, person: Person, access: Access) -> bool:
    """His own; those of departments that he supervises, each of them; those for all: administrators."""
    if macro.owner_id is not None:
        return macro.owner_id == person.pk
    if access.everywhere:
        return True
    held = departments_shaped_by(access) or set()
    ids = set(MacroDepartment.objects.filter(macro=macro).values_list("department_id", flat=True))
    return not macro.everybody and bool(ids) and ids <= held


def demand_shape(person: Person, access: Access, everybody: bool, departments: Iterable[int]) -> None:
    """Raises NotAllowed unless he may make a macro for these."""
    if everybody and not access.everywhere:
        raise NotAllowed("macro", sentence=_("Only an administrator makes macros for all agents."))
    held = departments_shaped_by(access)
    if held is not None and not set(departments) <= held:
        raise NotAllowed("macro", sentence=_("You can make macros only for departments that you supervise."))


def find(person: Person, access: Access, macro_id: int, department_id: int | None = None) -> Macro:
    """A macro that he may use. Raises NotFound."""
    found = offered_to(person, access, department_id).filter(pk=macro_id).first()
    if found is None:
        raise NotFound("macro")
    return found
