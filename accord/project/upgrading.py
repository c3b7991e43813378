"""What an upgrade of the database consists of, what stands in its way, and the copy that is made before it."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accord.core import clock, durable
from accord.transfer import dumping, freshness

FRESH = timedelta(hours=24)
ROOM = 2.2  # times the database: the copy, and what migrations write anew
SERVE_LOCK = "serve.lock"


def steps() -> list[str]:
    """The migrations that this version has and the database lacks, in order, as "room.name"."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def obstacles(data: Path) -> Iterator[str]:
    """Sentences about what should be seen to before an upgrade: a desk that runs, too little room, no backup."""
    if _served(data):
        yield f"{data} is being served: stop it first."
    if connection.vendor == "sqlite":
        path = Path(str(settings.DATABASES["default"]["NAME"]))
        size = path.stat().st_size if path.exists() else 0
        free = shutil.disk_usage(path.parent).free
        if free < size * ROOM:
            yield f"The disk has {free >> 20} MB left; the upgrade needs {int(size * ROOM) >> 20} MB for a while."
    last = freshness.last()
    if last is None:
        yield "No backup was made yet: accord backup FOLDER."
    elif clock.now() - last.at > FRESH:
        again = f"accord backup {Path(last.place).parent}"
        yield f"The last backup is of {last.at:%Y-%m-%d %H:%M}: make a new one by {again}."


def _served(data: Path) -> bool:
    """Whether `accord serve` holds the folder; parts that run alone are not seen."""
    import fcntl

    try:
        with (data / SERVE_LOCK).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def copy(target: Path) -> Path | None:
    """Copy the database whole and durably to `target`; None where that is not ours to do (PostgreSQL, or no tables).

    Raises OSError or OperationalError when the disk is full; nothing half-written stays.
    """
    if connection.vendor != "sqlite" or not connection.introspection.table_names():
        return None
    part = target.with_suffix(".part")
    try:
        dumping.copy_sqlite(part)
        durable.sync_file(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def put_back(kept: Path) -> None:
    """Make the database what its copy is, through SQLite itself: whoever still has it open sees no torn file."""
    connection.close()
    source, target = sqlite3.connect(kept), sqlite3.connect(str(settings.DATABASES["default"]["NAME"]))
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
