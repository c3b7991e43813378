"""Macros are made, changed and removed by those who may; what they name is checked."""

from dataclasses import replace

import pytest

from accord.automation.macros import making, owning
from accord.automation.macros.making import Wording
from accord.automation.models import Macro
from accord.core.errors import Invalid, NotAllowed
from accord.people.models import Person
from accord.people.rights import access_of
from tests.world import World, agent

WORDS = Wording("Billing::Refund", texts={"en": "<p>Hello {contact.first_name|there}</p>"})


def names(person: Person, department: int | None = None) -> list[str]:
    found = owning.offered_to(person, access_of(person), department).order_by("name")
    return [macro.name for macro in found]


def test_everybody_makes_his_own_and_only_he_is_offered_it(world: World) -> None:
    macro = making.make(replace(WORDS, name=" Billing ::  Refund "), by=world.ieva)
    assert (macro.name, macro.folder, macro.title, macro.owner) == (
        "Billing::Refund",
        "Billing",
        "Refund",
        world.ieva,
    )
    assert names(world.ieva) == ["Billing::Refund"]
    assert names(world.tiina) == [] and names(world.omar) == []
    assert not owning.may_change(macro, world.omar, access_of(world.omar))


def test_a_supervisor_makes_them_for_his_departments_an_administrator_for_all(world: World) -> None:
    jaan = agent("Jaan", solver=world.billing)
    shared = replace(WORDS, personal=False, departments=[world.support.pk])
    with pytest.raises(NotAllowed):
        making.make(shared, by=world.ieva)
    with pytest.raises(NotAllowed):
        making.make(replace(WORDS, personal=False, everybody=True), by=world.tiina)
    macro = making.make(shared, by=world.tiina)
    making.make(replace(WORDS, name="All", personal=False, everybody=True), by=world.omar)
    assert names(world.ieva) == ["All", "Billing::Refund"] and names(jaan) == ["All"]
    assert names(world.omar, world.billing.pk) == ["All"]
    with pytest.raises(NotAllowed):
        making.change(macro, shared, by=world.ieva)
    assert making.change(macro, replace(shared, name="Money"), by=world.omar).name == "Money"
    making.remove(macro, by=world.tiina)
    making.remove(macro, by=world.tiina)
    assert names(world.ieva) == ["All"] and Macro.objects.count() == 2


@pytest.mark.parametrize(
    ("wording", "field", "sentence"),
    [
        (replace(WORDS, name=" :: "), "name", "Give the macro a name"),
        (replace(WORDS, texts={}), "texts", "Write a text or choose what is changed."),
        (replace(WORDS, texts={"en": "<p> </p>"}), "texts", "Write a text"),
        (replace(WORDS, texts={"bg": "<p>{contact.nme}</p>"}), "text_bg", "Did you mean {contact.name}?"),
        (replace(WORDS, texts={"xx": "a"}), "texts", "not known"),
        (replace(WORDS, keyword="two words"), "keyword", "one word"),
        (replace(WORDS, personal=False), "departments", "at least one department"),
        (replace(WORDS, steps=[{"a": "stop_rules", "v": {}}]), "steps", "for rules only"),
        (replace(WORDS, steps=[{"a": "add_tags", "v": {}}]), "0.tags", "missing"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    world: World, wording: Wording, field: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as raised:
        making.make(wording, by=world.omar)
    assert raised.value.detail == field and sentence in str(raised.value)
    assert not Macro.objects.exists()


def test_a_keyword_is_written_with_or_without_its_sign(world: World) -> None:
    assert making.make(replace(WORDS, keyword=" #Благодаря "), by=world.ieva).keyword == "благодаря"
