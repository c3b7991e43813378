"""The customer's last message, passed on to somebody outside."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.automation.actions.writing import demand_free
from accord.core.errors import Missing
from accord.tickets.mailing_outside import last_of_the_customer, mail_outside


@registry.add("forward")
class Forward(Action):
    label = gettext_lazy("Forward to")
    help = gettext_lazy("The customer's last message with its files. The customer does not see it.")
    group = Group.TELL
    place = 21
    leaves = True
    fields = (
        ActionField("to", gettext_lazy("To"), FieldKind.ADDRESSES),
        ActionField("text", gettext_lazy("Your words above it"), FieldKind.WORDS, required=False),
    )

    def run(self, act: Acting, values: Values) -> None:
        message = (act.facts.message if act.facts is not None else None) or last_of_the_customer(act.ticket)
        if message is None or message.kind != "incoming":
            message = last_of_the_customer(act.ticket)
        if message is None:
            raise Missing("message", sentence=_("The customer has written nothing that could be forwarded."))
        demand_free(act.ticket, act.by, values["to"], "outside")
        words = act.words(values.get("text", {})).html
        mail_outside(act.ticket, words, by=act.by, to=values["to"], forwards=message, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Forward the customer's last message to %(addresses)s") % {
            "addresses": ", ".join(values["to"])
        }
