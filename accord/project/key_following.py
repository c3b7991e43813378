"""A running process follows the key file: Django's own signing takes its keys from the settings."""

import logging
import threading
from pathlib import Path

from accord.core import keys

EVERY_S = 1.0
PURPOSE = "django"
log = logging.getLogger(__name__)


def start() -> None:
    """Look once a second, in a thread of its own, as long as the process lives."""
    threading.Thread(target=_follow, name="accord-keys", daemon=True).start()


def _follow() -> None:
    known: list[bytes] = []
    while True:
        try:
            known = once(known)
        except (OSError, keys.UnusableKey):  # the last good keys stay in force
            log.exception("the key file cannot be used")
        threading.Event().wait(EVERY_S)


def once(known: list[bytes]) -> list[bytes]:
    """Take over the keys when they are others than `known`; gives those in force."""
    from django.conf import settings

    found = keys.load(Path(settings.DATA))
    if found != known:
        first, *others = [keys.derive(key, PURPOSE).hex() for key in found]
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = first, others
    return found
