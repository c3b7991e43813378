"""To Solve for programs."""

from typing import Any

import pytest
from django.db import connection

from accord.core.models import RepeatedAnswer
from accord.people.models import Person
from accord.queue import to_solve
from tests.web.api.caller import Caller
from tests.world import World

pytestmark = pytest.mark.django_db


def test_taking_and_looking(world: World, ieva: Caller) -> None:
    assert ieva.post("/to-solve", {}).body == {"ticket": None, "because": None}
    ticket = world.ticket()
    looked = ieva.get("/to-solve")
    assert looked.body["ticket"]["code"] == ticket.code and looked.body["ticket"]["assignee"] is None
    taken = ieva.post("/to-solve", {})
    assert taken.status == 200 and taken.body["ticket"]["assignee"]["id"] == world.ieva.pk
    assert taken.body["because"]["key"] == "waited"
    assert taken.body["because"]["sentence"].startswith("First because the customer has waited for")


def test_with_a_key_it_waits_for_the_rules_before_it_begins_to_write(
    world: World, ieva: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits with the key in his hands keeps everybody else from writing, the rules too."""
    seen: list[tuple[str, int, int]] = []
    pull = to_solve.pull

    def note(what: str) -> None:
        seen.append((what, RepeatedAnswer.objects.count(), len(connection.savepoint_ids)))

    def pulled(agent: Person, **more: Any) -> to_solve.Head | None:
        note("pull")
        return pull(agent, **more)

    monkeypatch.setattr(to_solve, "settle", lambda agent: note("settle"))
    monkeypatch.setattr(to_solve, "pull", pulled)
    assert ieva.post("/to-solve", {}, Idempotency_Key="next").status == 200
    (first, before, outside), (second, begun, inside) = seen
    assert (first, before, second, begun) == ("settle", 0, "pull", 1) and inside > outside
