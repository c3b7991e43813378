"""Knowing our own mails again when they come back to us: a header that names this installation."""

from collections.abc import Iterable

from django.conf import settings

from accord.core import keys

HEADER = "X-Accord-Loop"
_PURPOSE = "mail-loop"


def installation_ids() -> list[str]:
    """What names this installation: the present one first, then those of earlier keys."""
    return [keys.derive(key, _PURPOSE).hex()[:20] for key in keys.load(settings.DATA)]


def is_ours(values: Iterable[str]) -> bool:
    """Whether one of a mail's X-Accord-Loop values is ours."""
    known = set(installation_ids())
    return any(value.strip().lower() in known for value in values)
