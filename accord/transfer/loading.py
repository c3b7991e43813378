"""The database of a backup, back in an empty one."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from accord.core import durable
from accord.transfer import carrying, copying, dumping
from accord.transfer.manifest import Manifest
from accord.transfer.restoring import CannotRestore, Progress

Fill = Callable[[Any, dict[str, list[str]]], None]


def load(backup: Path, told: Manifest, *, again: bool = False, progress: Progress = lambda _what, _part: None) -> None:
    """Bring the database back as it was, in the schema that it had. `again`: an unfinished restore goes on.

    A backup of SQLite goes into PostgreSQL too, not the other way round. Raises CannotRestore then, and when the
    database is not empty or of a newer version of Accord.
    """
    if told.database != "sqlite" and connection.vendor == "sqlite":
        raise CannotRestore("The backup is of PostgreSQL: name an empty database there in ACCORD_DATABASE_URL.")
    known = _known()
    rooms = {app for app, _name in known}
    if any(app in rooms for app, name in told.migrations if (app, name) not in known):
        raise CannotRestore(f"The backup is of a newer version of Accord ({told.accord}). Install that version.")
    if connection.vendor == "sqlite":
        _load_sqlite(backup)
    elif told.database == "sqlite":
        file = backup / dumping.SQLITE_NAME
        _load_postgres(told, again, lambda cursor, tables: carrying.fill(cursor, tables, file, progress))
    else:
        _load_postgres(told, again, lambda cursor, tables: _copy_all_in(cursor, tables, backup / dumping.TABLES))


def _known() -> set[tuple[str, str]]:
    """The migrations of this version. The database is not asked: a restore that was killed may have left half of it."""
    return set(MigrationLoader(None).graph.nodes)


def _load_sqlite(backup: Path) -> None:
    target = Path(str(settings.DATABASES["default"]["NAME"]))
    connection.close()
    for leftover in ("", "-wal", "-shm"):
        Path(f"{target}{leftover}").unlink(missing_ok=True)
    copying.copied(backup / dumping.SQLITE_NAME, target)
    os.chmod(target, 0o600)
    durable.sync_folder(target.parent)


def _load_postgres(told: Manifest, again: bool, fill: Fill) -> None:
    if connection.introspection.table_names() and not again:
        raise CannotRestore("The database is not empty. Restore into a new one.")
    executor = MigrationExecutor(connection)
    executor.migrate(_last_of(told, executor))
    with transaction.atomic(), connection.cursor() as cursor:
        every = dumping.tables(cursor)
        names = ", ".join(f'"{table}"' for table in every)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        fill(cursor, every)
        _set_sequences(cursor)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _last_of(told: Manifest, executor: MigrationExecutor) -> list[tuple[str, str]]:
    """Those migrations of the backup on which none of its others is built; the rest follows from them."""
    had = set(told.migrations)
    nodes = executor.loader.graph.node_map
    return [key for key in told.migrations if key in nodes and not any(c.key in had for c in nodes[key].children)]


def _copy_all_in(cursor: Any, tables: dict[str, list[str]], folder: Path) -> None:
    for path in sorted(folder.glob("*.copy")):
        if path.stem not in tables:
            raise CannotRestore(f"The backup holds a table {path.stem} that this version does not know.")
        _copy_in(cursor, path)


def _copy_in(cursor: Any, path: Path) -> None:
    with path.open("rb") as file:
        columns = file.readline().decode().strip()
        with cursor.copy(f'COPY "{path.stem}" ({columns}) FROM STDIN') as rows:
            while chunk := file.read(copying.CHUNK):
                rows.write(chunk)


def _set_sequences(cursor: Any) -> None:
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND (is_identity = 'YES' OR column_default LIKE 'nextval%')"
    )
    for table, column in cursor.fetchall():
        last = f'max("{column}")'
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), greatest({last}, 1), {last} IS NOT NULL)"
            f' FROM "{table}"',
            [f'"{table}"', column],
        )
