"""Mail templates of a team's own, the look of mails, and conversations beside a ticket."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_id = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _department() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="people.department",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("core", "0001_initial"),
        ("people", "0005_fields"),
        ("email", "0005_screening"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="MailLook",
            fields=[
                _id,
                ("accent", models.CharField(blank=True, max_length=7)),
                ("head", models.CharField(blank=True, max_length=7)),
                ("foot", models.JSONField(default=dict)),
                ("logo_type", models.CharField(blank=True, max_length=20)),
                ("logo_width", models.PositiveSmallIntegerField(default=0)),
                ("logo_height", models.PositiveSmallIntegerField(default=0)),
                ("department", _department()),
                (
                    "logo",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
            ],
            options={
                "db_table": "mail_look",
                "constraints": [
                    models.UniqueConstraint(fields=("department",), name="mail_look_of_department")
                ],
            },
        ),
        migrations.CreateModel(
            name="MailWording",
            fields=[
                _id,
                ("kind", models.CharField(max_length=24)),
                ("language", models.CharField(max_length=8)),
                ("number", models.PositiveIntegerField()),
                ("subject", models.CharField(blank=True, max_length=250)),
                ("title", models.CharField(blank=True, max_length=250)),
                ("text", models.TextField(blank=True)),
                ("standard", models.BooleanField(default=False)),
                ("is_current", models.BooleanField(default=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("department", _department()),
            ],
            options={
                "db_table": "mail_wording",
                "indexes": [models.Index(fields=["kind", "language", "id"], name="mail_wording_versions")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("kind", "department", "language"),
                        name="mail_wording_current",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("department", None), ("is_current", True)),
                        fields=("kind", "language"),
                        name="mail_wording_current_of_all",
                    ),
                ],
            },
        ),
    ]
