"""The judge finds what is wrong with a day: each fault is made here, and each is named."""

import pytest

from accord.events.models import Delivery
from accord.people.system import system
from accord.project.simulating import judging
from accord.project.simulating.agents import Shift
from accord.queue import handing_out
from accord.tickets import assigning, replying
from accord.tickets.writing import Words
from tests.world import World, agent

pytestmark = pytest.mark.django_db


def test_a_ticket_that_was_given_to_two_is_found_and_one_that_came_back_between_is_none(world: World) -> None:
    jaan, robot = agent("Jaan", solver=world.support), system()
    back, doubled = world.ticket(), world.ticket("Lid")
    for ticket in (back, doubled):
        assigning.assign(ticket, world.ieva, by=robot, because=handing_out.BECAUSE)
    assigning.assign(back, None, by=world.ieva)
    assigning.assign(back, jaan, by=robot, because=handing_out.BECAUSE)
    assert list(judging._handed_out_twice()) == []
    assigning.assign(doubled, jaan, by=robot, because=handing_out.BECAUSE)
    (fault,) = judging._handed_out_twice()
    assert fault.startswith(f"ticket {doubled.pk} was given to {jaan.pk} while {world.ieva.pk} had it")


def test_an_answer_that_was_lost_doubled_or_never_sent_is_found(world: World) -> None:
    ticket = world.ticket()
    for mark in ("mark-1", "mark-1", "mark-2", "mark-3"):
        replying.reply(ticket, Words(text=f"Clean it. {mark}"), by=world.ieva)
    shift = Shift(stored=["mark-1", "mark-2", "mark-4"], tried={"mark-1", "mark-2", "mark-4"})
    found = "\n".join(judging._answers(shift))
    assert "mark-1 was confirmed and is stored 2 times" in found
    assert "mark-4 was confirmed and is stored 0 times" in found
    assert "mark-3 is stored 1 times" in found and "mark-2" not in found


def test_what_is_left_undone_is_found(world: World) -> None:
    world.ticket()
    Delivery.objects.all().delete()
    assert list(judging._left_undone()) == []
    replying.reply(world.ticket(), Words(text="Clean it."), by=world.ieva)
    assert any("is not carried out" in fault for fault in judging._left_undone())
