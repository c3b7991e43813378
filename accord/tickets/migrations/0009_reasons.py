"""Reasons and ready texts of a team's own, what a supervisor is asked, the inward ladder."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_id = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _hours(preset: int) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(default=preset, null=True)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("tickets", "0008_everyday"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Reason",
            fields=[
                _id,
                ("key", models.CharField(max_length=20, unique=True)),
                ("ending", models.BooleanField()),
                ("kin", models.CharField(max_length=20)),
                ("names", models.JSONField(default=dict)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_on", models.BooleanField(default=True)),
                ("departments", models.JSONField(default=list)),
            ],
            options={"db_table": "reason"},
        ),
        migrations.CreateModel(
            name="ReasonText",
            fields=[
                _id,
                (
                    "reason",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="tickets.reason",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.department",
                    ),
                ),
                ("words", models.JSONField(default=dict)),
            ],
            options={"db_table": "reason_text"},
        ),
        migrations.AddConstraint(
            model_name="reasontext",
            constraint=models.UniqueConstraint(
                fields=("reason", "department"), name="reason_text_of_department"
            ),
        ),
        migrations.AddConstraint(
            model_name="reasontext",
            constraint=models.UniqueConstraint(
                fields=("reason",), condition=models.Q(("department", None)), name="reason_text_of_all"
            ),
        ),
        migrations.CreateModel(
            name="SupervisorQuestion",
            fields=[
                _id,
                ("about", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("outcome", models.CharField(blank=True, max_length=12)),
                ("ended_at", models.DateTimeField(null=True)),
                ("spent_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tickets.message",
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
                "db_table": "supervisor_question",
                "indexes": [models.Index(models.F("ticket"), models.F("id"), name="question_of_ticket")],
            },
        ),
        migrations.AddConstraint(
            model_name="supervisorquestion",
            constraint=models.UniqueConstraint(
                fields=("ticket",), condition=models.Q(("ended_at", None)), name="question_waits_once"
            ),
        ),
        migrations.CreateModel(
            name="LateRule",
            fields=[
                (
                    "department",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="late",
                        serialize=False,
                        to="people.department",
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                ("assignee_h", _hours(0)),
                ("supervisor_h", _hours(24)),
                ("another_h", _hours(72)),
                ("propose_h", _hours(120)),
            ],
            options={"db_table": "late_rule"},
        ),
        migrations.CreateModel(
            name="LateTicket",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="late",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("since", models.DateTimeField()),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("proposed_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "late_ticket"},
        ),
    ]
