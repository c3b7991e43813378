"""DOMAIN 6.1 and 3.1: statuses of a team's own belong to one state each, which decides how the ticket behaves."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from accord.conditions.facts import Facts
from accord.conditions.groups import Groups
from accord.core import clock
from accord.core.errors import Invalid, NotPossible
from accord.events.models import Event
from accord.people.rights import access_of
from accord.tickets import checking, discarding, postponing, replying, resolving, searching, telling
from accord.tickets.explaining import ready_text
from accord.tickets.models import State, Ticket, TicketStatus
from accord.tickets.statuses import choosing, known, shaping
from accord.tickets.writing import Words
from accord.web.portal.told import state_words
from tests.world import World

pytestmark = pytest.mark.django_db


def status(world: World, category: str, name: str, **more: object) -> TicketStatus:
    return shaping.make(category, name, by=world.omar, **more)  # type: ignore[arg-type]


def test_6_1_a_status_names_a_part_of_a_state_and_changes_nothing_else(world: World) -> None:
    asked = status(world, "open", "Asked the workshop")
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Hm"), by=world.ieva, keep_state=True)
    with pytest.raises(NotPossible):
        choosing.choose(ticket, asked.pk, by=world.ieva)  # it is new: nobody makes it open by a wish
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    choosing.choose(ticket, asked.pk, by=world.ieva)  # open again needs nothing but the wish
    assert (ticket.state, ticket.status_id, ticket.to_solve) == (State.OPEN, asked.pk, True)
    before = ticket.rank_at
    choosing.choose(ticket, "open", by=world.ieva)
    assert (ticket.state, ticket.status_id, ticket.rank_at) == (State.OPEN, None, before)
    assert list(checking.problems(deep=True)) == []


def test_3_1_another_state_begins_with_its_default(world: World) -> None:
    asked = status(world, "new", "Not looked at", is_default=True)
    sent = status(world, "answered", "Sent the guide")
    ticket = world.ticket()
    assert ticket.status_id == asked.pk
    choosing.choose(ticket, sent.pk, by=world.ieva)
    assert (ticket.state, ticket.status_id) == (State.ANSWERED, sent.pk)
    postponing.postpone(ticket, clock.now() + timedelta(days=1), by=world.ieva)
    assert ticket.status_id is None
    later = status(world, "postponed", "Waits for spare part", is_default=True)
    assert ticket.status_id is None, "tickets that stand there stay as they are"
    postponing.bring_back(ticket, by=world.ieva)
    postponing.postpone(ticket, clock.now() + timedelta(days=1), by=world.ieva)
    assert ticket.status_id == later.pk
    discarding.mark_spam(ticket, by=world.ieva)
    assert ticket.status_id is None
    discarding.mark_not_spam(ticket, by=world.ieva)
    assert ticket.status_id == later.pk
    assert list(checking.problems(deep=True)) == []


def test_3_1_one_default_for_each_state_always_active(world: World) -> None:
    first, second = status(world, "open", "One", is_default=True), status(world, "open", "Two")
    with pytest.raises(NotPossible):
        shaping.change(first, by=world.omar, is_active=False)
    shaping.change(second, by=world.omar, is_default=True)
    shaping.change(first, by=world.omar, is_active=False)
    own = shaping.own("open", by=world.omar)
    shaping.change(own, by=world.omar, is_active=False)
    assert [each.label for each in known.offered("open")] == ["Two"]
    shaping.change(own, by=world.omar, is_default=True)
    assert [(each.label, each.is_default) for each in known.offered("open")] == [
        ("Open", True),
        ("Two", False),
    ]
    with pytest.raises(NotPossible):
        shaping.change(own, by=world.omar, is_active=False)


def test_3_1_switched_off_it_stays_readable_and_is_chosen_no_more(world: World) -> None:
    asked = status(world, "new", "Asked")
    ticket = world.ticket()
    choosing.choose(ticket, asked.pk, by=world.ieva)
    shaping.change(asked, by=world.omar, is_active=False)
    assert known.label_of(ticket.state, ticket.status_id) == "Asked"
    with pytest.raises(Invalid):
        choosing.choose(world.ticket(), asked.pk, by=world.ieva)


def test_3_1_agents_and_customers_read_their_own_names_in_their_language(world: World) -> None:
    part = shaping.make(
        "new",
        {"en": "Photo missing", "bg": "Липсва снимка"},
        by=world.omar,
        customer_names={"en": "Please send us a photo"},
    )
    ticket = world.ticket()
    choosing.choose(ticket, part.pk, by=world.ieva)
    told = telling.tell(Event.objects.filter(kind="ticket.status_chosen"), str)
    assert told[0].sentence.striptags() == "Ieva set the status to “Photo missing”."
    assert state_words(ticket.state, ticket.status_id) == "Please send us a photo"
    with override("bg"):
        assert known.label_of(ticket.state, ticket.status_id) == "Липсва снимка"
    assert state_words("new") == "Waiting for us"


def test_6_1_lists_search_and_rules_tell_them_apart(world: World) -> None:
    part = status(world, "new", "Photo missing")
    one, other = world.ticket(), world.ticket()
    choosing.choose(one, part.pk, by=world.ieva)
    access = access_of(world.ieva)

    def found(text: str) -> list[str]:
        results = searching.search(access, text)
        assert not results.problems
        return [each.row.code for each in results.rows]

    assert found('status:"photo missing"') == [one.code]
    assert found('-status:"photo missing"') == [other.code]
    assert found('status:"photo missing",open') == [one.code]
    assert sorted(found("status:new")) == sorted([one.code, other.code])
    groups = Groups.parse([[{"c": "custom_status", "op": "is", "v": part.pk}]])
    assert [groups.holds(Facts(each)) for each in (one, other)] == [True, False]
    where, params = groups.where()
    assert list(Ticket.objects.extra(where=[where.replace("t.", "ticket.")], params=params)) == [one]


def test_nothing_is_read_while_nobody_made_a_status(world: World, django_assert_num_queries: object) -> None:
    known.some()  # the options are read
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert known.default_id("open") is None
        assert known.label_of("open", None) == "Open"
