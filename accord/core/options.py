"""The workspace's options: typed, with defaults, stored only where changed, edited in the console."""

import time
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core.models import StoredOption
from accord.core.registry import Registry


@dataclass(frozen=True)
class Option:
    """One option: its key, default (which gives the type), label and help for the settings page.

    One that is not `shown` there has a page of its own.
    """

    key: str
    default: Any
    label: Promise
    help: Promise | str = ""
    choices: tuple[tuple[Any, Promise | str], ...] = ()
    shown: bool = True


options: Registry[Option] = Registry("option")
_cache: tuple[float, dict[str, Any]] = (0.0, {})
_KEEP_S = 2.0  # other processes see a change after this long


def define(
    key: str, default: Any, label: Promise, help: Promise | str = "", choices: Any = (), *, shown: bool = True
) -> Option:
    """Register an option; called once, where the option is used."""
    return options.add(key)(Option(key, default, label, help, tuple(choices), shown))


def _stored() -> dict[str, Any]:
    global _cache
    before = _cache
    at, values = before
    if time.monotonic() - at > _KEEP_S:
        values = dict(StoredOption.objects.values_list("key", "value"))
        if _cache is before:  # nothing was changed while this was read
            _cache = (time.monotonic(), values)
    return values


def get(key: str) -> Any:
    """The option's value. Raises UnknownKey for a key that nobody defined."""
    return _stored().get(key, options[key].default)


def put(key: str, value: Any) -> None:
    """Store a value. Raises UnknownKey, or TypeError when it is of another type than the default."""
    default = options[key].default
    if type(value) is not type(default):
        raise TypeError(f"option {key} takes {type(default).__name__}, not {type(value).__name__}")
    StoredOption.objects.update_or_create(key=key, defaults={"value": value})
    forget()
    transaction.on_commit(forget)  # who asks in between reads the old value, and keeps it


def forget() -> None:
    """Drop the cached values (after a change, and between tests)."""
    global _cache
    _cache = (0.0, {})


define("workspace.name", "Accord", _("Name of your help desk"))
define(
    "workspace.language",
    "en",
    _("Language of the workspace"),
    _("Used where a person's own language is not known."),
)
define("workspace.time_zone", "UTC", _("Time zone of the workspace"))
define(
    "files.max_mb",
    25,
    _("Largest file, in MB"),
    _("For files that people upload. Files in mails follow the mail limit."),
)
define(
    "files.refused_types",
    "exe, com, bat, cmd, scr, js, vbs, msi, jar, lnk, ps1, hta",
    _("File endings that are refused"),
    _("Separated by commas. Files in mails are kept but can be downloaded only after a warning."),
)
