"""Contacts who speak for their company; what agents want to be mailed about."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_PERSON = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0001_initial")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Spokesperson",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=_PERSON,
                    ),
                ),
                ("since", models.DateTimeField()),
            ],
            options={"db_table": "spokesperson", "ordering": ["person"]},
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(max_length=12)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=_PERSON
                    ),
                ),
            ],
            options={
                "db_table": "wish",
                "constraints": [models.UniqueConstraint(models.F("about"), models.F("person"), name="wish_once")],
            },
        ),
    ]
