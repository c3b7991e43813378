"""Rules in a ticket's history: "The rule “VIP first” did this." """

from django.utils.translation import gettext as _

from accord.automation.rules import memory
from accord.automation.rules.chaining import RULE, TIME_RULE
from accord.tickets import telling


@telling.because.add(RULE)
def of_rule(number: str) -> str:
    """Which rule it was."""
    return _("The rule “%(rule)s” did this.") % {"rule": _name(number)}


@telling.because.add(TIME_RULE)
def of_time_rule(number: str) -> str:
    """Which time rule it was."""
    return _("The time rule “%(rule)s” did this.") % {"rule": _name(number)}


def _name(number: str) -> str:
    return (memory.name_of(int(number)) if number.isdecimal() else None) or "?"
