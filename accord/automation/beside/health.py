"""Panels that do not get an answer are told on Today and by `accord doctor`."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accord.automation.beside import known
from accord.automation.beside.troubles import cure_of
from accord.automation.models import SidePanel
from accord.core import health
from accord.core.health import Problem


@health.checks.add("panels")
def failing() -> Iterator[Problem]:
    """Panels that failed when they were asked last."""
    if not known.known().panels:
        return
    for panel in SidePanel.objects.filter(active=True, removed_at=None, failed_at__isnull=False).order_by(
        "id"
    ):
        yield Problem(
            f"panel:{panel.pk}",
            _("The panel “%(name)s” beside tickets gets no answer.") % {"name": panel.name},
            cure_of(panel.failure),
            url=f"/settings/beside/panels/{panel.pk}/",
            since=panel.failed_at,
        )
