"""A daily probe from each mailbox to itself: what does not come back in time is a problem, before customers notice.

Where addresses with a token are known to arrive the canary goes to one of these. Should it be lost, a plain one follows
at once: if that arrives, only the plus-addresses stopped working, and Reply-To goes without a token from then on.
"""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accord.channels.email import probes
from accord.channels.email.models import Mailbox, MailProbe
from accord.channels.email.probes import Kind
from accord.core import clock, options
from accord.events import outgoing

options.define(
    "email.canary_minutes",
    30,
    _("A probe mail may take, in minutes"),
    _("Once a day each mailbox sends itself a mail. One that takes longer is shown as a problem."),
)

EVERY = timedelta(hours=24)
KEPT = timedelta(days=30)


def fly() -> int:
    """Send the canaries that are due; returns how many were sent."""
    if settings.DEMO or outgoing.paused():
        return 0
    sent = 0
    for mailbox in Mailbox.objects.filter(is_active=True, canary=True, tested_at__isnull=False):
        if not mailbox.has_way_out:
            continue
        kind = _due(mailbox)
        if kind is not None:
            probes.send(mailbox, kind, canary=True)
            sent += 1
    if sent:
        MailProbe.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    return sent


def lost(mailbox: Mailbox) -> MailProbe | None:
    """The last canary, if it did not come back in time."""
    probe = _last(mailbox)
    return probe if probe is not None and probes.missing(probe, patience()) else None


def patience() -> timedelta:
    """How long a probe may take."""
    return timedelta(minutes=max(int(options.get("email.canary_minutes")), 1))


def _due(mailbox: Mailbox) -> MailProbe.Kind | None:
    """Which canary is to be sent now, if any."""
    last = _last(mailbox)
    usual = Kind.PLUS if mailbox.plus_works else Kind.PLAIN
    if last is None or clock.now() - last.created_at > EVERY:
        return usual
    if last.kind == Kind.PLUS and probes.missing(last, patience()):
        return Kind.PLAIN
    before = MailProbe.objects.filter(mailbox=mailbox, canary=True, pk__lt=last.pk).order_by("-id").first()
    if (
        last.kind == Kind.PLAIN
        and last.arrived_at
        and before
        and before.kind == Kind.PLUS
        and before.arrived_at is None
    ):
        Mailbox.objects.filter(pk=mailbox.pk, plus_works=True).update(plus_works=False)
    return None


def _last(mailbox: Mailbox) -> MailProbe | None:
    return MailProbe.objects.filter(mailbox=mailbox, canary=True).order_by("-id").first()
