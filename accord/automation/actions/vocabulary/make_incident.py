"""The ticket is one of the incidents of a problem."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Values, wrong
from accord.automation.actions.gone import TICKET_GONE
from accord.core.errors import Missing
from accord.core.ids import read_code
from accord.tickets.models import State, Ticket
from accord.tickets.related import linking


@registry.add("make_incident")
class MakeIncident(Action):
    label = gettext_lazy("Make it an incident of")
    help = gettext_lazy("When the problem is solved, all of its incidents can be resolved with one text.")
    place = 70
    fields = (ActionField("code", gettext_lazy("Code of the problem's ticket"), FieldKind.TEXT),)

    def problem(self, values: Values) -> Promise | None:
        found = Ticket.objects.filter(code=values["code"], merged_into=None).first()
        gone = found is None or found.state in (State.CLOSED, State.DELETED, State.SPAM)
        return TICKET_GONE if gone else None

    def clean(self, values: Mapping[str, Any]) -> Values:
        found = super().clean(values)
        code = read_code(found["code"])
        if code is None:
            raise wrong("code", _("This is no code of a ticket."))
        return {**found, "code": code}

    def others(self, values: Values) -> tuple[int, ...]:
        return tuple(Ticket.objects.filter(code=values["code"]).values_list("id", flat=True))

    def run(self, act: Acting, values: Values) -> None:
        problem = Ticket.objects.filter(code=values["code"]).first()
        if problem is None:
            raise Missing("code", sentence=TICKET_GONE)
        linking.link(act.ticket, problem, "incident", by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Make it an incident of %(code)s") % {"code": values["code"]}
