"""Buttons in a ticket's history: "It was done with the button “Refund”." """

import time

from django.utils.translation import gettext as _

from accord.automation.models import TicketButton
from accord.tickets import telling

KIND = "button"
_KEEP_S = 30.0
_names: dict[int, tuple[float, str]] = {}


@telling.because.add(KIND)
def of_button(number: str) -> str:
    """Which button it was."""
    name = name_of(int(number)) if number.isdecimal() else "?"
    return _("It was done with the button “%(button)s”.") % {"button": name}


def because(button: TicketButton) -> str:
    """The reason on events of what this button does."""
    return f"{KIND}:{button.pk}"


def name_of(number: int) -> str:
    """Its name, remembered for half a minute."""
    at, name = _names.get(number, (0.0, ""))
    if time.monotonic() - at > _KEEP_S:
        name = TicketButton.objects.filter(pk=number).values_list("name", flat=True).first() or "?"
        _names[number] = (time.monotonic(), name)
    return name


def forget() -> None:
    """After a change, and between tests."""
    _names.clear()
