"""Rules that are broken are told on Today and by `accord doctor`."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accord.automation.models import Rule
from accord.core import health
from accord.core.health import Problem


@health.checks.add("rules")
def broken() -> Iterator[Problem]:
    """Rules that are switched on and do nothing."""
    rows = Rule.objects.filter(active=True, removed_at__isnull=True, broken_at__isnull=False).order_by(
        "broken_at"
    )
    found = list(rows[:100])
    if found:
        yield Problem(
            "rules-broken",
            ngettext_lazy("%(number)s rule is broken.", "%(number)s rules are broken.", len(found))
            % {"number": len(found)},
            _("Settings, Rules, says what each of them misses. Save it anew with what is there."),
            url="/settings/rules/",
            since=found[0].broken_at,
        )
