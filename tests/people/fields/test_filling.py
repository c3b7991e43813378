"""Fields of contacts and companies: filled in with an event, joined with the contact, asked by conditions."""

import pytest

from accord.conditions.facts import Facts
from accord.conditions.groups import Groups
from accord.core.errors import Invalid, NotAllowed
from accord.events.models import Event
from accord.people import companies, editing, grouping
from accord.people.fields import defining, filling
from accord.people.models import Company
from accord.tickets import merging_people
from accord.web.console.settings.history import history
from tests.world import World

pytestmark = pytest.mark.django_db


def test_words_of_a_contact_are_kept_apart_from_facts(world: World) -> None:
    defining.make("contact", "text", "Nickname", by=world.omar)
    defining.make("contact", "number", "Shoe size", by=world.omar)
    filling.fill_contact(world.hannah, {"nickname": "Hanni", "shoe_size": "41"}, by=world.ieva)
    filling.fill_contact(world.hannah, {"nickname": "Hanni"}, by=world.ieva)  # no change
    assert filling.of_contact(world.hannah) == {"nickname": "Hanni", "shoe_size": 41}
    first, second = Event.objects.filter(kind="person.field_changed").order_by("id")
    assert (first.data, first.words) == ({"field": "nickname"}, {"text": "Hanni"})
    assert (second.data, second.words) == ({"field": "shoe_size", "value": 41}, None)
    assert [line.sentence.striptags() for line in history("person", world.hannah.pk)] == [
        "Ieva set “Shoe size” to 41.",
        "Ieva set “Nickname” to Hanni.",
    ]
    with pytest.raises(NotAllowed):
        filling.fill_contact(world.hannah, {"nickname": ""}, by=world.elitsa)
    with pytest.raises(Invalid):
        filling.fill_contact(world.hannah, {"unknown": "1"}, by=world.ieva)


def test_a_joined_contact_brings_fields_and_group_and_takes_them_back(world: World) -> None:
    for name in ("Nickname", "Plan"):
        defining.make("contact", "text", name, by=world.omar)
    vip = grouping.make("VIP", "red", by=world.omar)
    filling.fill_contact(world.elitsa, {"nickname": "Eli", "plan": "gold"}, by=world.ieva)
    filling.fill_contact(world.hannah, {"nickname": "Hanni"}, by=world.ieva)
    grouping.put_into(world.elitsa, vip, by=world.ieva)
    merging_people.merge(world.elitsa, world.hannah, by=world.omar)
    assert filling.of_contact(world.hannah) == {"nickname": "Hanni", "plan": "gold"}
    assert grouping.group_of(world.hannah) == vip
    merging_people.unmerge(world.elitsa, by=world.omar)
    assert filling.of_contact(world.hannah) == {"nickname": "Hanni"}
    assert grouping.group_of(world.hannah) is None


def test_conditions_ask_contacts_companies_and_groups(world: World) -> None:
    defining.make("contact", "number", "Visits", by=world.omar)
    defining.make("company", "date", "Contract", by=world.omar)
    vip = grouping.make("VIP", "red", by=world.omar)
    editing.move_to_company(world.hannah, "Mill", by=world.ieva)
    filling.fill_contact(world.hannah, {"visits": 7}, by=world.ieva)
    filling.fill_company(Company.objects.get(), {"contract": "2027-03-01"}, by=world.ieva)
    grouping.put_into(world.hannah, vip, by=world.ieva)
    ticket = world.ticket()

    def holds(c: str, op: str, v: object = None) -> bool:
        return Groups.parse([[{"c": c, "op": op, "v": v}]]).holds(Facts(ticket))

    assert holds("field:contact.visits", "more_than", "6") and not holds(
        "field:contact.visits", "less_than", "7"
    )
    assert holds("field:company.contract", "after", "2027-02-28")
    assert not holds("field:company.contract", "before", "2027-03-01")
    assert holds("contact_group", "is", vip.pk) and not holds("contact_group", "empty")


def test_a_company_is_renamed_and_shares(world: World) -> None:
    editing.move_to_company(world.hannah, "Mill", by=world.ieva)
    company = Company.objects.get()
    companies.rename(company, "Old Mill", by=world.ieva)
    assert companies.seen_company(world.hannah) is None
    companies.share(company, True, by=world.ieva)
    companies.share(company, True, by=world.ieva)
    world.hannah.refresh_from_db()
    assert companies.seen_company(world.hannah) == company.pk
    told = Event.objects.filter(subject_kind="company").order_by("id").values_list("kind", flat=True)
    assert list(told) == ["company.renamed", "company.shared"]
