"""Something is written."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.automation.triggers.trigger import Trigger, add
from accord.tickets.happenings import MessageNoted, MessageReceived, MessageSent, NoteAdded, TicketOpened

WRITTEN = frozenset({TicketOpened.key, MessageReceived.key, MessageSent.key, NoteAdded.key, MessageNoted.key})


@add("message_added")
class MessageAdded(Trigger):
    label = _("a message or a note is added, the first one too")
    kinds = WRITTEN

    def calls(self, data: Mapping[str, Any]) -> bool:
        return bool(data.get("message"))


@add("customer_wrote")
class CustomerWrote(Trigger):
    label = _("the customer writes again")
    help = _("Automatic answers do not count.")
    kinds = frozenset({MessageReceived.key})


@add("message_before_out")
class MessageBeforeOut(Trigger):
    label = _("an answer was written and is not yet on its way")
    help = _("The answer leaves when the rules have done their work.")
    kinds = frozenset({MessageSent.key})
