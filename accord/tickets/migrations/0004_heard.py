"""The No that must be heard."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tickets", "0003_people_on_a_ticket")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="SaidNo",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("times", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "said_no"},
        ),
    ]
