"""Who is at work now, and how each agent works."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0003_away"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="WayOfWorking",
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
                ("only_to_solve", models.BooleanField(default=False)),
                ("is_given", models.BooleanField(default=True)),
                ("languages", models.JSONField(default=list)),
                ("skills", models.JSONField(default=list)),
                ("capacity", models.JSONField(default=dict)),
                ("hours", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "way_of_working",
            },
        ),
        migrations.CreateModel(
            name="WebProcess",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("beat_at", models.DateTimeField()),
            ],
            options={
                "db_table": "web_process",
            },
        ),
        migrations.CreateModel(
            name="AtWork",
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
                (
                    "presence",
                    models.CharField(
                        choices=[
                            ("online", "Online"),
                            ("away", "Not at the desk"),
                            ("paused", "Paused"),
                            ("offline", "Not here"),
                        ],
                        default="offline",
                        max_length=8,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("process", models.CharField(blank=True, max_length=32)),
            ],
            options={
                "db_table": "at_work",
                "indexes": [models.Index(fields=["presence"], name="at_work_presence")],
            },
        ),
    ]
