"""PostgreSQL only: contacts are found by the first letters of their names; its usual indexes follow a language's order."""

from typing import Any, ClassVar

from django.db import migrations


def add(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE INDEX person_name_begins ON person (kind, name varchar_pattern_ops)")


def remove(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX person_name_begins")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0006_notifying")]
    operations: ClassVar = [migrations.RunPython(add, remove, elidable=False)]
