"""A code that leads nowhere: the tickets that may have been meant, and only those that the agent may see."""

import pytest
from django.test import Client

from accord.core import ids
from tests.world import World


def swapped(code: str) -> str:
    """The code with two different neighbours the other way round."""
    for place in range(len(code) - 1):
        if code[place] != code[place + 1] and "-" not in code[place : place + 2]:
            return code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    raise AssertionError(code)


@pytest.mark.parametrize(("name", "offered"), [("ieva", True), ("tiina", True), ("outsider", False)])
def test_one_slip_is_recognised(world: World, client: Client, name: str, offered: bool) -> None:
    from tests.world import agent

    ticket = world.ticket("Lid is cracked")
    person = agent("Outsider", solver=world.billing) if name == "outsider" else getattr(world, name)
    client.force_login(person)
    wrong = swapped(ticket.code)
    assert ids.read_code(wrong) is None
    answer = client.get(f"/tickets/{wrong}/")
    assert answer.status_code == 404
    assert (ticket.code in answer.content.decode()) is offered
