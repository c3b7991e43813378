"""The end of a migration on SQLite: Django would follow every foreign key of every table there is."""

import pytest
from django.db import connection, connections, models
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext, isolate_apps

from accord.core.models import StoredFile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="speaks of SQLite's migrations"),
]


@isolate_apps("accord.core")
def _leaf() -> type[models.Model]:
    class Leaf(models.Model):
        owner = models.ForeignKey(StoredFile, null=True, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "core"
            db_table = "test_leaf"

    return Leaf


def test_a_migration_looks_at_the_tables_that_it_made() -> None:
    leaf = _leaf()
    try:
        with CaptureQueriesContext(connection) as asked, connection.schema_editor(atomic=True) as editor:
            editor.create_model(leaf)
        checks = [each["sql"] for each in asked.captured_queries if "foreign_key_check" in each["sql"]]
        assert len(checks) == 1 and "test_leaf" in checks[0]
    finally:
        with connection.schema_editor(atomic=True) as editor:
            editor.delete_model(leaf)


def test_a_wrong_row_in_them_is_still_found() -> None:
    leaf, inner = _leaf(), connections["default"]
    with connection.schema_editor(atomic=True) as editor:
        editor.create_model(leaf)
        editor.execute("INSERT INTO test_leaf (owner_id) VALUES (987654321)")
        inner.only_tables = ["test_leaf", "new__test_leaf", "gone"]  # type: ignore[attr-defined]
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        editor.execute("DELETE FROM test_leaf")
        editor.delete_model(leaf)
