"""Whether the database fits this version of Accord. Needs Django to be set up."""

import enum
import os

RESTORING = ".restoring"  # as `transfer.restoring.MARK`, which a test compares


class Schema(enum.Enum):
    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"


class WrongSchema(Exception):
    """The database belongs to another version; the sentence says what to do."""


def state() -> Schema:
    """Compare the migrations that were applied with those that this version has."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    known = set(loader.graph.nodes)
    if not applied:
        return Schema.EMPTY
    ours = {app for app, _ in known}
    if any(key not in known and key[0] in ours for key in applied):
        return Schema.NEWER
    return Schema.CURRENT if known <= applied else Schema.OLDER


def require(*, create: bool) -> bool:
    """Go on only with a database of our own version; make the tables of an empty one if `create`.

    True when they were made. Raises WrongSchema, also while a restore is not finished.
    """
    from django.conf import settings

    if (settings.DATA / RESTORING).exists():
        raise WrongSchema("A restore into this folder was not finished. Run the same accord restore again.")
    found = state()
    if found is Schema.CURRENT:
        return False
    if found is Schema.EMPTY and create:
        make()
        return True
    raise WrongSchema(
        {
            Schema.EMPTY: "This workspace has no database yet. Run: accord serve (or accord init)",
            Schema.OLDER: "The database is of an older version. Run: accord upgrade",
            Schema.NEWER: "The database is of a newer version of Accord than this one. Install that version.",
        }[found]
    )


def make() -> None:
    """Create all tables of an empty database."""
    from django.conf import settings

    from accord.project import first_tables

    os.makedirs(settings.DATA, exist_ok=True)
    first_tables.make()
