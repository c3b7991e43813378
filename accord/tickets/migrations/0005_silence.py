"""Steps that end a silence."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

CASCADE = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tickets", "0004_heard")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=CASCADE, primary_key=True, related_name="+", serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("until", models.DateTimeField()),
                ("heard_at", models.DateTimeField()),
            ],
            options={"db_table": "absence"},
        ),
        migrations.CreateModel(
            name="Silence",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=CASCADE, primary_key=True, related_name="silence", serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("rule", models.CharField(max_length=8)),
                ("step", models.CharField(max_length=8)),
                ("since", models.DateTimeField()),
                ("resolution_id", models.BigIntegerField(null=True)),
                ("message_id", models.BigIntegerField(null=True)),
                ("event_id", models.BigIntegerField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("stepped_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("untold", models.CharField(blank=True, max_length=12)),
            ],
            options={"db_table": "silence"},
        ),
        migrations.CreateModel(
            name="SilencePulse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField()),
                ("quiet_until", models.DateTimeField(null=True)),
            ],
            options={"db_table": "silence_pulse"},
        ),
        migrations.CreateModel(
            name="SilenceRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "department",
                    models.ForeignKey(on_delete=CASCADE, related_name="+", to="people.department"),
                ),
                ("rule", models.CharField(max_length=8)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("total", models.PositiveIntegerField()),
                ("next_id", models.BigIntegerField(default=0)),
                ("last_id", models.BigIntegerField()),
                ("begun", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("stopped", models.BooleanField(default=False)),
            ],
            options={"db_table": "silence_round"},
        ),
        migrations.CreateModel(
            name="SilenceRule",
            fields=[
                (
                    "department",
                    models.OneToOneField(
                        on_delete=CASCADE, primary_key=True, related_name="silence", serialize=False,
                        to="people.department",
                    ),
                ),
                ("answered_on", models.BooleanField(default=False)),
                ("answered_days", models.PositiveSmallIntegerField(default=7)),
                ("answered_since", models.DateTimeField(null=True)),
                ("resolved_on", models.BooleanField(default=False)),
                ("first_day", models.PositiveSmallIntegerField(default=3)),
                ("last_day", models.PositiveSmallIntegerField(default=6)),
                ("close_day", models.PositiveSmallIntegerField(default=7)),
                ("resolved_since", models.DateTimeField(null=True)),
                ("from_hour", models.PositiveSmallIntegerField(default=9)),
                ("to_hour", models.PositiveSmallIntegerField(default=17)),
                ("weekdays", models.CharField(default="12345", max_length=7)),
            ],
            options={"db_table": "silence_rule"},
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                F("department"), F("updated_at"), F("id"), F("state"), F("undelivered"),
                condition=Q(undelivered=True), name="ticket_untold",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                F("updated_at"), F("id"), F("state"), F("undelivered"),
                condition=Q(undelivered=True), name="ticket_untold_all",
            ),
        ),
    ]
