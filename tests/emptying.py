"""PostgreSQL's tables emptied after a test that commits: those that hold something, and row by row.

TRUNCATE makes the files of every table anew, most of a second for all of ours; few tests put rows in more than twenty.
"""

from collections.abc import Sequence
from typing import Any

import pytest

SEARCH_INDEX = "search_fts"  # no model's table
EMPTY = """
DO $$
DECLARE
    name text;
    holds boolean;
BEGIN
    SET LOCAL session_replication_role = replica;  -- in any order, whatever refers to what
    FOREACH name IN ARRAY ARRAY[{names}] LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO holds;
        IF holds THEN
            EXECUTE format('DELETE FROM %I', name);
        END IF;
    END LOOP;
END $$
"""


def quick(patch: pytest.MonkeyPatch) -> None:
    """From now on the suite's tables are emptied so; the usual way stays for who asks for more or may less."""
    from django.db import connection

    usual = connection.ops.sql_flush

    def flush(style: Any, tables: Sequence[str], **more: Any) -> list[str]:
        if any(more.values()) or not _may():
            return [*usual(style, tables, **more), f"DELETE FROM {SEARCH_INDEX}"]
        return [EMPTY.format(names=", ".join(f"'{name}'" for name in [*tables, SEARCH_INDEX]))]

    if connection.vendor == "postgresql":
        patch.setattr(connection.ops, "sql_flush", flush)


def _may() -> bool:
    """Setting aside what watches over references is for superusers."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return bool(cursor.fetchone() == ("on",))
