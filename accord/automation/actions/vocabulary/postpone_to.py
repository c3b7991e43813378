"""Putting the ticket aside until an exact moment."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.automation.actions.showing import moment
from accord.core import clock
from accord.tickets import postponing

PAST = gettext_lazy("This moment has passed.")


@registry.add("postpone_to")
class PostponeTo(Action):
    label = gettext_lazy("Postpone until a date")
    group = Group.STATE
    place = 22
    undone_by = "bring_back"
    fields = (ActionField("moment", gettext_lazy("Until"), FieldKind.MOMENT),)

    def problem(self, values: Values) -> Promise | None:
        return PAST if datetime.fromisoformat(values["moment"]) <= clock.now() else None

    def run(self, act: Acting, values: Values) -> None:
        postponing.postpone(
            act.ticket, datetime.fromisoformat(values["moment"]), by=act.by, because=act.because
        )

    def sentence(self, values: Values) -> str:
        return _("Postpone it until %(moment)s") % {"moment": moment(values["moment"])}
