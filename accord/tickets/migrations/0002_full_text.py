"""The full-text index of messages; what it is on each database stands in `core.fulltext`."""

from django.db import migrations

from accord.core.fulltext import index


def create(apps, schema_editor):
    for statement in index.create_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in index.drop_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [migrations.RunPython(create, drop, elidable=False)]
