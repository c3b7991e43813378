"""Consents of mail providers, accounts there, probes, and what was told by another road."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("email", "0002_outcome_of_each_recipient")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="OAuthGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=12)),
                ("client_id", models.CharField(max_length=300)),
                ("client_secret", models.TextField(blank=True)),
                ("secret_ends_on", models.DateField(null=True)),
                ("issuer", models.CharField(blank=True, max_length=300)),
                ("authorize_url", models.CharField(max_length=500)),
                ("token_url", models.CharField(max_length=500)),
                ("scopes", models.CharField(max_length=1000)),
                ("account", models.CharField(max_length=254)),
                ("access_token", models.TextField(blank=True)),
                ("refresh_token", models.TextField(blank=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("refresh_ends_at", models.DateTimeField(null=True)),
                ("granted_at", models.DateTimeField(null=True)),
                ("refreshed_at", models.DateTimeField(null=True)),
                ("refreshing_until", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True)),
                ("error_since", models.DateTimeField(null=True)),
                ("lost_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "oauth_grant",
                "ordering": ["account"],
            },
        ),
        migrations.CreateModel(
            name="ProviderAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("settings", models.TextField(blank=True)),
                ("hook", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("last_in_at", models.DateTimeField(null=True)),
                ("last_refused_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "provider_account",
                "ordering": ["provider", "id"],
            },
        ),
        migrations.CreateModel(
            name="ToldProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                ("url", models.CharField(blank=True, max_length=500)),
                ("message_id", models.CharField(blank=True, max_length=200)),
                ("began_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "told_problem",
            },
        ),
        migrations.AddField(
            model_name="mailbox",
            name="canary",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="mailbox",
            name="plus_works",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="mailbox",
            name="grant",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="mailboxes",
                to="email.oauthgrant",
            ),
        ),
        migrations.AddField(
            model_name="mailbox",
            name="provider",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="mailboxes",
                to="email.provideraccount",
            ),
        ),
        migrations.CreateModel(
            name="MailProbe",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=[("plus", "Plus"), ("plain", "Plain")], max_length=8)),
                ("canary", models.BooleanField(default=False)),
                ("sent_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("last_error", models.TextField(blank=True)),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="email.mailbox"
                    ),
                ),
            ],
            options={
                "db_table": "mail_probe",
                "indexes": [models.Index(fields=["mailbox", "kind", "-id"], name="probe_newest")],
            },
        ),
    ]
