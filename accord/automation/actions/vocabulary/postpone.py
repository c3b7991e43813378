"""Putting the ticket aside for some time."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.automation.actions.showing import span
from accord.core import clock
from accord.tickets import postponing


@registry.add("postpone")
class Postpone(Action):
    label = gettext_lazy("Postpone for")
    help = gettext_lazy("It comes back by itself when the time is up.")
    group = Group.STATE
    place = 20
    undone_by = "bring_back"
    fields = (ActionField("seconds", gettext_lazy("How long"), FieldKind.DURATION, default=86_400),)

    def run(self, act: Acting, values: Values) -> None:
        until = clock.now() + timedelta(seconds=values["seconds"])
        postponing.postpone(act.ticket, until, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Postpone it for %(time)s") % {"time": span(values["seconds"])}
