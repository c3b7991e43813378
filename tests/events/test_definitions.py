"""Definitions of administrators: what differs is taken over, and who stands where is numbered."""

import pytest

from accord.events.definitions import put_in_order, take_over
from accord.people.models import ContactGroup

pytestmark = pytest.mark.django_db


def a_group(name: str, position: int) -> ContactGroup:
    return ContactGroup.objects.create(name=name, colour="blue", position=position, created_at="2026-01-01T00:00Z")


def test_only_what_differs_is_taken_over() -> None:
    row = a_group("Cafés", 1)
    assert take_over(row, {"name": "Cafés", "colour": "red"}) == {"colour": "red"}
    assert row.colour == "red"
    row.refresh_from_db()
    assert row.colour == "blue", "it is saved by whoever knows why"


def test_only_those_that_moved_are_named() -> None:
    first, second, third = (a_group(name, at) for at, name in enumerate("abc", start=1))
    assert list(put_in_order(ContactGroup, [first.pk, third.pk, second.pk])) == [(third.pk, 2), (second.pk, 3)]
    assert list(ContactGroup.objects.order_by("position").values_list("name", flat=True)) == ["a", "c", "b"]
