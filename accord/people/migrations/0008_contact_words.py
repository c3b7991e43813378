"""Contacts are found by any of their names, addresses and numbers: `people/finding.py`."""

from collections import defaultdict
from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

AT_ONCE = 2000


def fill(apps: Any, editor: Any) -> None:
    from accord.people.finding import words_of

    person_, address_, word_ = (apps.get_model("people", name) for name in ("Person", "Address", "ContactWord"))
    last = 0
    while people := list(person_.objects.filter(id__gt=last, kind="contact").order_by("id")[:AT_ONCE]):
        addresses: dict[int, list[str]] = defaultdict(list)
        for person, email in address_.objects.filter(person__in=people).order_by("id").values_list("person_id", "email"):
            addresses[person].append(email)
        word_.objects.bulk_create(
            word_(person_id=each.pk, word=word) for each in people for word in words_of(each, addresses[each.pk])
        )
        last = people[-1].pk


def drop(_apps: Any, editor: Any) -> None:
    """Names alone had an index of their own."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS person_name_begins")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0007_names_by_their_beginning")]
    operations: ClassVar = [
        migrations.RunPython(drop, migrations.RunPython.noop, elidable=False),
        migrations.CreateModel(
            name="ContactWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=80)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "contact_word",
                "indexes": [
                    models.Index(
                        fields=["word", "person"],
                        name="contact_word_begins",
                        opclasses=["varchar_pattern_ops", "int8_ops"],
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "word"), name="contact_word_once")],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
