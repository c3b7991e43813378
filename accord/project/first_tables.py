"""Making the tables of an empty database in a few seconds.

A migration's step is carried out with models as they were at that point. Django makes them anew after each step: the
one that changed, and all that are related to it by whatever way, which here is nearly every model there is, some eight
thousand in all (12 s of a slow core). For the statements that make a table only the changed one is needed. What the
others know of it is made good before code of a migration runs (`is_delayed`), as Django itself does for columns.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db.migrations.state import ProjectState


def make() -> None:
    """Carry out all migrations on an empty database."""
    with changed_models_alone():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def changed_models_alone() -> Iterator[None]:
    """Inside, a step of a migration makes only the model anew that it changes."""
    states: Any = ProjectState
    usual = states._find_reload_model
    states._find_reload_model = _alone
    try:
        yield
    finally:
        states._find_reload_model = usual


def _alone(state: Any, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    state.is_delayed = True
    return {(app_label, model_name)}
