"""To Solve pressed by agents of several processes at once, on both databases, against the sorted reference.

Each desk is drawn from a seed that is printed; set ACCORD_TEST_SEED to repeat it.
"""

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.long.test_parts_alone import database
from tests.running import Desk, desk

pytestmark = [pytest.mark.long, pytest.mark.service]
AGENTS, DESKS = 5, 12
HOUR = 3600.0
__all__ = ["database"]

Row = dict[str, Any]


@pytest.fixture(params=["sqlite", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "data") as made:
        if request.param == "postgres":
            made.environment["ACCORD_DATABASE_URL"] = request.getfixturevalue("database")
        made.open()
        yield made


def in_order(left: list[Row], agent: Row) -> list[int]:
    """What an agent should be given of what is left, in order: every ticket is looked at."""
    found = sorted(
        (each for each in left if each["department"] in agent["departments"]),
        key=lambda each: (each["rank"], each["since"], each["id"]),
    )
    if not found:
        return []
    due = found[0]["rank"]
    near = [
        each
        for each in found
        if each["last"] == agent["id"] and each["rank"] <= due + HOUR and each["since"] <= due
    ]
    return [each["id"] for each in [*near, *(each for each in found if each not in near)]]


def test_each_gets_the_first_of_what_is_left_and_nobody_what_another_has(opened: Desk) -> None:
    seed = int(os.environ.get("ACCORD_TEST_SEED") or random.SystemRandom().randrange(1 << 20))
    print(f"ACCORD_TEST_SEED={seed}")
    agents = opened.inside("tests.queue.inside:agents", count=AGENTS)
    insiders = [opened.insider() for _agent in agents]
    at_once = 1 if "ACCORD_DATABASE_URL" not in opened.environment else AGENTS
    with ThreadPoolExecutor(AGENTS) as pool:
        for number in range(DESKS):
            left = opened.inside("tests.queue.inside:draw", seed=seed + number, agents=agents)
            after = opened.inside("tests.queue.inside:newest_event")
            at = time.monotonic() + 0.2
            pressed = [
                pool.submit(inside.do, "tests.queue.inside:press", email=agent["email"], at=at)
                for inside, agent in zip(insiders, agents, strict=True)
            ]
            given = {agent["id"]: each.result(60) for agent, each in zip(agents, pressed, strict=True)}
            claims = opened.inside("tests.queue.inside:claims", after=after)
            _as_the_reference(left, agents, claims, at_once)
            assert sorted(ticket for _agent, ticket in claims) == sorted(sum(given.values(), []))
            for agent in agents:
                assert [ticket for who, ticket in claims if who == agent["id"]] == given[agent["id"]]


def _as_the_reference(left: list[Row], agents: list[Row], claims: list[list[int]], at_once: int) -> None:
    """Each claim in turn: the first of what is left, or where others claim in the same moment one of the first ones."""
    known = {agent["id"]: agent for agent in agents}
    for who, ticket in claims:
        assert ticket in in_order(left, known[who])[:at_once], (who, ticket)
        left = [each for each in left if each["id"] != ticket]
    for agent in agents:
        assert in_order(left, agent) == [], "something waits that nobody was given"
