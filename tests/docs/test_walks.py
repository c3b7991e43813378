"""The walks of docs/DEVELOPING.md, followed literally: the code that stands there is put in place and used."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.automation.actions import registry
from accord.automation.actions.steps import Steps
from accord.automation.rules import memory
from accord.conditions.registry import conditions
from accord.tickets.models import Ticket
from tests.automation.rules.making import rule, step, term, work
from tests.world import World

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "DEVELOPING.md"


def code_under(heading: str) -> str:
    """The first block of Python under a heading."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", GUIDE.read_text("utf-8"), re.S | re.M)
    assert section is not None
    block = re.search(r"```python\n(.*?)```", section[1], re.S)
    assert block is not None
    return block[1]


@pytest.fixture
def walked(tmp_path: Path) -> Iterator[None]:
    """A condition and an action as the guide says, in modules of their own; gone afterwards."""
    registry.load()
    known = set(conditions._entries), set(registry._registry._entries)
    try:
        for name, heading in (("walked_condition", "A condition"), ("walked_action", "An action")):
            (tmp_path / f"{name}.py").write_text(code_under(heading))
        sys.path.insert(0, str(tmp_path))
        for name in ("walked_condition", "walked_action"):
            __import__(name)
        registry._made.clear()
        yield
    finally:
        sys.path.remove(str(tmp_path))
        for each, before in zip((conditions._entries, registry._registry._entries), known, strict=True):
            for key in set(each) - before:
                del each[key]
        registry._made.clear()
        for name in ("walked_condition", "walked_action"):
            sys.modules.pop(name, None)
        memory.forget()


def test_a_condition_and_an_action_of_the_guide_make_a_rule(world: World, walked: None) -> None:
    rule(world.omar, step("calm_subject"), on="ticket_opened", groups=[term("subject_shouts", "yes")])
    loud, calm = world.ticket("MY GRINDER STOPS"), world.ticket("My Grinder stops")
    work()
    subjects = list(Ticket.objects.filter(pk__in=(loud.pk, calm.pk)).order_by("id").values_list("subject", flat=True))
    assert subjects == ["My grinder stops", "My Grinder stops"]


def test_both_read_as_sentences(world: World, walked: None) -> None:
    from accord.conditions.groups import Groups

    assert Groups.parse([[term("subject_shouts", "no")]]).sentence() == "Subject in capital letters: no"
    assert Steps.parse([step("calm_subject")]).sentence() == "Write the subject in small letters"
