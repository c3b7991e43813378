"""Mail with somebody outside, beside a ticket."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("email", "0006_templates")]
    operations: ClassVar = []
