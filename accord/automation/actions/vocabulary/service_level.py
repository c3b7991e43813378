"""What is promised to the customer."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import choices, registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, Choice, FieldKind, Values
from accord.sla import choosing, showing

RULES = "rules"
GONE = gettext_lazy("The service level that was chosen here is no longer there.")


def levels() -> list[Choice]:
    """The service levels that are on, and what their own rules say."""
    return [
        Choice(RULES, _("as the rules for service levels say")),
        *(Choice(str(pk), name) for pk, name in showing.offered()),
    ]


@registry.add("service_level")
class ServiceLevel(Action):
    label = gettext_lazy("Set the service level")
    help = gettext_lazy("The ticket keeps this level whatever the rules for service levels say.")
    place = 15
    fields = (ActionField("level", gettext_lazy("Service level"), FieldKind.CHOICE, choices=levels),)

    def problem(self, values: Values) -> Promise | None:
        return None if values["level"] in {choice.value for choice in levels()} else GONE

    def run(self, act: Acting, values: Values) -> None:
        wanted = str(values["level"])
        choosing.set_level(
            act.ticket, None if wanted == RULES else int(wanted), by=act.by, because=act.because
        )

    def sentence(self, values: Values) -> str:
        return _("Set the service level to %(level)s") % {"level": choices.name_of(values["level"], levels())}
