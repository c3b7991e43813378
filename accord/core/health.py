"""What is wrong with this installation, each with its cure: shown on Today, told by `accord doctor`, mailed to owners.

A room registers its checks with `checks.add(KEY)`; a check reads what is stored or what the machine says, in
milliseconds, and opens no connection to others: what needs one is tried by a chore, which writes down how it went.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core.registry import Registry

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """Something that is wrong. `key` names it for good (`mailbox-silent:7`), `cure` says what to do.

    `url` is the page where that is done; a `severe` one is told by another road too.
    """

    key: str
    title: Promise | str
    cure: Promise | str
    url: str = ""
    severe: bool = False
    since: datetime | None = None


Check = Callable[[], Iterable[Problem]]
checks: Registry[Check] = Registry("health check")


def problems() -> list[Problem]:
    """What all checks find now, the severe ones first. A check that fails is itself a problem."""
    found: list[Problem] = []
    for key, check in checks.items():
        try:
            found += check()
        except Exception:  # one blind check must not hide what the others see
            log.exception("the health check %s failed", key)
            title = _("A check of this installation failed: %(name)s")
            found.append(Problem(f"check:{key}", title % {"name": key}, _("The log of the worker says why.")))
    return sorted(found, key=lambda problem: not problem.severe)
