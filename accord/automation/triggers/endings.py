"""The customer decides."""

from django.utils.translation import gettext_lazy as _

from accord.automation.triggers.trigger import Trigger, add
from accord.tickets.happenings import ClosedByCustomer, CustomerSaidNo, CustomerTookBack


@add("customer_said_no")
class SaidNo(Trigger):
    label = _("the customer says that it is not solved")
    kinds = frozenset({CustomerSaidNo.key, CustomerTookBack.key})


@add("customer_said_yes")
class SaidYes(Trigger):
    label = _("the customer says that it is solved")
    help = _("The ticket is closed then: only steps that leave it alone are carried out.")
    kinds = frozenset({ClosedByCustomer.key})
