"""When the last backup was made: written down beside the data, told by `accord doctor` and before an upgrade."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accord.core import clock, health, options
from accord.transfer import copying

FILE_NAME = "last-backup.json"

options.define(
    "backup.alarm_days",
    7,
    _("Raise an alarm when the last backup is older than, in days"),
    _("0: never. A backup is made by the command accord backup; let the machine run it each night."),
)


@dataclass(frozen=True)
class Last:
    """The last backup that was finished on this data folder."""

    at: datetime
    place: str


def note(place: Path) -> None:
    """A backup was finished. A full disk here does not undo it."""
    told = {"at": clock.now().isoformat(timespec="seconds"), "place": str(place)}
    with contextlib.suppress(OSError):
        copying.written(Path(settings.DATA) / FILE_NAME, json.dumps(told) + "\n")


def last() -> Last | None:
    """None when none was made or nobody wrote it down."""
    try:
        told = json.loads((Path(settings.DATA) / FILE_NAME).read_text("utf-8"))
        return Last(datetime.fromisoformat(told["at"]), str(told["place"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@health.checks.add("backup")
def _old() -> Iterator[health.Problem]:
    days = int(options.get("backup.alarm_days"))
    found = last()
    if days <= 0 or (found is not None and clock.now() - found.at < timedelta(days=days)) or settings.DEMO:
        return
    title = _("No backup was made yet.") if found is None else _("The last backup is old.")
    cure = _("Run “accord backup FOLDER”, on another disk if you can, and let the machine repeat it each night.")
    yield health.Problem("backup-old", title, cure, since=found.at if found else None)
