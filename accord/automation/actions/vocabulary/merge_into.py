"""The ticket becomes part of another."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values, wrong
from accord.automation.actions.gone import TICKET_GONE
from accord.core.errors import Missing
from accord.core.ids import read_code
from accord.tickets import merging
from accord.tickets.lifecycle import possible
from accord.tickets.models import Ticket


@registry.add("merge_into")
class MergeInto(Action):
    label = gettext_lazy("Merge into")
    help = gettext_lazy("Where the customers differ, neither side sees the other's words.")
    group = Group.AWAY
    place = 60
    fields = (ActionField("code", gettext_lazy("Code of the other ticket"), FieldKind.TEXT),)

    def problem(self, values: Values) -> Promise | None:
        found = Ticket.objects.filter(code=values["code"]).first()
        return None if found is not None and possible(found.state, "merge_away") else TICKET_GONE

    def clean(self, values: Mapping[str, Any]) -> Values:
        found = super().clean(values)
        code = read_code(found["code"])
        if code is None:
            raise wrong("code", _("This is no code of a ticket."))
        return {**found, "code": code}

    def others(self, values: Values) -> tuple[int, ...]:
        return tuple(Ticket.objects.filter(code=values["code"]).values_list("id", flat=True))

    def run(self, act: Acting, values: Values) -> None:
        into = Ticket.objects.filter(code=values["code"]).first()
        if into is None:
            raise Missing("code", sentence=TICKET_GONE)
        merging.merge(act.ticket, into, by=act.by, because=act.because)
        act.over = act.stop = True

    def sentence(self, values: Values) -> str:
        return _("Merge it into %(code)s") % {"code": values["code"]}
