"""What can be wrong with our mailboxes, each with its cure. Reads what is stored; asks no server."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.channels.email import canaries
from accord.channels.email.models import Mailbox, OAuthGrant, ProviderAccount
from accord.core import clock, options
from accord.core.health import Problem, checks

options.define(
    "email.silent_days",
    7,
    gettext_lazy("A mailbox is silent after, in days"),
    gettext_lazy("One that got no mail at all for so long is shown as a problem. 0: never."),
)

WARNED_BEFORE = timedelta(days=14)


@checks.add("mailboxes")
def mailboxes() -> Iterator[Problem]:
    """Each active mailbox: its way out, its canary, its silence."""
    if settings.DEMO:
        return
    for mailbox in Mailbox.objects.filter(is_active=True).order_by("id"):
        url = reverse("mailbox", args=[mailbox.pk])
        found = _out(mailbox, url) or _canary(mailbox, url)
        yield from [found] if found else []
        if found is None and (silent := _silent(mailbox, url)):
            yield silent


def _out(mailbox: Mailbox, url: str) -> Problem | None:
    if mailbox.last_error:
        return Problem(
            f"mailbox-out:{mailbox.pk}",
            _("Mail from %(address)s does not go out.") % {"address": mailbox.address},
            _("Answers are kept and sent as soon as it works. The server said: %(words)s")
            % {"words": mailbox.last_error},
            url,
            severe=True,
        )
    if mailbox.has_way_out and mailbox.tested_at is None:
        return Problem(
            f"mailbox-untested:{mailbox.pk}",
            _("The way out of %(address)s has not been tested.") % {"address": mailbox.address},
            _("Send a test mail. Invitations and new passwords are mailed only after one has arrived."),
            url,
        )
    if not mailbox.has_way_out:
        return Problem(
            f"mailbox-keeps:{mailbox.pk}",
            _("%(address)s has no way out.") % {"address": mailbox.address},
            _("Answers are kept, not sent. Say how mail leaves, then release what was kept."),
            url,
        )
    return None


def _canary(mailbox: Mailbox, url: str) -> Problem | None:
    probe = canaries.lost(mailbox) if mailbox.canary and mailbox.tested_at else None
    if probe is None:
        return None
    return Problem(
        f"mailbox-canary:{mailbox.pk}",
        _("A mail that %(address)s sent to itself did not arrive.") % {"address": mailbox.address},
        _("Customers' mail may not arrive either. Test the mailbox: it shows at which step mail is lost."),
        url,
        severe=True,
        since=probe.sent_at,
    )


def _silent(mailbox: Mailbox, url: str) -> Problem | None:
    days = int(options.get("email.silent_days"))
    if not days or mailbox.last_in_at is None or clock.now() - mailbox.last_in_at < timedelta(days=days):
        return None
    return Problem(
        f"mailbox-silent:{mailbox.pk}",
        _("No mail has come to %(address)s for a while.") % {"address": mailbox.address},
        _("Nothing is lost that reached us. Write a mail to it, or test the mailbox."),
        url,
        since=mailbox.last_in_at,
    )


@checks.add("consents")
def consents() -> Iterator[Problem]:
    """Each consent that a mailbox uses: lost, not renewed, or near an end that is known."""
    if settings.DEMO:
        return
    for grant in OAuthGrant.objects.prefetch_related("mailboxes", "sources"):
        used = next(iter(grant.mailboxes.all()), None) or next(
            (one.mailbox for one in grant.sources.all()), None
        )
        if used is not None and used.is_active:
            found = _consent(grant, reverse("mailbox-consent", args=[used.pk]))
            yield from [found] if found else []


def _consent(grant: OAuthGrant, url: str) -> Problem | None:
    now, gaps = clock.now(), {"account": grant.account, "words": grant.last_error}
    if grant.granted_at is None:
        title = _("%(account)s waits for the consent of its provider.") % gaps
        return Problem(f"consent-missing:{grant.pk}", title, _("Connect it; until then no mail comes or goes."), url)
    if grant.lost_at is not None:
        title = _("The provider does not accept the consent of %(account)s any more.") % gaps
        cure = _("Connect the mailbox anew; mail waits where it is. The provider said: %(words)s") % gaps
        return Problem(f"consent-lost:{grant.pk}", title, cure, url, severe=True, since=grant.lost_at)
    if grant.error_since is not None:
        title = _("The consent of %(account)s could not be renewed.") % gaps
        cure = _("It is tried again every minute. The provider said: %(words)s") % gaps
        severe = grant.expires_at is None or grant.expires_at < now
        return Problem(f"consent-late:{grant.pk}", title, cure, url, severe=severe, since=grant.error_since)
    if grant.refresh_ends_at is not None and grant.refresh_ends_at - now < WARNED_BEFORE:
        title = _("The consent of %(account)s ends soon.") % gaps
        return Problem(f"consent-ends:{grant.pk}", title, _("Connect the mailbox anew before it does."), url)
    if grant.secret_ends_on is not None and grant.secret_ends_on - now.date() < WARNED_BEFORE:
        title = _("The client secret of %(account)s ends soon.") % gaps
        cure = _("Make a new one where the client is registered, and write it here.")
        return Problem(f"consent-secret:{grant.pk}", title, cure, url)
    return None


@checks.add("mail-services")
def services() -> Iterator[Problem]:
    """Accounts at mail services whose last webhook had a wrong signature."""
    for account in ProviderAccount.objects.filter(last_refused_at__isnull=False):
        if account.last_in_at is None or account.last_in_at < (account.last_refused_at or account.last_in_at):
            title = _("Calls of %(name)s are refused: their signature is wrong.") % {"name": account}
            cure = _("Compare the signing key written here with the one on the service's own page.")
            url = reverse("mail-service", args=[account.pk])
            yield Problem(f"service-refused:{account.pk}", title, cure, url, severe=True, since=account.last_refused_at)
