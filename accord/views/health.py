"""Shared views that are broken are told on Today and by `accord doctor`; one's own show it in Settings."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accord.core import health
from accord.core.health import Problem
from accord.views import breaking
from accord.views.models import SavedView, Shared

MOST = 200  # views that are looked at: as many as an agent's list holds


@health.checks.add("views")
def broken() -> Iterator[Problem]:
    """Views that colleagues have and that show nothing, or not what was meant."""
    rows = (
        SavedView.objects.filter(is_active=True).exclude(shared=Shared.ME).order_by("position", "id")[:MOST]
    )
    found = [view for view in rows if breaking.broken(view)]
    if found:
        yield Problem(
            "views-broken",
            ngettext_lazy(
                "%(number)s shared view is broken: “%(name)s”.",
                "%(number)s shared views are broken, such as “%(name)s”.",
                len(found),
            )
            % {"number": len(found), "name": found[0].name},
            _("Settings, Saved views, says what each of them misses. Save it anew with what is there."),
            url=f"/settings/views/{found[0].pk}/" if len(found) == 1 else "/settings/views/",
        )
