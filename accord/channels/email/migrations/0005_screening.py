"""What was found out about a mail before it was let in."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("email", "0004_sources")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="InfectedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("virus", models.CharField(max_length=120)),
                ("found_at", models.DateTimeField()),
            ],
            options={
                "db_table": "infected_file",
            },
        ),
        migrations.CreateModel(
            name="LearnedMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ticket_message_id", models.BigIntegerField(unique=True)),
                ("is_spam", models.BooleanField()),
            ],
            options={
                "db_table": "learned_mail",
            },
        ),
        migrations.CreateModel(
            name="LearningPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cursor", models.CharField(max_length=60)),
            ],
            options={
                "db_table": "learning_place",
            },
        ),
        migrations.CreateModel(
            name="ServiceTrouble",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service", models.CharField(max_length=20, unique=True)),
                ("since", models.DateTimeField()),
                ("words", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "db_table": "service_trouble",
            },
        ),
        migrations.CreateModel(
            name="SpamWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=64, unique=True)),
                ("spam", models.PositiveIntegerField(default=0)),
                ("good", models.PositiveIntegerField(default=0)),
            ],
            options={
                "db_table": "spam_word",
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("domain", models.CharField(max_length=253)),
                ("selector", models.CharField(max_length=63)),
                ("algorithm", models.CharField(max_length=16)),
                ("secret", models.TextField()),
                ("public", models.TextField()),
                ("state", models.CharField(default="new", max_length=8)),
                ("made_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "signing_key",
                "constraints": [
                    models.UniqueConstraint(fields=("domain", "selector"), name="signing_key_selector")
                ],
            },
        ),
    ]
