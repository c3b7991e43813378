"""A ticket begins."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.automation.triggers.trigger import Trigger, add
from accord.tickets.happenings import TicketOpened


@add("ticket_opened")
class Opened(Trigger):
    label = _("a ticket is created, by any channel")
    kinds = frozenset({TicketOpened.key})


@add("ticket_opened_by_mail")
class OpenedByMail(Trigger):
    label = _("a ticket is created from a mail")
    kinds = frozenset({TicketOpened.key})

    def calls(self, data: Mapping[str, Any]) -> bool:
        return bool(data.get("how") == "mail")


@add("follow_up_opened")
class FollowUpOpened(Trigger):
    label = _("a reply to a closed ticket opens a follow-up")
    help = _("The rule looks at the new ticket.")
    kinds = frozenset({TicketOpened.key})

    def calls(self, data: Mapping[str, Any]) -> bool:
        return bool(data.get("follow_up_of"))
