"""Things to do come onto the ticket."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, Choice, FieldKind, Values
from accord.core.errors import Missing
from accord.core.ids import read_number
from accord.tickets.checklists import defining, ticking
from accord.tickets.models import Checklist

_GONE = gettext_lazy("The checklist that was chosen here is not in use any more.")


def _lists() -> list[Choice]:
    return [Choice(str(each.pk), each.name) for each in defining.offered()]


def _found(values: Values) -> Checklist | None:
    number = str(values.get("checklist", ""))
    return Checklist.objects.filter(pk=read_number(number) or 0, is_active=True).first()


@registry.add("add_checklist")
class AddChecklist(Action):
    label = gettext_lazy("Add a checklist")
    help = gettext_lazy("What waits to be done on the ticket already does not come twice.")
    place = 60
    fields = (ActionField("checklist", gettext_lazy("Checklist"), FieldKind.CHOICE, choices=_lists),)

    def problem(self, values: Values) -> Promise | None:
        return None if _found(values) is not None else _GONE

    def run(self, act: Acting, values: Values) -> None:
        checklist = _found(values)
        if checklist is None:
            raise Missing("checklist", sentence=_GONE)
        ticking.add_list(act.ticket, checklist, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        checklist = _found(values)
        return _("Add the checklist “%(name)s”") % {"name": checklist.name if checklist else "?"}
