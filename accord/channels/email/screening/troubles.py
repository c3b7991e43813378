"""Servers that screening asks and that do not answer: noted once, and forgotten when they answer again.

What was noted is remembered in the process, so that a mail costs no statement for it.
"""

from django.db import transaction

from accord.channels.email.models import ServiceTrouble
from accord.core import clock

_known: dict[str, bool] = {}  # service -> whether it is noted as failing


def note(failed: dict[str, str], answered: set[str]) -> None:
    """`failed`: service -> its words; `answered`: those that did. Outside of a transaction of somebody else's."""
    for service, words in failed.items():
        if _known.get(service) is not True:
            with transaction.atomic():
                ServiceTrouble.objects.get_or_create(
                    service=service, defaults={"since": clock.now(), "words": words[:300]}
                )
            _known[service] = True
    for service in answered - failed.keys():
        if _known.get(service) is not False:
            with transaction.atomic():
                ServiceTrouble.objects.filter(service=service).delete()
            _known[service] = False


def forget() -> None:
    """Drop what the process remembers (tests)."""
    _known.clear()
