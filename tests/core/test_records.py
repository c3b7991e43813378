"""A row written or read the quick way is the row that Django writes and reads."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from accord.core import clock, records
from accord.events.models import Event
from accord.tickets.models import Message, Ticket
from tests.world import World


def columns(instance: models.Model) -> dict[str, Any]:
    return {f.attname: getattr(instance, f.attname) for f in instance._meta.concrete_fields}


def test_an_inserted_row_reads_back_equal(world: World) -> None:
    ticket, first = world.ticket_and_message()
    made = Message(ticket=ticket, kind="note", at=clock.now(), to=["a@example.com"], marks=["курьёз"], text="Щука ✓")
    records.insert(made)
    assert columns(Message.objects.get(pk=made.pk)) == columns(made)
    assert made.pk > first.pk and not made._state.adding


def test_a_row_is_inserted_unless_its_value_is_taken(world: World) -> None:
    first = world.ticket()
    other = Ticket.objects.get(pk=first.pk)
    other.pk = None
    assert not records.insert(other, unless="code")
    assert Ticket.objects.count() == 1 and other.pk is None
    other.code = "2222222ZZ"
    assert records.insert(other, unless="code")
    assert columns(Ticket.objects.get(pk=other.pk)) == columns(other)
    assert other.pk > first.pk and not other._state.adding


def test_many_inserted_rows_read_back_equal(world: World) -> None:
    made = [
        Event(kind="x", at=clock.now(), actor_id=1, subject_kind="many", subject_id=number, words={"ж": number})
        for number in range(3)
    ]
    records.insert_all(made)
    records.insert_all([])
    found = Event.objects.filter(subject_kind="many").order_by("id")
    assert [{**columns(each), "id": None} for each in found] == [columns(each) for each in made]


def test_empty_json_and_null_json_stay_apart(world: World) -> None:
    for words in (None, {}):
        event = Event(kind="x", at=clock.now(), actor_id=1, subject_kind="t", subject_id=1, words=words)
        records.insert(event)
        assert Event.objects.get(pk=event.pk).words == words


def test_an_update_changes_what_it_names_and_nothing_else(world: World) -> None:
    ticket = world.ticket()
    ticket.subject, ticket.tag_names = "Other", ["x"]
    records.update(ticket, ["tag_names"])
    row = Ticket.objects.get(pk=ticket.pk)
    assert row.tag_names == ["x"] and row.subject != "Other"


def test_a_reread_instance_equals_a_fresh_one_and_forgets_changed_relations(world: World) -> None:
    ticket = world.ticket()
    assert ticket.department.name == "Support"
    Ticket.objects.filter(pk=ticket.pk).update(department=world.billing, assignee=world.tiina)
    records.reread(ticket)
    assert columns(ticket) == columns(Ticket.objects.get(pk=ticket.pk))
    assert ticket.department.name == "Billing" and ticket.assignee.name == "Tiina"


def test_rereading_what_is_gone_says_so(world: World) -> None:
    with pytest.raises(Ticket.DoesNotExist):
        records.reread(Ticket(pk=999_999))


def test_a_found_row_is_the_one_that_a_query_gives(world: World) -> None:
    ticket = world.ticket()
    found = records.find(Ticket, "code", ticket.code)
    assert found is not None and columns(found) == columns(Ticket.objects.get(pk=ticket.pk))
    assert not found._state.adding and found.department.name == "Support"
    assert records.find(Ticket, "code", "none") is None


def test_selected_rows_are_those_that_django_reads(world: World) -> None:
    tickets = [world.ticket(f"Number {number}", tags=["vip"]) for number in range(3)]
    ids = [ticket.pk for ticket in tickets]
    found = records.select(Ticket, "id >= %s ORDER BY id DESC LIMIT 2", [ids[0]])
    assert [columns(each) for each in found] == [columns(Ticket.objects.get(pk=number)) for number in ids[:0:-1]]
    assert {number: columns(each) for number, each in records.by_ids(Ticket, ids[1:]).items()} == {
        number: columns(Ticket.objects.get(pk=number)) for number in ids[1:]
    }
    assert records.by_ids(Ticket, []) == {} and records.find(Ticket, "code", "none") is None


def test_a_new_instance_is_what_the_model_makes(world: World) -> None:
    ticket, at = world.ticket(), clock.now()
    values: dict[str, Any] = {"ticket": ticket, "kind": "note", "at": at, "author": None, "text": "x"}
    made, usual = records.new(Message, **values), Message(**values)
    assert columns(made) == columns(usual)
    assert made.ticket is ticket and made._state.adding and made.pk is None
    assert made.marks is not records.new(Message, **values).marks
    with pytest.raises(TypeError):
        records.new(Message, colour="red")


def test_a_row_is_found_together_with_those_that_it_points_to(
    world: World, django_assert_num_queries: Callable[[int], Any]
) -> None:
    ticket = world.ticket()
    for assignee in (None, world.tiina):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=assignee)
        usual = Ticket.objects.select_related("department", "requester", "assignee").get(pk=ticket.pk)
        with django_assert_num_queries(1):
            found = records.find_with(Ticket, "code", ticket.code, ("department", "requester", "assignee"))
            assert found is not None and columns(found) == columns(usual)
            assert columns(found.department) == columns(usual.department)
            assert columns(found.requester) == columns(usual.requester)
            assert found.assignee == assignee
    assert records.find_with(Ticket, "code", "none", ("department",)) is None
