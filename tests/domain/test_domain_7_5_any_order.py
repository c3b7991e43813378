"""DOMAIN 7.5 in any order: nothing that was written is lost, and undoing gives each ticket its own back."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.core.errors import AccordError
from accord.people.models import Person
from accord.tickets import checking, merging, merging_people, noting, replying, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.lifecycle import possible
from accord.tickets.models import MergedMessage, Merging, Message, Ticket
from accord.tickets.receiving import receive
from accord.tickets.writing import Words
from tests.world import World

pytestmark = pytest.mark.django_db
NUMBERS = st.integers(0, 3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), NUMBERS, NUMBERS, st.booleans()),
        st.tuples(st.just("unmerge"), NUMBERS),
        st.tuples(st.sampled_from(["customer", "reply", "note", "resolve"]), NUMBERS),
        st.tuples(st.sampled_from(["join", "part"]), st.just(0)),
    ),
    max_size=12,
)


class Undone(Exception):
    """Ends an example: its rows go."""


@given(STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_7_5_any_order_of_merging_and_undoing(world: World, steps: list[tuple[object, ...]]) -> None:
    with pytest.raises(Undone), transaction.atomic():
        people = [world.hannah, world.hannah, world.elitsa, world.elitsa]
        tickets = [world.ticket(text=f"Words {number}", requester=who) for number, who in enumerate(people)]
        for name, *rest in steps:
            _do(world, tickets, str(name), rest)
        assert list(checking.problems(deep=True)) == []
        words = Message.objects.count()
        while rows := list(Merging.objects.order_by("-at", "-source_id")):
            merging.unmerge(rows[0].source, by=world.tiina)
        assert list(checking.problems(deep=True)) == []
        assert Message.objects.count() == words and not MergedMessage.objects.exists()
        for number, ticket in enumerate(tickets):
            assert Message.objects.get(text=f"Words {number}").ticket_id == ticket.pk
        assert not [message for message in Message.objects.all() if "apart" in message.marks]
        raise Undone


def _do(world: World, tickets: list[Ticket], name: str, rest: list[object]) -> None:
    ticket = tickets[int(str(rest[0]))]
    ticket.refresh_from_db()
    elitsa, hannah = (Person.objects.get(pk=each.pk) for each in (world.elitsa, world.hannah))
    try:
        with transaction.atomic():
            match name:
                case "merge":
                    merging.merge(
                        ticket, tickets[int(str(rest[1]))], by=world.tiina, show_each_other=bool(rest[2])
                    )
                case "unmerge":
                    merging.unmerge(ticket, by=world.tiina)
                case "customer" if possible(ticket.state, "customer_writes"):
                    receive(ticket, Words(text="And more."), by=ticket.requester, address=ticket.requester_address)
                case "reply":
                    replying.reply(ticket, Words(text="So it is."), by=world.tiina)
                case "note":
                    noting.note(ticket, Words(text="Remember."), by=world.tiina)
                case "resolve":
                    resolving.resolve(ticket, ready_text("solved", "en"), by=world.tiina)
                case "join":
                    merging_people.merge(elitsa, hannah, by=world.omar)
                case "part":
                    merging_people.unmerge(elitsa, by=world.omar)
    except AccordError:
        pass  # what the table refuses is refused
