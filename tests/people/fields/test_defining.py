"""Definitions of fields: keys, choices that are switched off, order."""

import pytest
from django.utils.translation import override

from accord.core.errors import Invalid, Missing, NotAllowed
from accord.events.models import Event
from accord.people.fields import defining, known
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_key_is_made_from_the_name_and_never_taken_twice(world: World) -> None:
    first = defining.make("ticket", "text", {"en": "Order №"}, by=world.omar)
    second = defining.make("ticket", "text", {"en": "order no"}, by=world.omar)
    third = defining.make("ticket", "text", {"bg": "Поръчка"}, by=world.omar)
    other = defining.make("contact", "text", "Order no", by=world.omar)
    assert (first.key, second.key, third.key, other.key) == ("order_no", "order_no_2", "field", "order_no")
    with pytest.raises(Invalid):
        defining.make("ticket", "text", "Another", by=world.omar, key="order_no")


def test_only_administrators_define_and_a_name_is_needed(world: World) -> None:
    with pytest.raises(NotAllowed):
        defining.make("ticket", "text", "Order", by=world.tiina)
    with pytest.raises(Missing):
        defining.make("ticket", "text", {"en": "  "}, by=world.omar)
    with pytest.raises(Missing):
        defining.make("ticket", "choice", "Colour", by=world.omar, choices=[])


def test_a_choice_that_is_taken_away_is_switched_off_and_comes_back_under_its_key(world: World) -> None:
    row = defining.make("ticket", "choice", "Colour", by=world.omar, choices=["Red", "Blue"])
    defining.change(row, by=world.omar, choices=["Blue", "Green"])
    assert [(each["key"], each["off"]) for each in row.choices] == [
        ("blue", False),
        ("green", False),
        ("red", True),
    ]
    defining.change(row, by=world.omar, choices=["Red", "Blue", "Green"])
    assert [(each["key"], each["off"]) for each in row.choices] == [
        ("red", False),
        ("blue", False),
        ("green", False),
    ]


def test_they_stand_in_the_order_that_was_chosen_and_changes_are_told(world: World) -> None:
    rows = [defining.make("ticket", "text", name, by=world.omar) for name in ("One", "Two", "Three")]
    defining.order("ticket", [rows[2].pk, rows[0].pk], by=world.omar)
    assert [each.key for each in known.fields_of("ticket")] == ["three", "one", "two"]
    defining.change(rows[0], by=world.omar, is_active=False)
    assert [each.key for each in known.fields_of("ticket")] == ["three", "two"]
    told = Event.objects.filter(kind="field.defined", subject_id=rows[0].pk).order_by("id")
    assert [each.data["set"].get("is_active", each.data.get("made")) for each in told] == [True, None, False]


def test_each_reader_has_the_name_in_his_language(world: World) -> None:
    defining.make("ticket", "text", {"en": "Order", "bg": "Поръчка"}, by=world.omar)
    (field,) = known.fields_of("ticket")
    with override("bg"):
        assert field.name == "Поръчка"
    with override("et"):
        assert field.name == "Order"
