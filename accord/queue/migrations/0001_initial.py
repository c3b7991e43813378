"""How departments hand tickets out, whose turn it is, and what stands on a screen."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = [
        ("people", "0004_at_work"),
        ("tickets", "0006_last_agent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="HandOut",
            fields=[
                (
                    "department",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.department",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nobody: agents take tickets by To Solve"),
                            ("round_robin", "In turn: who was given one the longest ago"),
                            ("least_loaded", "Who has the least to do, measured by what he can hold"),
                            ("longest_idle", "Who has been free the longest"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("last_agent", models.BooleanField(default=True)),
                ("by_language", models.BooleanField(default=False)),
                ("by_skill", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "hand_out",
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField(null=True)),
                ("free_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "turn",
            },
        ),
        migrations.CreateModel(
            name="OnScreen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "db_table": "on_screen",
                "constraints": [models.UniqueConstraint(fields=("ticket", "person"), name="on_screen_once")],
            },
        ),
    ]
