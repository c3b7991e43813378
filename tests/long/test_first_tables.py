"""The tables of an empty database, made quickly, are those that the migrations make, and so is what lies in them."""

import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.insider import ROOT
from tests.services import require
from tests.surroundings import surroundings

pytestmark = [pytest.mark.long, pytest.mark.service]

USUAL = "from django.core.management import call_command; call_command('migrate', verbosity=0, interactive=False)"
QUICK = "from accord.project import first_tables; first_tables.make()"

_COLUMNS = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, identity_generation,"
    " character_maximum_length FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
)
_INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
_CONSTRAINTS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
)


def _make(how: str, **variables: str) -> None:
    program = f"import django; django.setup(); {how}"
    environment = surroundings(DJANGO_SETTINGS_MODULE="accord.project.settings", **variables)
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, timeout=300)


def _on_sqlite(folder: Path, how: str) -> dict[str, Any]:
    folder.mkdir()
    _make(how, ACCORD_DATA=str(folder))
    sql = sqlite3.connect(folder / "accord.sqlite3")
    schema = sql.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
    found: dict[str, Any] = {"schema": schema}
    tables = [name for kind, name, _sql in schema if kind == "table" and not name.startswith("search_fts")]
    for table in tables:
        columns = "app, name" if table == "django_migrations" else "*"
        found[table] = sorted(sql.execute(f'SELECT {columns} FROM "{table}"').fetchall(), key=repr)
    sql.close()
    return found


def test_on_sqlite(tmp_path: Path) -> None:
    usual, quick = _on_sqlite(tmp_path / "usual", USUAL), _on_sqlite(tmp_path / "quick", QUICK)
    assert len(usual["django_migrations"]) > 50
    assert quick == usual


@pytest.fixture
def databases() -> Iterator[list[str]]:
    """The addresses of two empty databases."""
    server = require("postgres").rpartition("/")[0]
    names = [f"accord_first_{secrets.token_hex(4)}" for _ in range(2)]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as sql:
        for name in names:
            sql.execute(f"CREATE DATABASE {name}".encode())
        yield [f"{server}/{name}" for name in names]
        for name in names:
            sql.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_on_postgresql(tmp_path: Path, databases: list[str]) -> None:
    found = []
    for how, address in zip((USUAL, QUICK), databases, strict=True):
        _make(how, ACCORD_DATA=str(tmp_path), ACCORD_DATABASE_URL=address)
        with psycopg.connect(address) as sql:
            found.append([sql.execute(each.encode()).fetchall() for each in (_COLUMNS, _INDEXES, _CONSTRAINTS)])
    usual, quick = found
    assert all(len(each) > 50 for each in usual)
    assert quick == usual
