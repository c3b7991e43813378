"""Companies of customers: their name, whether they share what their people ask, and who sees it (DOMAIN 7.2)."""

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Conflict, Missing, NotAllowed
from accord.events.recording import record
from accord.people.happenings import CompanyRenamed, CompanyShared
from accord.people.models import Company, CompanyCard, Person, Spokesperson
from accord.people.models.person import PersonKind
from accord.people.speaking import is_spokesperson


def rename(company: Company, name: str, *, by: Person) -> None:
    """Another name. Raises Missing, Conflict (there is a company of that name), NotAllowed."""
    _demand(by)
    name = " ".join(name.split())[:200]
    if not name:
        raise Missing("name", sentence=_("A company needs a name."))
    with transaction.atomic():
        company.refresh_from_db()
        before = company.name
        if name == before:
            return
        if Company.objects.filter(name__iexact=name).exclude(pk=company.pk).exists():
            raise Conflict("name", sentence=_("There is a company of this name already."))
        company.name = name
        company.save(update_fields=["name"])
        record(CompanyRenamed(company=company.pk, by_id=by.pk, before=before))


def share(company: Company, shares: bool, *, by: Person) -> None:
    """Let all contacts of the company see its requests, or no longer. As it was: a no-op. Raises NotAllowed."""
    _demand(by)
    with transaction.atomic():
        row = CompanyCard.objects.select_for_update().filter(company=company).first()
        if (row.shares if row else False) == shares:
            return
        CompanyCard.objects.update_or_create(company=company, defaults={"shares": shares})
        record(CompanyShared(company=company.pk, by_id=by.pk, shares=shares))


def shares(company_id: int) -> bool:
    """Whether all contacts of that company see its requests."""
    return CompanyCard.objects.filter(company_id=company_id, shares=True).exists()


def is_read_by_its_people(company_id: int) -> bool:
    """Whether anybody sees what colleagues of that company asked."""
    return shares(company_id) or Spokesperson.objects.filter(person__company=company_id).exists()


def seen_company(person: Person) -> int | None:
    """The company whose requests this contact may see: his own, if it shares them or he speaks for it."""
    if person.company_id is None or not person.is_active or person.kind != PersonKind.CONTACT:
        return None
    return person.company_id if is_spokesperson(person) or shares(person.company_id) else None


def _demand(by: Person) -> None:
    if not (by.kind == PersonKind.SYSTEM or (by.is_agent and by.is_active)):
        raise NotAllowed("company")


def beginning_with(letters: str, *, most: int) -> list[Company]:
    """At most so many companies whose name begins so, as it is written or with its capitals."""
    found: dict[int, Company] = {}
    for name in dict.fromkeys((letters, letters.title(), letters.upper())):
        rows = Company.objects.filter(**_begins(name)).order_by("name")
        found |= {each.pk: each for each in rows[:most]}
    return list(found.values())[:most]


def _begins(name: str) -> dict[str, str]:
    """What each database reads from its index: SQLite's letters follow their numbers, PostgreSQL's a language."""
    if connection.vendor == "postgresql":
        return {"name__startswith": name}
    return {"name__gte": name, "name__lt": name + chr(0x10FFFF)}
