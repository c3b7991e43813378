"""Test databases: their journal and lock files go with them."""

from pathlib import Path

from django.db.backends.sqlite3 import creation

from accord.core.sqlite.queue import queue_of


class DatabaseCreation(creation.DatabaseCreation):
    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name: str = super()._create_test_db(verbosity, autoclobber, keepdb)  # type: ignore[misc]
        if not keepdb:
            self._remove(name, "-wal", "-shm")
        return name

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        super()._destroy_test_db(test_database_name, verbosity)  # type: ignore[misc]
        self._remove(test_database_name, "-wal", "-shm", ".lock", ".next")

    def _remove(self, name: str, *endings: str) -> None:
        if not self.is_in_memory_db(name):
            queue_of(name).forget()
            for ending in endings:
                Path(f"{name}{ending}").unlink(missing_ok=True)
