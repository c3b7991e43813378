"""Rules for tests, in as few words as possible."""

from typing import Any

from accord.automation.models import Rule
from accord.automation.rules import editing
from accord.events import delivering
from accord.people.models import Person

DAY = 86400


def step(key: str, **values: Any) -> dict[str, Any]:
    return {"a": key, "v": values}


def tagging(*names: str) -> dict[str, Any]:
    return step("add_tags", tags=list(names))


def term(key: str, operator: str = "is", value: Any = None) -> dict[str, Any]:
    return {"c": key, "op": operator} if value is None else {"c": key, "op": operator, "v": value}


def rule(by: Person, *steps: dict[str, Any], on: str | list[str] = "message_added", **more: Any) -> Rule:
    """A rule that is switched on. `groups` is one group of terms, or several."""
    groups = more.pop("groups", [])
    if groups and isinstance(groups[0], dict):
        groups = [groups]
    made = editing.make(
        editing.Wording(
            name=more.pop("name", "Tag it"),
            triggers=[on] if isinstance(on, str) else on,
            steps=list(steps),
            groups=groups,
            timed="wait_s" in more,
            **more,
        ),
        by=by,
    )
    return editing.switch(made, True, by=by)


def work(rounds: int = 20) -> None:
    """Effects are carried out until none is left."""
    for _each in range(rounds):
        if not delivering.deliver():
            return
    raise AssertionError("the effects do not come to an end")
