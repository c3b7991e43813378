"""What becomes of our mails."""

from django.utils.translation import gettext_lazy as _

from accord.automation.triggers.trigger import Trigger, add
from accord.tickets.happenings import (
    MessageBounced,
    MessageDelivered,
    MessageFailed,
    MessageRefused,
    NoticeFailed,
)


@add("outgoing_changed")
class OutgoingChanged(Trigger):
    label = _("one of our mails is delivered, fails or comes back")
    kinds = frozenset(
        {MessageDelivered.key, MessageFailed.key, MessageBounced.key, MessageRefused.key, NoticeFailed.key}
    )


@add("could_not_be_told")
class CouldNotBeTold(Trigger):
    label = _("one of our mails fails or comes back")
    kinds = frozenset({MessageFailed.key, MessageBounced.key, MessageRefused.key, NoticeFailed.key})
