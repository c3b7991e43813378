"""The agent's claim that it is solved; the customer is asked and has the last word."""

from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import choices, registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.automation.actions.gone import REASON_GONE
from accord.tickets import resolving
from accord.tickets.explaining import BY_TIME, ENDINGS, Explanation, offered, ready_text


@registry.add("resolve")
class Resolve(Action):
    """With the reason's ready text in the customer's language; `what`, `why` and `next` replace its parts."""

    label = gettext_lazy("Resolve")
    help = gettext_lazy("The customer gets the question whether it is solved, and closes it himself.")
    group = Group.STATE
    place = 10
    undone_by = "reopen"
    fields = (
        ActionField(
            "reason", gettext_lazy("Reason"), FieldKind.CHOICE, choices=choices.endings, default="solved"
        ),
        ActionField(
            "what",
            gettext_lazy("What happened"),
            FieldKind.WORDS,
            required=False,
            help=gettext_lazy("Empty: the ready text of the reason."),
        ),
        ActionField("why", gettext_lazy("Why"), FieldKind.WORDS, required=False),
        ActionField("next", gettext_lazy("What comes next"), FieldKind.WORDS, required=False),
    )

    def problem(self, values: Values) -> Promise | None:
        return None if values["reason"] in offered(ENDINGS) | BY_TIME else REASON_GONE

    def run(self, act: Acting, values: Values) -> None:
        resolving.resolve(act.ticket, explanation_of(act, values), by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Resolve it: %(reason)s") % {"reason": choices.name_of(values["reason"], choices.endings())}


def explanation_of(act: Acting, values: Values) -> Explanation:
    """What the customer is told: the reason's ready words, and the step's own in their place."""
    ready = ready_text(values.get("reason", "solved"), act.ticket.language, act.ticket.department_id)
    said = {name: act.words(values[name]).text for name in ("what", "why", "next") if values.get(name)}
    return replace(ready, **said)
