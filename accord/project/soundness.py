"""All checks of the desk, loaded; and what only `accord doctor` looks at, because it takes longer than milliseconds."""

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy as _

from accord.channels.email import waiting_mail  # noqa: F401  (these register their checks)
from accord.core import files, health, machine, resealing, secrets  # noqa: F401
from accord.core.health import Problem
from accord.events import overdue  # noqa: F401
from accord.people import soundness  # noqa: F401
from accord.project.sealed import SEALED
from accord.transfer import freshness  # noqa: F401

_SHOWN = 3


def problems() -> list[Problem]:
    """What the quick checks find, and the long ones; the severe first."""
    found = [*health.problems(), *_index(), *_files(), *_secrets()]
    return sorted(found, key=lambda problem: not problem.severe)


def _index() -> Iterator[Problem]:
    """Whether the full-text index is whole (SQLite keeps it apart from its tables)."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%%USING fts5%%'")
        names = [row[0] for row in cursor.fetchall()]
        for name in names:
            try:
                cursor.execute(f"SELECT count(*) FROM {name}_data")
                cursor.execute(f"SELECT rowid FROM {name} WHERE {name} MATCH 'a' LIMIT 1")
                cursor.fetchall()
            except DatabaseError as error:
                yield Problem(
                    "index-broken",
                    _("The search is damaged: %(why)s") % {"why": error},
                    _("Restore the last backup, or ask for help with the message above; the tickets are whole."),
                    severe=True,
                )


def _files() -> Iterator[Problem]:
    wrong = list(files.problems(deep=False))
    if wrong:
        yield Problem(
            "files-missing",
            _("Stored files are missing or changed: %(some)s") % {"some": " ".join(wrong[:_SHOWN])},
            _("Bring the folder files/ back from a backup: accord restore into another folder, then copy it over."),
            severe=True,
        )


def _secrets() -> Iterator[Problem]:
    """Secrets that no key opens: passwords of mailboxes would be refused."""
    for column in SEALED:
        for row in column.model_class()._default_manager.all().iterator():
            for text in column.sealed(row):
                try:
                    secrets.decrypt(text)
                except secrets.Unreadable:
                    yield Problem(
                        f"secret-unreadable:{column.model}.{column.field}:{row.pk}",
                        _("A stored secret cannot be opened by this key: %(name)s.") % {"name": row},
                        _("Bring back the key file that belongs to this database, or write the secret anew."),
                        severe=True,
                    )
