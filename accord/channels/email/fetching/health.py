"""What is wrong with sources, for Today and `accord doctor`."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.channels.email.fetching.failures import FAILURES
from accord.channels.email.models import MailSource
from accord.core import clock
from accord.core.health import Problem, checks
from accord.core.templates import filled

# A short outage cures itself; what lasts is told. These never cure themselves.
PASSES = timedelta(minutes=15)
AT_ONCE = frozenset({"sign_in", "consent", "no_folder", "key", "certificate", "disk_full", "no_uidl"})
SILENT = timedelta(minutes=30)


@checks.add("mail-sources")
def problems() -> Iterator[Problem]:
    """Sources that fail, and sources that nobody has looked at for half an hour."""
    now = clock.now()
    for source in MailSource.objects.filter(is_active=True, mailbox__is_active=True).select_related(
        "mailbox"
    ):
        url = reverse("mailbox", args=[source.mailbox_id])
        gaps = {"address": source.mailbox.address}
        failing = source.error_since is not None and source.last_error in FAILURES
        if failing and source.error_since is not None:
            if source.last_error not in AT_ONCE and now - source.error_since < PASSES:
                continue
            said = FAILURES[source.last_error]
            title = filled(str(_("No mail is fetched for %(address)s: %(why)s")), {**gaps, "why": said.title})
            yield Problem(
                f"mail-source:{source.pk}", title, said.cure, url, severe=True, since=source.error_since
            )
        elif source.last_fetched_at is not None and now - source.last_fetched_at > SILENT:
            title = filled(str(_("Nobody has fetched mail for %(address)s for a while.")), gaps)
            cure = _("See whether a worker runs: mail is fetched by `accord serve` or `accord worker`.")
            yield Problem(
                f"mail-source:{source.pk}", title, cure, url, severe=True, since=source.last_fetched_at
            )
