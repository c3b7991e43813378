"""An upgrade says what it does, keeps the database as it was, and leaves one of this version."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests import blank
from tests.surroundings import surroundings

pytestmark = pytest.mark.long


def accord(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "accord.project.cli", *arguments, "--data", str(folder)],
        capture_output=True,
        text=True,
        env=surroundings(ACCORD_DATA=str(folder)),
    )


def made_older(database: Path) -> str:
    """As if this version's last step on events had not been there yet; gives its name."""
    with sqlite3.connect(database) as sql:
        names = [
            row[0]
            for row in sql.execute("SELECT name FROM django_migrations WHERE app = 'events' ORDER BY id")
        ]
        sql.execute("DELETE FROM django_migrations WHERE app = 'events' AND name = ?", (names[-1],))
        found = sql.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'event'"
        ).fetchall()
        for (index,) in found:
            if index and index not in ("event_of_ticket",) and not index.startswith("sqlite_"):
                sql.execute(f'DROP INDEX "{index}"')
    sql.close()
    return str(names[-1])


def test_an_older_database_is_kept_and_brought_to_this_version(tmp_path: Path) -> None:
    blank.put(tmp_path)
    assert accord(tmp_path, "init", "--owner", "owner@example.com").returncode == 0
    name = made_older(tmp_path / "accord.sqlite3")
    looked = accord(tmp_path, "upgrade", "--check")
    assert looked.returncode == 2 and f"events.{name}" in looked.stdout and "No backup" in looked.stderr
    assert accord(tmp_path, "backup", str(tmp_path / "backups")).returncode == 0, (
        "an older database can be backed up"
    )
    assert accord(tmp_path, "upgrade", "--check").returncode == 1
    assert not list(tmp_path.glob("before-upgrade-*"))
    done = accord(tmp_path, "upgrade")
    assert done.returncode == 0, done.stderr
    (kept,) = tmp_path.glob("before-upgrade-*.sqlite3")
    with sqlite3.connect(kept) as old:
        assert old.execute("SELECT count(*) FROM person WHERE email = 'owner@example.com'").fetchone() == (1,)
    assert "of this version." in accord(tmp_path, "upgrade", "--check").stdout


def what_is_in(database: Path) -> list[object]:
    """Its schema, the steps that were made, and a row that people would miss."""
    sql = sqlite3.connect(database)
    asked = (
        "SELECT sql FROM sqlite_master ORDER BY name",
        "SELECT app, name FROM django_migrations ORDER BY id",
    )
    try:
        return [sql.execute(each).fetchall() for each in (*asked, "SELECT id, email FROM person ORDER BY id")]
    finally:
        sql.close()


def test_a_failing_step_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    blank.put(tmp_path)
    assert accord(tmp_path, "init", "--owner", "owner@example.com").returncode == 0
    database = tmp_path / "accord.sqlite3"
    made_older(database)
    with sqlite3.connect(database) as sql:  # the step makes an index of a name that is taken
        sql.execute("CREATE TABLE event_of_subject (a)")
    before = what_is_in(database)
    sql.close()
    failed = accord(tmp_path, "upgrade")
    assert failed.returncode == 1 and "is what it was" in failed.stderr, failed.stderr
    assert what_is_in(database) == before
    assert len(list(tmp_path.glob("before-upgrade-*.sqlite3"))) == 1
