"""The whole conversation by mail."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.automation.actions.writing import demand_free
from accord.tickets.transcribing import send_transcript


@registry.add("send_transcript")
class SendTranscript(Action):
    """Guarded like every automatic mail; it changes nothing about the ticket."""

    label = gettext_lazy("Mail the whole conversation")
    help = gettext_lazy("As the customer reads it: no notes. Its words are those of the mail template.")
    group = Group.TELL
    place = 22
    on_closed = True
    leaves = True
    fields = (
        ActionField(
            "to",
            gettext_lazy("To"),
            FieldKind.ADDRESSES,
            required=False,
            help=gettext_lazy(
                "Empty: the customer. Else addresses; their answers open tickets of their own."
            ),
        ),
    )

    def run(self, act: Acting, values: Values) -> None:
        for address in values.get("to") or [""]:
            demand_free(act.ticket, act.by, [address or act.ticket.requester_address], "transcript")
            send_transcript(act.ticket, by=act.by, to=address, because=act.because)

    def sentence(self, values: Values) -> str:
        if not values.get("to"):
            return _("Mail the whole conversation to the customer")
        return _("Mail the whole conversation to %(addresses)s") % {"addresses": ", ".join(values["to"])}
