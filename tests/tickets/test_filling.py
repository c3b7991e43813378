"""Fields of tickets: filled in with an event, needed for a state, found by the search, gone with the ticket's words."""

import pytest

from accord.conditions.facts import Facts
from accord.conditions.groups import Groups
from accord.core.errors import Invalid, NotAllowed, NotPossible
from accord.events.models import Event
from accord.people.fields import defining
from accord.people.rights import access_of
from accord.people.system import system
from accord.tickets import (
    checking,
    closing,
    confirming,
    discarding,
    filling,
    forms,
    replying,
    resolving,
    searching,
)
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.following_up import follow_up
from accord.tickets.models import State, Ticket, TicketField
from accord.tickets.variables import Source, variables
from accord.tickets.writing import Words
from accord.views import planning
from tests.world import World, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields(world: World) -> None:
    by = world.omar
    defining.make("ticket", "text", "Order", by=by, customers="edit")
    defining.make("ticket", "number", "Amount", by=by, customers="see")
    defining.make(
        "ticket", "choice", {"en": "Product", "bg": "Продукт"}, by=by, choices=["Grinder", "Kettle"]
    )
    defining.make("ticket", "choices", "Faults", by=by, choices=["Noise", "Smell", "Smoke"])
    defining.make("ticket", "date", "Bought", by=by)
    defining.make("ticket", "checkbox", "Warranty", by=by)
    defining.make("ticket", "link", "Page", by=by)


ALL = {
    "order": "A-17 of Hannah",
    "amount": "12,50",
    "product": "grinder",
    "faults": ["smoke", "noise"],
    "bought": "2026-11-02",
    "warranty": "1",
    "page": "https://example.com/17",
}


def test_each_change_is_an_event_with_words_apart(world: World, fields: None) -> None:
    ticket = world.ticket()
    filling.fill(ticket, ALL, by=world.ieva)
    assert ticket.fields == {**ALL, "amount": 12.5, "faults": ["noise", "smoke"], "warranty": True}
    told = {each.data["field"]: each for each in Event.objects.filter(kind="ticket.field_changed")}
    assert told["order"].words == {"text": "A-17 of Hannah"} and "value" not in told["order"].data
    assert told["faults"].data["value"] == ["noise", "smoke"] and told["faults"].words is None
    assert "Hannah" not in str([each.data for each in told.values()])
    before = len(kinds(ticket))
    filling.fill(ticket, ALL, by=world.ieva)
    assert len(kinds(ticket)) == before, "as it was: no change"
    filling.fill(ticket, {"order": "", "warranty": ""}, by=world.ieva)
    assert "order" not in ticket.fields and "warranty" not in ticket.fields
    assert list(checking.problems(deep=True)) == []


def test_a_wrong_value_changes_nothing_at_all(world: World, fields: None) -> None:
    ticket = world.ticket()
    with pytest.raises(Invalid) as error:
        filling.fill(ticket, {"order": "A-1", "amount": "many"}, by=world.ieva)
    assert error.value.detail == "field_amount"
    ticket.refresh_from_db()
    assert ticket.fields == {} and kinds(ticket) == ["ticket.opened"]


def test_a_field_is_needed_to_resolve_and_to_close_for_agents_alone(world: World, fields: None) -> None:
    field = defining.make("ticket", "text", "Cause", by=world.omar, required_for=["resolved"])
    defining.make("ticket", "text", "Cost", by=world.omar, required_for=["closed"])
    ticket = world.ticket()
    ready = ready_text("solved", "en")
    with pytest.raises(filling.FieldMissing, match="Cause"):
        resolving.resolve(ticket, ready, by=world.ieva)
    with pytest.raises(filling.FieldMissing):
        replying.reply(ticket, Words(text="Done"), by=world.ieva, resolve=ready)
    ticket.refresh_from_db()
    assert ticket.state == State.NEW
    filling.fill(ticket, {"cause": "A stone"}, by=world.ieva)
    resolving.resolve(ticket, ready, by=world.ieva)
    with pytest.raises(filling.FieldMissing, match="Cost"):
        closing.close(ticket, by=world.ieva, basis="moved")
    confirming.say_solved(ticket, voice=Voice(world.hannah))
    assert ticket.state == State.CLOSED
    resolving.resolve(world.ticket(), ready, by=system())  # nobody holds a rule up
    defining.change(field, by=world.omar, is_active=False)
    resolving.resolve(world.ticket(), ready, by=world.ieva)


def test_a_field_of_a_form_is_asked_in_its_departments_only(world: World) -> None:
    field = defining.make("ticket", "text", "Cause", by=world.omar, required_for=["resolved"])
    form = forms.make("Repairs", by=world.omar, asked=[{"field": field.pk}], departments=[world.billing.pk])
    resolving.resolve(world.ticket(), ready_text("solved", "en"), by=world.ieva)
    assert filling.shown(world.ticket()) == []
    with pytest.raises(filling.FieldMissing):
        resolving.resolve(world.ticket(department=world.billing), ready_text("solved", "en"), by=world.tiina)
    forms.change(form, by=world.omar, is_active=False)
    with pytest.raises(filling.FieldMissing):
        resolving.resolve(world.ticket(), ready_text("solved", "en"), by=world.ieva)


def test_customers_change_what_is_theirs_on_their_own_tickets(world: World, fields: None) -> None:
    ticket = world.ticket()
    filling.fill(ticket, {"order": "A-17"}, by=world.hannah)
    with pytest.raises(Invalid):
        filling.fill(ticket, {"amount": "1"}, by=world.hannah)
    with pytest.raises(NotAllowed):
        filling.fill(ticket, {"order": "B-1"}, by=world.elitsa)
    filling.fill(ticket, {"amount": "1"}, by=world.ieva)
    assert [each[0].key for each in filling.shown_to_customers(ticket)] == ["order", "amount"]
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    confirming.say_solved(ticket, voice=Voice(world.hannah))
    with pytest.raises(NotPossible):
        filling.fill(ticket, {"order": "C-1"}, by=world.hannah)


def test_erasing_empties_them_and_replays_to_the_same(world: World, fields: None) -> None:
    ticket = world.ticket(fields=ALL)
    assert TicketField.objects.count() == 8
    discarding.delete(ticket, by=world.tiina)
    discarding.purge(ticket, by=world.tiina)
    assert ticket.fields == {} and not TicketField.objects.exists()
    assert list(checking.problems(deep=True)) == []


def test_7_13_a_follow_up_takes_what_can_still_be_chosen(world: World, fields: None) -> None:
    ticket = world.ticket(fields=ALL)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    confirming.say_solved(ticket, voice=Voice(world.hannah))
    row = defining.CustomField.objects.get(key="product")
    defining.change(row, by=world.omar, choices=["Kettle"])
    later, _message = follow_up(ticket, Words(text="Again"), by=world.hannah, address="hannah@example.com")
    assert later.fields == {key: value for key, value in ticket.fields.items() if key != "product"}
    assert list(checking.problems(deep=True)) == []


@pytest.mark.parametrize(
    ("asked", "finds"),
    [
        ('field:order="a-17 of hannah"', True),
        ("field:order", True),
        ("-field:order", False),
        ("field:amount=12.5", True),
        ("field:amount>12", True),
        ("field:amount>=12.5 field:amount<=12.5", True),
        ("field:amount<12", False),
        ("field:bought<2026-11-03", True),
        ("field:product=kettle,product=Grinder", True),
        ("field:Продукт=grinder", True),
        ("field:product=kettle", False),
        ("field:faults=smoke", True),
        ("field:faults=smell", False),
        ("field:warranty=yes", True),
    ],
)
def test_the_search_finds_by_field(world: World, fields: None, asked: str, finds: bool) -> None:
    ticket = world.ticket(fields=ALL)
    other = world.ticket("Another")
    results = searching.search(access_of(world.ieva), asked)
    assert results.problems == []
    assert [each.row.code for each in results.rows] == (
        [ticket.code] if finds else [other.code] * asked.startswith("-")
    )


def test_what_no_field_has_is_said(world: World, fields: None) -> None:
    results = searching.search(access_of(world.ieva), "field:colour=red field:amount=many")
    assert [each.key for each in results.problems] == ["unknown_field", "unknown_field"]
    assert results.rows == []


CONDITIONS = [
    ("order", "contains", "of HANNAH", True),
    ("order", "is_not", "A-17 of Hannah", False),
    ("order", "contains_not", "Elitsa", True),
    ("amount", "more_than", "12", True),
    ("amount", "is", "12", False),
    ("product", "one_of", ["kettle"], False),
    ("product", "none_of", ["kettle"], True),
    ("product", "is", "grinder", True),
    ("faults", "any_of", ["smell", "smoke"], True),
    ("faults", "all_of", ["noise", "smoke"], True),
    ("faults", "all_of", ["noise", "smell"], False),
    ("bought", "before", "2026-11-02", False),
    ("bought", "after", "2026-11-01", True),
    ("warranty", "yes", None, True),
    ("page", "empty", None, False),
]


@pytest.mark.parametrize(("key", "op", "value", "true"), CONDITIONS)
def test_conditions_hold_alike_for_rules_and_for_lists(
    world: World, fields: None, key: str, op: str, value: object, true: bool
) -> None:
    """LESSONS A 9: a view over a field reads its index, and finds what a rule would."""
    ticket, empty = world.ticket(fields=ALL), world.ticket("Without any")
    groups = Groups.parse([[{"c": f"field:ticket.{key}", "op": op, "v": value}]])
    assert groups.sentence()
    where, params = groups.where()
    found = set(Ticket.objects.extra(where=[where.replace("t.id", "ticket.id")], params=params))
    assert found == {each for each in (ticket, empty) if groups.holds(Facts(each))}
    assert (ticket in found) is true
    if op in ("is", "one_of", "any_of"):
        assert planning.plan(groups, access_of(world.ieva)).small, "by the index of the field"


def test_texts_name_fields(world: World, fields: None) -> None:
    ticket = world.ticket(fields=ALL)
    source = Source(ticket, world.ieva)
    assert variables["field.product"].value(source) == "Grinder"
    assert variables["field.bought"].value(source) == "2 Nov 2026"
    assert "field.colour" not in variables and "field.order" in list(variables)
