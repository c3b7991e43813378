"""What each agent is told, and how; browsers that get push messages. Who wished for mails goes on to get them."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_wishes(apps: Any, _editor: Any) -> None:
    """Mails that somebody wished for come besides what is now the standard of the console."""
    choice, wish = apps.get_model("people", "NoticeChoice"), apps.get_model("people", "Wish")
    rows = wish.objects.order_by("id").values_list("person_id", "about")
    choice.objects.bulk_create(
        choice(person_id=person, about=about, ways=["console", "mail", "push"]) for person, about in rows
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0005_fields")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="NoticeHabit",
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
                ("quiet_from", models.CharField(blank=True, max_length=5)),
                ("quiet_until", models.CharField(blank=True, max_length=5)),
                ("quiet_weekends", models.BooleanField(default=False)),
                ("quiet_off_hours", models.BooleanField(default=True)),
                ("urgent_through", models.BooleanField(default=False)),
                ("bundle_minutes", models.PositiveSmallIntegerField(default=5)),
            ],
            options={
                "db_table": "notice_habit",
            },
        ),
        migrations.CreateModel(
            name="PushKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("private_key", models.TextField()),
                ("public", models.CharField(max_length=100)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "push_key",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(max_length=20)),
                ("event_id", models.BigIntegerField(null=True)),
                ("ticket_id", models.BigIntegerField(null=True)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("data", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("in_console", models.BooleanField(default=True)),
                ("mail", models.BooleanField(default=False)),
                ("urgent", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "notice",
            },
        ),
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(max_length=20)),
                ("ways", models.JSONField(default=list)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "notice_choice",
            },
        ),
        migrations.CreateModel(
            name="PushBrowser",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("endpoint", models.CharField(max_length=1000, unique=True)),
                ("public", models.CharField(max_length=100)),
                ("auth", models.CharField(max_length=40)),
                ("name", models.CharField(blank=True, max_length=100)),
                ("made_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "push_browser",
            },
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("in_console", True)), fields=["person", "id"], name="notice_of_person"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)),
                fields=["person", "ticket_id"],
                name="notice_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("mail", True)), fields=["person"], name="notice_to_mail"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["at"], name="notice_age"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                models.F("event_id"),
                models.F("person"),
                condition=models.Q(("event_id__isnull", False)),
                name="notice_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticechoice",
            constraint=models.UniqueConstraint(
                models.F("person"), models.F("about"), name="notice_choice_once"
            ),
        ),
        migrations.RunPython(keep_wishes, migrations.RunPython.noop),
        migrations.DeleteModel(name="Wish"),
    ]
