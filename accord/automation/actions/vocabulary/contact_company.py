"""The company that the customer belongs to."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.tickets.knowing import move_to_company


@registry.add("contact_company")
class ContactCompany(Action):
    label = gettext_lazy("Put the customer into a company")
    group = Group.PEOPLE
    place = 21
    on_closed = True
    fields = (
        ActionField(
            "company", gettext_lazy("Company"), FieldKind.TEXT, help=gettext_lazy("Made if it is new.")
        ),
    )

    def run(self, act: Acting, values: Values) -> None:
        customer = act.ticket.requester
        before = customer.company_id
        move_to_company(customer, values["company"], by=act.by)
        act.elsewhere = customer.company_id != before

    def sentence(self, values: Values) -> str:
        return _("Put the customer into the company %(company)s") % {"company": values["company"]}
