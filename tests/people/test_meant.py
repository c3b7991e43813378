"""Who is meant by some letters: by address, by any name, by phone number."""

import pytest

from accord.core import clock
from accord.people import finding
from accord.people.contacts import caller_for, contact_for
from accord.people.meant import MOST, meant, meant_by_phone
from accord.people.models import Company
from tests.world import World

pytestmark = pytest.mark.django_db


def addresses(letters: str) -> list[str]:
    return [each.email for each in meant(letters)]


def test_by_the_beginning_of_an_address_or_a_name(world: World) -> None:
    world.hannah.company = Company.objects.create(name="Whitfield Café", created_at=clock.now())
    world.hannah.save()
    found = meant("HAN")
    assert [(each.email, each.name, each.company) for each in found] == [
        ("hannah@example.com", "Hannah Whitfield", "Whitfield Café")
    ]
    assert addresses("hannah whit") == addresses("  Hannah   Whitfield ") == ["hannah@example.com"]
    assert addresses("ели") == addresses("Елица") == ["elitsa@example.com"]
    assert addresses("whitf") == addresses("WHITFIELD hannah") == ["hannah@example.com"]
    assert addresses("example.com") == ["elitsa@example.com", "hannah@example.com"]
    assert addresses("hannah димитрова") == []


def test_too_few_letters_mean_nobody_and_signs_of_patterns_mean_themselves(world: World) -> None:
    contact_for("a_b%c@example.com", "100% Wool")
    contact_for("axbyc@example.com", "100 Wool")
    assert addresses("h") == addresses(" ") == []
    assert addresses("a_b") == ["a_b%c@example.com"]
    assert addresses("%%") == addresses("__") == addresses("\\\\") == []


def test_only_contacts_that_are_there_each_address_once(world: World) -> None:
    contact_for("ieva.customer@example.org", "Ieva")
    gone = contact_for("ieva.gone@example.org", "Ieva")
    gone.is_active = False
    gone.save()
    finding.keep(gone)
    assert addresses("ieva") == ["ieva.customer@example.org"]  # neither the agent nor who is gone


def test_no_more_than_a_form_can_show(world: World) -> None:
    for number in range(MOST + 4):
        contact_for(f"many{number:02}@example.org", "Many")
    assert addresses("many") == [f"many{number:02}@example.org" for number in range(MOST)]


def test_addresses_that_begin_so_come_first(world: World) -> None:
    contact_for("zoe@example.org", "Anna Berg")
    contact_for("berg@example.org", "Zoë")
    assert addresses("berg") == ["berg@example.org", "zoe@example.org"]
    assert addresses("zoe") == ["zoe@example.org", "berg@example.org"], "an accent is no difference"


def test_who_is_meant_by_the_first_digits(world: World) -> None:
    world.hannah.phone = "00372 5555 0101"
    world.hannah.save()
    finding.keep(world.hannah)
    caller_for("+372 5555 0999", "Anna")
    found = [(each.name, each.email, each.phone) for each in meant_by_phone("+372 5555")]
    assert found == [
        ("Anna", "", "+372 5555 0999"),
        ("Hannah Whitfield", "hannah@example.com", "00372 5555 0101"),
    ]
    assert [each.name for each in meant_by_phone("003725555 09")] == ["Anna"]
    assert [each.name for each in meant_by_phone("5555 0999")] == ["Anna"], "as it is dialled at home"
    assert meant_by_phone("+37") == meant_by_phone("Anna") == meant_by_phone("") == []
