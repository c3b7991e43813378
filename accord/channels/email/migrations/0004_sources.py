"""Mailboxes that mail is fetched from."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("email", "0003_grants")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="MailSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("imap", "IMAP"), ("pop3", "POP3")], default="imap", max_length=4
                    ),
                ),
                ("host", models.CharField(max_length=200)),
                ("port", models.PositiveIntegerField(default=993)),
                ("security", models.CharField(default="tls", max_length=8)),
                ("user", models.CharField(max_length=254)),
                ("secret", models.TextField(blank=True)),
                (
                    "auth",
                    models.CharField(
                        choices=[("password", "Password"), ("xoauth2", "Consent at the provider (OAuth)")],
                        default="password",
                        max_length=8,
                    ),
                ),
                ("folders", models.JSONField(default=list)),
                ("after_fetch", models.CharField(default="keep", max_length=260)),
                ("begin", models.CharField(default="now", max_length=12)),
                ("is_active", models.BooleanField(default=True)),
                ("last_fetched_at", models.DateTimeField(null=True)),
                ("last_seen_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=40)),
                ("error_words", models.TextField(blank=True)),
                ("error_since", models.DateTimeField(null=True)),
                ("held_by", models.CharField(blank=True, max_length=40)),
                ("held_until", models.DateTimeField(null=True)),
                (
                    "grant",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sources",
                        to="email.oauthgrant",
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="email.mailbox",
                    ),
                ),
            ],
            options={
                "db_table": "mail_source",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="FetchedMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identity", models.CharField(max_length=300, unique=True)),
                ("incoming_id", models.BigIntegerField()),
                ("history", models.BooleanField(default=False)),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="email.mailsource",
                    ),
                ),
            ],
            options={
                "db_table": "fetched_mail",
                "indexes": [models.Index(fields=["incoming_id", "source"], name="fetched_of_incoming")],
            },
        ),
        migrations.CreateModel(
            name="FetchedFolder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("folder", models.CharField(blank=True, max_length=250)),
                ("uidvalidity", models.PositiveBigIntegerField(default=0)),
                ("next_uid", models.PositiveBigIntegerField(default=1)),
                ("history_until", models.PositiveBigIntegerField(default=0)),
                ("renewed", models.BooleanField(default=False)),
                ("since", models.DateTimeField()),
                ("leaving", models.JSONField(default=list)),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="read_folders",
                        to="email.mailsource",
                    ),
                ),
            ],
            options={
                "db_table": "fetched_folder",
                "constraints": [
                    models.UniqueConstraint(fields=("source", "folder"), name="fetched_folder_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenUidl",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uidl", models.CharField(max_length=80)),
                ("gone_at", models.DateTimeField(null=True)),
                ("leaving", models.BooleanField(default=False)),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="email.mailsource",
                    ),
                ),
            ],
            options={
                "db_table": "taken_uidl",
                "constraints": [models.UniqueConstraint(fields=("source", "uidl"), name="taken_uidl_once")],
            },
        ),
    ]
