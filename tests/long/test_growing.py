"""A desk that began on SQLite goes on on PostgreSQL: its backup is restored there, with all that it held."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.long.parts import accord
from tests.long.test_parts_alone import database
from tests.running import desk

pytestmark = [pytest.mark.long, pytest.mark.service]
__all__ = ["database"]
OF_THE_RESTORE = "option"  # nothing leaves until somebody says go


def test_all_that_a_desk_holds_comes_along(tmp_path: Path, database: str) -> None:
    with desk(tmp_path / "small") as small, desk(tmp_path / "grown") as grown:
        small.inside("tests.long.test_growing:make_sample", folder=str(small.data))
        held = small.inside("tests.long.test_growing:everything")
        backup = accord(small, "backup", str(tmp_path / "backups"), "--with-key").stdout.strip()
        grown.environment["ACCORD_DATABASE_URL"] = database
        done = accord(grown, "restore", backup)
        assert done.returncode == 0, done.stderr
        assert grown.check() == []
        brought = grown.inside("tests.long.test_growing:everything")
        assert brought.keys() == held.keys() and len(held["message"]) > len(held["ticket"]) > 20
        assert set(held.pop(OF_THE_RESTORE)) < set(brought.pop(OF_THE_RESTORE))
        assert [table for table in held if held[table] != brought[table]] == []
        assert grown.inside("tests.long.test_growing:write_on") > len(held["message"])
        assert grown.check() == []


def test_the_other_way_round_it_says_where_to(tmp_path: Path, database: str) -> None:
    with desk(tmp_path / "grown") as grown, desk(tmp_path / "small") as small:
        grown.environment["ACCORD_DATABASE_URL"] = database
        grown.open()
        backup = accord(grown, "backup", str(tmp_path / "backups"), "--with-key").stdout.strip()
        refused = accord(small, "restore", backup)
        assert refused.returncode == 1 and "ACCORD_DATABASE_URL" in refused.stderr


def make_sample(folder: str) -> None:
    """The sample desk, which has something of nearly everything."""
    from accord.project import schema
    from accord.project.sample import making

    schema.require(create=True)
    making.make(Path(folder), lambda _done, _of: None)


def everything() -> dict[str, list[str]]:
    """The rows of every table, as programs read them."""
    from django.apps import apps

    found = {}
    for model in apps.get_models(include_auto_created=True):
        names = [each.attname for each in model._meta.concrete_fields]
        rows = model._default_manager.order_by("pk").values_list(*names)
        found[model._meta.db_table] = [json.dumps(row, sort_keys=True, default=_text) for row in rows]
    return found


def _text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes | memoryview) else str(value)


def write_on() -> int:
    """A new message, whose number follows the old ones; gives it."""
    from accord.people.models import Person
    from accord.tickets import noting
    from accord.tickets.models import Ticket
    from accord.tickets.writing import Words

    ticket = Ticket.objects.filter(state="open").latest("id")
    return noting.note(ticket, Words(text="It goes on."), by=Person.objects.get(role="owner")).pk
