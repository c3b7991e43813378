"""Whether accepted mail becomes tickets: the age of what the spool holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accord.channels.email.spool import Spool
from accord.core import clock
from accord.core.health import Problem, checks

TOO_OLD = timedelta(minutes=10)


def oldest() -> datetime | None:
    """When the oldest mail that is no ticket yet came; None when none waits."""
    spool = Spool(settings.DATA)  # a reader of its own: the intake's belongs to the thread that takes mail
    try:
        return spool.oldest()
    finally:
        spool.close()


@checks.add("spool")
def late() -> Iterator[Problem]:
    """Mail that waits for long."""
    since = oldest()
    if since is not None and clock.now() - since > TOO_OLD:
        yield Problem(
            "mail-waits",
            _("Mail that was accepted is no ticket yet, for more than ten minutes."),
            _("See that a worker runs and that it reads this data folder; its log says what stops it."),
            severe=clock.now() - since > 6 * TOO_OLD,
            since=since,
        )
