"""The channel by which a ticket came, as a condition."""

from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import ChosenColumn
from accord.conditions.condition import Choice, Group
from accord.conditions.registry import add
from accord.messaging.channel import channels


@add("channel")
class ChannelAsked(ChosenColumn):
    label = _("Channel")
    help = _("The way by which the ticket came.")
    group = Group.TICKET
    column = "channel"

    def choices(self) -> list[Choice]:
        return [Choice(key, str(channel.label)) for key, channel in channels.items()]
