"""What a ticket's history says of requests."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.events.kinds import kind
from accord.tickets.happenings import TicketEvent


@kind("http.requested")
class HttpRequested(TicketEvent):
    """Another program is called; `host` is where."""

    method: str
    host: str
    webhook = False
    icon = "i-external-link"
    sentence = _("%(actor)s called another program at %(host)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"host": data["host"]}


@kind("http.failed")
class HttpFailed(TicketEvent):
    """A request came to nothing; nobody tries any more."""

    host: str
    status: int = 0
    webhook = False
    icon = "i-triangle-alert"
    sentence = _("The program at %(host)s could not be called.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"host": data["host"]}
