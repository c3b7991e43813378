"""What was split off, and answers that wait for their moment."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("tickets", "0007_fields"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="draft", name="draft_once"),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "later"), _negated=True),
                fields=("ticket", "person", "kind"),
                name="draft_once",
            ),
        ),
        migrations.CreateModel(
            name="Later",
            fields=[
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="later",
                        serialize=False,
                        to="tickets.draft",
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("undo", models.BooleanField(default=False)),
                ("if_answered", models.CharField(default="hold", max_length=4)),
                ("seen", models.BigIntegerField(default=0)),
                ("held", models.CharField(blank=True, max_length=40)),
                ("how", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "later",
                "indexes": [
                    models.Index(condition=models.Q(("undo", True)), fields=["due_at"], name="later_undo")
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingWish",
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
                ("undo_s", models.PositiveSmallIntegerField(default=0)),
            ],
            options={"db_table": "sending_wish"},
        ),
        migrations.CreateModel(
            name="Splitting",
            fields=[
                (
                    "new",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("messages", models.JSONField(default=list)),
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
                    "old",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "db_table": "splitting",
                "indexes": [models.Index(models.F("old"), name="splitting_of")],
            },
        ),
    ]
