"""Merged tickets and persons."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_CASCADE, _PROTECT = django.db.models.deletion.CASCADE, django.db.models.deletion.PROTECT
_PERSON = settings.AUTH_USER_MODEL


def _key(to: str) -> "models.OneToOneField[models.Model, models.Model]":
    return models.OneToOneField(on_delete=_CASCADE, primary_key=True, related_name="+", serialize=False, to=to)


def _to(to: str, on_delete: object = _CASCADE) -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(db_index=False, on_delete=on_delete, related_name="+", to=to)  # type: ignore[arg-type]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tickets", "0002_full_text"), ("people", "0002_people_on_a_ticket")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="MergedMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("apart", models.BooleanField(default=False)),
                ("message", _to("tickets.message")),
                ("source", _to("tickets.ticket")),
            ],
            options={
                "db_table": "merged_message",
                "indexes": [models.Index(models.F("source"), models.F("message"), name="merged_message_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "source"), name="merged_message_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MergedPerson",
            fields=[
                ("person", _key(_PERSON)),
                ("at", models.DateTimeField()),
                ("moved", models.JSONField(default=dict)),
                ("by", _to(_PERSON, _PROTECT)),
                ("into", _to(_PERSON)),
            ],
            options={
                "db_table": "merged_person",
                "indexes": [models.Index(models.F("into"), name="merged_person_into")],
            },
        ),
        migrations.CreateModel(
            name="Merging",
            fields=[
                ("source", _key("tickets.ticket")),
                ("at", models.DateTimeField()),
                ("shown", models.BooleanField(default=False)),
                ("before", models.JSONField(default=dict)),
                ("by", _to(_PERSON, _PROTECT)),
                ("into", _to("tickets.ticket")),
            ],
            options={
                "db_table": "merging",
                "indexes": [models.Index(models.F("into"), name="merging_into")],
            },
        ),
    ]
