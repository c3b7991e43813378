"""Fixtures that every test may use."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import own_data, waiting

if TYPE_CHECKING:
    from tests.world import World

# No test asserts how long something takes; hypothesis would, after 200 ms.
settings.register_profile("accord", settings(), deadline=None)
settings.load_profile("accord")


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """On SQLite the suite's database is a copy of a blank one: nothing is left for `migrate` to do."""
    from django.db import connection

    from tests import blank

    if connection.vendor != "sqlite":
        return bool(request.config.getvalue("reuse_db"))
    blank.put_as(Path(connection.creation._get_test_db_name()))
    return True


@pytest.fixture(scope="session")
def _quick_tables() -> Iterator[ExitStack]:
    from accord.project import first_tables

    with ExitStack() as stack:
        stack.enter_context(first_tables.changed_models_alone())
        yield stack


@pytest.fixture(scope="session")
def django_db_setup(_quick_tables: ExitStack, django_db_setup: None) -> Iterator[None]:
    """The suite's tables are made as those of a new desk, and no migration of a test is."""
    from tests import emptying

    _quick_tables.close()
    with pytest.MonkeyPatch.context() as patch:
        emptying.quick(patch)
        yield


@pytest.fixture
def world(db: None) -> "World":
    from tests.world import make_world

    return make_world()


@pytest.fixture(autouse=True, scope="session")
def _no_waiting() -> Iterator[None]:
    with waiting.forbidden():
        yield


@pytest.fixture(autouse=True)
def _fresh_memories() -> Iterator[None]:
    """What the process remembers about an emptied database is wrong: forget it."""
    yield
    from accord.automation.beside import kept
    from accord.automation.beside import naming as button_names
    from accord.automation.macros import naming
    from accord.automation.rules import memory
    from accord.core import options
    from accord.messaging.notices import choosing
    from accord.people import system
    from accord.queue import counting as to_solve_counting
    from accord.queue import rules
    from accord.tickets import counting
    from accord.views import breaking
    from accord.web.live.hub import hub

    kept.forget()
    button_names.forget()
    memory.forget()
    naming.forget()
    options.forget()
    system.forget()
    counting.forget()
    choosing.forget()
    rules.forget()
    to_solve_counting.forget()
    breaking.forget()
    hub.forget()


@pytest.fixture
def data_dir() -> Path:
    return Path(own_data.FOLDER)
