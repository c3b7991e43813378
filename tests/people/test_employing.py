"""Roles, levels and the end of access."""

import pytest

from accord.core import clock
from accord.core.errors import Invalid, NotAllowed, NotPossible
from accord.events import timers
from accord.events.models import Event, Timer
from accord.people import employing, inviting, one_time_links
from accord.people.models import Membership, Person
from accord.people.models.person import Role
from accord.people.rights import access_of
from accord.tickets import assigning, leaving
from accord.tickets.models import Ticket
from tests.world import World, agent


def kinds() -> list[str]:
    return list(Event.objects.filter(ticket_id=None).order_by("id").values_list("kind", flat=True))


def test_an_owner_makes_an_administrator(world: World) -> None:
    employing.change_role(world.ieva, Role.ADMIN, by=world.omar)
    world.ieva.refresh_from_db()
    assert world.ieva.role == Role.ADMIN
    event = Event.objects.get(kind="person.role_changed")
    assert event.data == {"role": "admin", "before": "agent"}
    assert (event.subject_kind, event.subject_id, event.actor_id) == ("person", world.ieva.pk, world.omar.pk)


def test_an_administrator_makes_no_owner_and_changes_none(world: World) -> None:
    admin = agent("Ada", role="admin")
    with pytest.raises(NotAllowed):
        employing.change_role(world.ieva, Role.OWNER, by=admin)
    with pytest.raises(NotAllowed):
        employing.change_role(world.omar, Role.AGENT, by=admin)
    with pytest.raises(NotAllowed):
        employing.deactivate(world.omar, by=admin)
    with pytest.raises(NotAllowed):
        inviting.invite("new@example.com", "New", by=admin, role=Role.OWNER)
    assert kinds() == []


def test_an_agent_changes_nobody(world: World) -> None:
    for verb in (
        lambda: employing.change_role(world.ieva, Role.ADMIN, by=world.tiina),
        lambda: employing.change_levels(world.ieva, {world.billing.pk: "solver"}, by=world.tiina),
        lambda: employing.deactivate(world.ieva, by=world.tiina),
        lambda: inviting.invite("new@example.com", "New", by=world.tiina),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_the_last_owner_stays(world: World) -> None:
    with pytest.raises(NotPossible):
        employing.change_role(world.omar, Role.AGENT, by=world.omar)
    employing.change_role(world.ieva, Role.OWNER, by=world.omar)
    employing.change_role(world.omar, Role.AGENT, by=world.omar)
    with pytest.raises(NotPossible):
        employing.change_role(world.ieva, Role.ADMIN, by=world.ieva)


def test_levels_are_set_changed_and_taken(world: World) -> None:
    employing.change_levels(
        world.ieva, {world.support.pk: "manager", world.billing.pk: "reader"}, by=world.omar
    )
    access = access_of(world.ieva)
    assert access.may("purge", world.support.pk) and not access.may("reply", world.billing.pk)
    employing.change_levels(world.ieva, {world.support.pk: "manager", world.billing.pk: ""}, by=world.omar)
    assert list(Membership.objects.filter(person=world.ieva).values_list("level", flat=True)) == ["manager"]
    assert kinds() == ["person.level_changed"] * 3


@pytest.mark.parametrize("levels", [{1_000_000: "solver"}, {0: "king"}])
def test_unknown_levels_and_departments_are_refused(world: World, levels: dict[int, str]) -> None:
    wanted = {department or world.support.pk: level for department, level in levels.items()}
    with pytest.raises(Invalid):
        employing.change_levels(world.ieva, wanted, by=world.omar)


def test_invited_agents_get_a_link_and_no_password(world: World) -> None:
    person, token = inviting.invite(
        "NEW@Example.com", "Nele", by=world.omar, levels={world.support.pk: "solver"}
    )
    assert (person.email, person.role, person.has_usable_password()) == ("new@example.com", "agent", False)
    assert one_time_links.find(token).person == person
    assert access_of(person).may("reply", world.support.pk)
    assert kinds() == ["person.invited", "person.link_made"]


def test_a_contact_who_is_invited_keeps_his_history(world: World) -> None:
    ticket = world.ticket()
    person, _token = inviting.invite("hannah@example.com", "", by=world.omar)
    assert person.pk == world.hannah.pk and person.is_agent and person.name == "Hannah Whitfield"
    ticket.refresh_from_db()
    assert ticket.requester_id == person.pk


def test_nobody_is_invited_twice(world: World) -> None:
    with pytest.raises(Exception) as refused:
        inviting.invite("ieva@example.com", "Ieva", by=world.omar)
    assert getattr(refused.value, "key", "") == "conflict"


def test_who_leaves_hands_his_tickets_back(world: World) -> None:
    held = [world.ticket() for _ in range(3)]
    for ticket in held:
        assigning.assign(ticket, world.ieva, by=world.ieva)
    leaving.leave(world.ieva, by=world.omar)
    world.ieva.refresh_from_db()
    assert not world.ieva.is_active and Person.objects.filter(pk=world.ieva.pk).exists()
    assert not Ticket.objects.filter(assignee=world.ieva).exists()
    given_back = Event.objects.filter(kind="ticket.assigned", actor_id=world.omar.pk)
    assert [event.data["because"] for event in given_back] == ["agent_left"] * 3


def test_what_somebody_gave_him_while_he_left_is_handed_back_a_minute_later(world: World) -> None:
    """Who took him for an agent still when he left commits after what he had was handed back."""
    leaving.leave(world.ieva, by=world.omar)
    late = world.ticket()
    Ticket.objects.filter(pk=late.pk).update(assignee=world.ieva)
    begun = clock.now()
    with clock.running(lambda: begun + leaving.ONCE_MORE):
        assert timers.sweep() == 1
    late.refresh_from_db()
    assert late.assignee_id is None
    assert not Timer.objects.filter(kind=leaving.TIMER).exists()


def test_a_timer_hands_back_what_one_batch_does_not_hold(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "BATCH", 2)
    for _ in range(5):
        assigning.assign(world.ticket(), world.ieva, by=world.ieva)
    leaving.leave(world.ieva, by=world.omar)
    assert Ticket.objects.filter(assignee=world.ieva).count() == 3
    while timers.sweep():
        pass
    assert not Ticket.objects.filter(assignee=world.ieva).exists()


def test_links_and_sessions_of_somebody_who_left_are_dead(world: World) -> None:
    token = one_time_links.make(world.ieva, one_time_links.PASSWORD_RESET, by=world.omar)
    employing.deactivate(world.ieva, by=world.omar)
    with pytest.raises(one_time_links.LinkGone):
        one_time_links.find(token)
    employing.reactivate(world.ieva, by=world.omar)
    with pytest.raises(one_time_links.LinkGone):
        one_time_links.find(token)
    assert kinds()[-2:] == ["person.deactivated", "person.reactivated"]


def test_nobody_ends_his_own_access(world: World) -> None:
    with pytest.raises(NotPossible):
        employing.deactivate(world.omar, by=world.omar)
