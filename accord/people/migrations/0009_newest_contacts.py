"""The customers are listed the newest first, without sorting all of them."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0008_contact_words")]
    operations: ClassVar = [
        migrations.AddIndex("person", models.Index(fields=["kind", "id"], name="person_kind_newest")),
    ]
