"""Phone numbers: kept as somebody wrote them, compared without what only divides their digits."""

import re

from django.utils.translation import gettext_lazy as _

from accord.core.errors import Invalid

SHORTEST = 3  # digits: an extension inside a house
LONGEST = 20
_NOT_DIALLED = re.compile(r"[^0-9+]")


def plain(phone: str) -> str:
    """The number as it is compared: digits, after a plus where it is one of the world: "+37255550101".

    Raises Invalid where that is no number.
    """
    number = dialled(phone)
    if not SHORTEST <= len(number.removeprefix("+")) <= LONGEST or "+" in number[1:]:
        raise Invalid("phone", sentence=_("Write one phone number, such as +372 5555 0101."))
    return number


def dialled(phone: str) -> str:
    """What of it is dialled, the way out into the world as a plus; also of a number that is not whole yet."""
    kept = _NOT_DIALLED.sub("", phone)
    return "+" + kept[2:] if kept.startswith("00") else kept


def shown(phone: str) -> str:
    """The number as it is kept: as it was written, with single spaces. Raises Invalid."""
    plain(phone)
    return " ".join(phone.split())
