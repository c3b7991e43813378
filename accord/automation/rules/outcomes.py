"""What can become of a rule that looked at a ticket; the keys stand in `RuleLook.verdicts`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

APPLIED, NOT_MET, CLOSED, BROKEN = "applied", "no", "closed", "broken"
STOPPED, CIRCLE, DEEP, OFTEN, BEFORE = "stopped", "circle", "deep", "often", "before"

SENTENCES: dict[str, Promise] = {
    APPLIED: _("It was applied."),
    NOT_MET: _("Its conditions were not met."),
    CLOSED: _("Its conditions were met, but the ticket is closed, and its steps would have changed it."),
    BROKEN: _("It is broken and did nothing."),
    STOPPED: _("A rule before it said that no other rules follow."),
    CIRCLE: _(
        "It was not applied again: what happened came from the rule itself, and it would have gone in a circle."
    ),
    DEEP: _("It was not applied: too many rules have called each other."),
    OFTEN: _("It was not applied: it had its share of this ticket for this hour."),
    BEFORE: _("It was applied to this ticket in this state before."),
}
CUT = frozenset({CIRCLE, DEEP, OFTEN})  # what the ticket's history tells too
