"""The language in which the customer is written to."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import choices, registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.people.editing import change
from accord.people.rights import access_of
from accord.tickets.knowing import demand_change
from accord.translation.languages import LANGUAGES


@registry.add("contact_language")
class ContactLanguage(Action):
    label = gettext_lazy("Set the customer's language")
    help = gettext_lazy("Set by hand or rule it stays, whatever language later mails are in.")
    group = Group.PEOPLE
    place = 20
    on_closed = True
    fields = (ActionField("language", gettext_lazy("Language"), FieldKind.CHOICE, choices=choices.languages),)

    def run(self, act: Acting, values: Values) -> None:
        customer = act.ticket.requester
        demand_change(access_of(act.by), customer)
        before = customer.language
        change(customer, by=act.by, language=values["language"])
        act.elsewhere = customer.language != before

    def sentence(self, values: Values) -> str:
        return _("Set the customer's language to %(language)s") % {
            "language": LANGUAGES.get(values["language"], "?")
        }
