"""What can be wrong with screening: a server that it asks and that does not answer, a domain whose keys never came."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.channels.email.models import ServiceTrouble, SigningKey
from accord.channels.email.signing.keys import NEW
from accord.core import clock, options
from accord.core.health import Problem, checks

PATIENCE = timedelta(minutes=2)  # one slow answer is no trouble
KEYS_PATIENCE = timedelta(days=3)
_TROUBLES: dict[str, tuple[Promise, Promise]] = {
    "rspamd": (
        _("The spam filter rspamd does not answer."),
        _("Mail comes in without its opinion. Start rspamd, or correct its address."),
    ),
    "clamd": (
        _("The virus scanner clamd does not answer."),
        _(
            "Start clamd, or correct its address. Until then mail waits, or comes in with a mark, as you chose."
        ),
    ),
    "dns": (
        _("The name servers do not answer."),
        _("Senders cannot be checked. See the network of this machine, or name other servers."),
    ),
}


@checks.add("screening")
def screening() -> Iterator[Problem]:
    """Servers that do not answer, and keys that wait for their records."""
    for row in ServiceTrouble.objects.filter(since__lt=clock.now() - PATIENCE):
        if row.service in ("rspamd", "clamd") and not options.get(f"mail.{row.service}"):
            continue
        title, cure = _TROUBLES[row.service]
        yield Problem(
            f"screening:{row.service}",
            title,
            cure,
            reverse("safety"),
            severe=row.service == "clamd",
            since=row.since,
        )
    late = SigningKey.objects.filter(state=NEW, made_at__lt=clock.now() - KEYS_PATIENCE).order_by("made_at")
    for domain, made_at in late.values_list("domain", "made_at").distinct()[:5]:
        title = _("The keys for %(domain)s were made, but their records were not found.")
        yield Problem(
            f"signing:{domain}", str(title) % {"domain": domain},
            _("Publish the two records at the domain's provider, then let Accord look for them."),
            reverse("signing"), since=made_at,
        )  # fmt: skip
