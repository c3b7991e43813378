"""Waiting tickets of nobody by who answered them last: To Solve prefers him."""

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0004_at_work"),
        ("tickets", "0005_silence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("last_agent"),
                models.F("rank_at"),
                models.F("waiting_since"),
                models.F("id"),
                condition=models.Q(
                    ("assignee__isnull", True), ("last_agent__isnull", False), ("to_solve", True)
                ),
                name="ticket_last_agent",
            ),
        ),
    ]
