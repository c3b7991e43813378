"""Macros in a ticket's history: "The macro “Refund” did this." """

import time

from django.utils.translation import gettext as _

from accord.automation.models import Macro
from accord.tickets import telling

KIND = "macro"
_KEEP_S = 30.0
_names: dict[int, tuple[float, str]] = {}


@telling.because.add(KIND)
def of_macro(number: str) -> str:
    """Which macro it was."""
    return _("It was done with the macro “%(macro)s”.") % {
        "macro": name_of(int(number)) if number.isdecimal() else "?"
    }


def because(macro: Macro) -> str:
    """The reason on events of what this macro does."""
    return f"{KIND}:{macro.pk}"


def name_of(macro_id: int) -> str:
    """Its name, remembered for half a minute; a history with macros costs one statement more then."""
    at, name = _names.get(macro_id, (0.0, ""))
    if time.monotonic() - at > _KEEP_S:
        name = Macro.objects.filter(pk=macro_id).values_list("name", flat=True).first() or "?"
        _names[macro_id] = (time.monotonic(), name)
    return name


def forget() -> None:
    """After a change, and between tests."""
    _names.clear()
