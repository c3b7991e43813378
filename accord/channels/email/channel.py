"""Mail as a channel. It reaches everybody who has an address; whether he has one is asked for each message."""

from django.utils.translation import gettext_lazy as _

from accord.channels.email import (
    accounts,
    addressing,
    budget,
    ledger,
    mailboxes,
    outbox,
    sending,
    shown_ledger,
    views,
    views_consent,
    views_dkim,
    views_safety,
    views_services,
    views_trying,
    views_wordings,
    watching,  # noqa: F401  (registers its health checks)
)
from accord.channels.email.screening import viruses
from accord.messaging import ways_in, withholding
from accord.messaging.channel import Channel, register

EMAIL = register(
    Channel(
        key="email",
        label=_("E-mail"),
        deliver=sending.deliver,
        given_up=sending.given_up,
        reaches=lambda ticket: True,
        outbox=outbox.MailOutbox(),
        ledger=shown_ledger.MailLedger(),
        address_of=addressing.address_of_department,
        pages=(
            *views.PAGES,
            *views_consent.PAGES,
            *views_trying.PAGES,
            *views_services.PAGES,
            *views_dkim.PAGES,
            *views_wordings.PAGES,
            *views_safety.PAGES,
        ),
        hooks=views_services.HOOKS,
        lines=mailboxes.lines,
        why=ledger.why,
        withholds=budget.refusal,
    )
)
ways_in.register(accounts.send_account_mail, accounts.can_mail)
withholding.register(viruses.withheld)
