"""Statuses of a team's own, fields and forms."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0005_fields"), ("tickets", "0006_last_agent")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="ticket",
            name="fields",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.CreateModel(
            name="TicketForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("names", models.JSONField(default=dict)),
                ("agents", models.BooleanField(default=True)),
                ("customers", models.BooleanField(default=False)),
                ("asked", models.JSONField(default=list)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                (
                    "departments",
                    models.ManyToManyField(
                        db_table="ticket_form_department", related_name="+", to="people.department"
                    ),
                ),
            ],
            options={
                "db_table": "ticket_form",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="TicketStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=9)),
                ("names", models.JSONField(default=dict)),
                ("customer_names", models.JSONField(default=dict)),
                ("own", models.BooleanField(default=False)),
                ("is_default", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ticket_status",
                "ordering": ["category", "-own", "position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("category__in", ["new", "open", "answered", "postponed", "resolved", "closed"])
                        ),
                        name="status_category",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_default", True), _negated=True),
                            ("is_active", True),
                            _connector="OR",
                        ),
                        name="status_default_active",
                    ),
                    models.UniqueConstraint(
                        models.F("category"),
                        condition=models.Q(("is_default", True)),
                        name="status_one_default",
                    ),
                    models.UniqueConstraint(
                        models.F("category"), condition=models.Q(("own", True)), name="status_one_own"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="ticket",
            name="status",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tickets.ticketstatus",
            ),
        ),
        migrations.CreateModel(
            name="TicketField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("term", models.CharField(max_length=150)),
                ("number", models.FloatField(null=True)),
                (
                    "field",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.customfield",
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
                "db_table": "ticket_field",
                "indexes": [
                    models.Index(models.F("term"), models.F("ticket"), name="ticket_field_term"),
                    models.Index(
                        models.F("field"),
                        models.F("number"),
                        models.F("ticket"),
                        condition=models.Q(("number__isnull", False)),
                        name="ticket_field_number",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(models.F("ticket"), models.F("term"), name="ticket_field_once")
                ],
            },
        ),
    ]
