"""Language, zone and connection belong to a thread."""

import threading

from django.db import connections
from django.utils import timezone, translation


def test_another_thread_has_its_own_language_zone_and_connection() -> None:
    heard: list[object] = []

    def listen() -> None:
        heard.extend([translation.get_language(), timezone.get_current_timezone_name(), id(connections["default"])])

    with translation.override("bg"), timezone.override("Europe/Sofia"):
        thread = threading.Thread(target=listen)
        thread.start()
        thread.join()
        assert translation.get_language() == "bg"
    assert heard[:2] == ["en", "UTC"]
    assert heard[2] != id(connections["default"])


def test_they_are_plain_ones() -> None:
    assert type(connections._connections) is threading.local  # type: ignore[attr-defined]
    assert type(timezone._active) is threading.local  # type: ignore[attr-defined]
