"""Who may change a contact's card, and let more people read what he or his company asked (DOMAIN 7.2)."""

import pytest

from accord.core.errors import NotAllowed
from accord.people import companies, editing
from accord.people.contacts import contact_for
from accord.people.models import Company, Person
from accord.people.rights import access_of
from accord.people.speaking import let_speak
from accord.tickets.knowing import demand_shown, may_change, move_to_company, share
from tests.world import World, agent


@pytest.fixture
def bruno(world: World) -> Person:
    """He solves in Billing alone, where nobody of the company asked."""
    return agent("Bruno", solver=world.billing)


@pytest.fixture
def company(world: World) -> Company:
    """Hannah's, who asked Support."""
    world.ticket()
    editing.move_to_company(world.hannah, "Kohv OÜ", by=world.omar)
    return Company.objects.get()


@pytest.fixture
def mine(world: World) -> Person:
    """Whom Bruno wrote down himself."""
    return contact_for("bruno@home.example")


def test_a_company_is_shown_to_its_people_by_who_may_change_its_tickets(
    world: World, company: Company, bruno: Person
) -> None:
    with pytest.raises(NotAllowed):
        share(company, True, by=bruno)
    assert not companies.shares(company.pk)
    share(company, True, by=world.ieva)
    share(company, True, by=bruno)  # as it is
    share(company, False, by=bruno)  # less is shown than before
    assert not companies.shares(company.pk)


def test_nobody_is_put_among_a_companys_readers_from_elsewhere(
    world: World, company: Company, bruno: Person, mine: Person
) -> None:
    companies.share(company, True, by=world.omar)
    for name in ("Kohv OÜ", " kohv  OÜ"):
        with pytest.raises(NotAllowed):
            move_to_company(mine, name, by=bruno)
    move_to_company(mine, "Kohv OÜ", by=world.ieva)
    assert mine.company_id == company.pk


def test_nor_where_one_of_them_reads_or_he_himself_may(
    world: World, company: Company, bruno: Person, mine: Person
) -> None:
    move_to_company(mine, "Bruno & Co", by=bruno)
    let_speak(mine, True, by=bruno)
    with pytest.raises(NotAllowed):
        move_to_company(mine, "Kohv OÜ", by=bruno)
    let_speak(mine, False, by=bruno)
    let_speak(world.hannah, True, by=world.omar)
    with pytest.raises(NotAllowed):
        move_to_company(mine, "Kohv OÜ", by=bruno)
    let_speak(world.hannah, False, by=world.omar)
    move_to_company(mine, "Kohv OÜ", by=bruno)  # nobody reads anything there


def test_nobody_is_put_where_others_read_what_he_asked(world: World, bruno: Person, mine: Person) -> None:
    world.ticket()
    world.ticket(department=world.billing)  # Bruno may change Hannah's card by this one
    move_to_company(mine, "Bruno & Co", by=bruno)
    share(Company.objects.get(), True, by=bruno)
    with pytest.raises(NotAllowed):
        move_to_company(world.hannah, "Bruno & Co", by=bruno)
    move_to_company(world.hannah, "Elsewhere", by=bruno)


def test_an_address_of_a_colleague_reads_what_the_company_asked(
    world: World, company: Company, bruno: Person, mine: Person
) -> None:
    editing.move_to_company(mine, "Kohv OÜ", by=world.omar)
    assert may_change(access_of(bruno), mine, addresses=True)
    companies.share(company, True, by=world.omar)
    assert not may_change(access_of(bruno), mine, addresses=True)
    assert may_change(access_of(bruno), mine) and may_change(access_of(world.ieva), mine, addresses=True)
    with pytest.raises(NotAllowed):
        demand_shown(access_of(bruno), company.pk)
