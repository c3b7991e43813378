"""How much may come from one place of the network, counted beside what each person and each link may send."""

import ipaddress

from django.http import HttpRequest

from accord.core.limits import Limit, TooMany


def place_of(request: HttpRequest) -> str:
    """The network address that a request came from, or nothing for one inside the house.

    Behind a proxy of one's own, or in an office, everybody comes from the same private address: a limit on that one
    would lock all customers out together.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    try:
        return address if ipaddress.ip_address(address).is_global else ""
    except ValueError:
        return ""


def demand(limit: Limit, request: HttpRequest) -> None:
    """Count one more from there. Raises TooMany."""
    place = place_of(request)
    if place and not limit.take(place):
        raise TooMany()
