"""Changes of tables, without Django's look at every row of every table after each of them."""

from collections.abc import Iterable
from types import TracebackType
from typing import Any

from django.db.backends.sqlite3.schema import DatabaseSchemaEditor


class SchemaEditor(DatabaseSchemaEditor):
    """After each migration Django asks SQLite to follow every foreign key there is: half a minute a migration at a
    million tickets. Only the tables that the migration has written are looked at; `accord check --deep` follows all.
    """

    def __enter__(self) -> "SchemaEditor":
        self._written: set[str] = set()
        super().__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection: Any = self.connection
        connection.only_tables = sorted(self._written)
        try:
            super().__exit__(kind, error, trace)
        finally:
            connection.only_tables = None

    def create_model(self, model: Any) -> None:
        """A new table is empty, but its name may be that of one written anew."""
        self._written.add(model._meta.db_table)
        super().create_model(model)


def those_that_exist(wanted: Iterable[str], existing: Iterable[str]) -> list[str]:
    """The wanted tables that are there: a table written anew had another name meanwhile."""
    there = set(existing)
    return [name.removeprefix("new__") for name in wanted if name.removeprefix("new__") in there]
