"""Contacts are found by their phone numbers, without what only divides the digits (`people/phones.py`)."""

from typing import Any, ClassVar

from django.db import migrations

_PLAIN = (
    "replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', '')"
)


def add(_apps: Any, editor: Any) -> None:
    # PostgreSQL's usual indexes follow a language's order, which knows no beginnings.
    order = " text_pattern_ops" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"CREATE INDEX person_phone ON person (kind, ({_PLAIN}){order}) WHERE phone <> ''")


def remove(_apps: Any, editor: Any) -> None:
    editor.execute("DROP INDEX person_phone")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0007_names_by_their_beginning")]
    operations: ClassVar = [migrations.RunPython(add, remove, elidable=False)]
