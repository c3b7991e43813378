"""Fields and groups of contacts, companies with shared tickets."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0004_at_work")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="CompanyCard",
            fields=[
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.company",
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("shares", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "company_card",
            },
        ),
        migrations.CreateModel(
            name="ContactFields",
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
                ("fields", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "contact_fields",
            },
        ),
        migrations.CreateModel(
            name="ContactGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                ("colour", models.CharField(max_length=8)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "contact_group",
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[("ticket", "Tickets"), ("contact", "Contacts"), ("company", "Companies")],
                        max_length=8,
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=12)),
                ("names", models.JSONField(default=dict)),
                ("hints", models.JSONField(default=dict)),
                ("choices", models.JSONField(default=list)),
                ("required_for", models.JSONField(default=list)),
                (
                    "customers",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Customers do not see it"),
                            ("see", "Customers see it"),
                            ("edit", "Customers see and change it"),
                        ],
                        default="",
                        max_length=4,
                    ),
                ),
                ("searchable", models.BooleanField(default=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "custom_field",
                "ordering": ["about", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("about", "key"), name="custom_field_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("about__in", ["ticket", "contact", "company"])),
                        name="custom_field_about_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
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
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="people.contactgroup",
                    ),
                ),
            ],
            options={
                "db_table": "contact_group_member",
            },
        ),
    ]
