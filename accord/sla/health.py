"""What can be wrong with service levels: a rule that cannot be read, holidays that end, steps that nobody takes."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accord.conditions.groups import Groups
from accord.core import clock
from accord.core.errors import Invalid
from accord.core.health import Problem, checks
from accord.events import outgoing
from accord.sla.known import known
from accord.sla.models import BusinessHours, Clock, LevelRule

LEVELS, HOURS = "/settings/levels/", "/settings/hours/"
_OVERDUE = timedelta(minutes=10)


@checks.add("service-levels")
def look() -> Iterator[Problem]:
    """Nothing is read where no level was ever set up."""
    if not known():
        return
    yield from _rules()
    yield from _holidays()
    if not outgoing.paused():
        oldest = Clock.objects.filter(look_at__lt=clock.now() - _OVERDUE).order_by("look_at").first()
        if oldest is not None:
            yield Problem(
                "sla-steps-late",
                _("Warnings of service levels are late: nobody has taken their steps for ten minutes."),
                _("Look whether a worker runs, and at its log."),
                since=oldest.look_at,
            )


def _rules() -> Iterator[Problem]:
    for rule in LevelRule.objects.filter(is_on=True):
        try:
            wrong = Groups.parse(rule.conditions).problems()
        except Invalid as error:
            wrong = [str(error)]
        if wrong:
            title = _("A rule that chooses service levels is broken: %(why)s")
            cure = _("Open the rule and say again which tickets it is for.")
            yield Problem(f"sla-rule:{rule.pk}", title % {"why": wrong[0]}, cure, f"{LEVELS}rules/{rule.pk}/")


def _holidays() -> Iterator[Problem]:
    soon = (clock.now() + timedelta(days=60)).year
    for hours in (
        BusinessHours.objects.exclude(country="").filter(known_until__lt=soon, levels__is_on=True).distinct()
    ):
        title = _("The holidays of “%(name)s” are known only until %(year)s.")
        cure = _("Accord renews them by itself; if it could not, choose the country once more.")
        yield Problem(
            f"sla-holidays:{hours.pk}",
            title % {"name": hours.name, "year": hours.known_until},
            cure,
            f"{HOURS}{hours.pk}/",
        )
