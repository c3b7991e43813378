"""What a workspace wishes of screening: its options, read once for all mails of a part."""

import ipaddress
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accord.core import options

HOLD, LET_IN = "hold", "let-in"
MARK, ASIDE = "mark", "aside"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

options.define(
    "mail.trusted_servers",
    "",
    _("Mail servers whose check of the sender is believed"),
    _(
        "The names that stand first in their Authentication-Results header, such as mx.example.com, separated by"
        " commas. Such a server must remove headers of this kind that came from outside."
    ),
    shown=False,
)
options.define(
    "mail.check_senders",
    True,
    _("Check senders by SPF, DKIM and DMARC"),
    _("Where no trusted server has done it. This asks name servers about mail that comes from the internet."),
    shown=False,
)
options.define(
    "mail.own_relays",
    "",
    _("Mail servers of your own in front of this one"),
    _(
        "Their public addresses or networks, separated by commas. Private addresses are always taken for your own."
    ),
    shown=False,
)
options.define(
    "mail.nameservers",
    "",
    _("Name servers to ask"),
    _("Addresses such as 192.0.2.53, separated by commas. Empty: those of this machine."),
    shown=False,
)
options.define(
    "mail.spam_points",
    5,
    _("Points that make a mail spam"),
    _("Each reason adds points; they stand beside the mail in the ledger and on the ticket."),
    shown=False,
)
options.define(
    "mail.learn_spam",
    True,
    _("Learn from what agents mark as spam"),
    _(
        "A filter of your own, in any language. It says nothing until it knows enough of both kinds, nor beside rspamd."
    ),
    shown=False,
)
options.define(
    "mail.with_virus",
    MARK,
    _("What becomes of a mail with a virus"),
    choices=(
        (MARK, _("It comes in with a mark; its file is kept and not handed out")),
        (ASIDE, _("It is kept aside in the mail ledger")),
    ),
    shown=False,
)
options.define(
    "mail.rspamd",
    "",
    _("rspamd, the spam filter"),
    _("Where it listens, such as 127.0.0.1:11333. Empty: it is not asked."),
    shown=False,
)
options.define(
    "mail.clamd",
    "",
    _("clamd, the virus scanner"),
    _("Where it listens, such as 127.0.0.1:3310 or /run/clamav/clamd.ctl. Empty: it is not asked."),
    shown=False,
)
options.define(
    "mail.without_clamd",
    LET_IN,
    _("When the virus scanner does not answer"),
    choices=(
        (LET_IN, _("Take mail in with a mark that it was not scanned")),
        (HOLD, _("Hold all mail until it answers")),
    ),
    shown=False,
)
KEYS = (
    "mail.trusted_servers",
    "mail.check_senders",
    "mail.own_relays",
    "mail.nameservers",
    "mail.spam_points",
    "mail.learn_spam",
    "mail.rspamd",
    "mail.clamd",
    "mail.without_clamd",
    "mail.with_virus",
)


@dataclass(frozen=True)
class Wishes:
    """The options in the form in which they are used; needs no database any more, so any thread may have it."""

    trusted: tuple[str, ...] = ()
    check_senders: bool = True
    relays: tuple[Network, ...] = ()
    nameservers: str = ""
    spam_points: float = 5.0
    learn: bool = True
    rspamd: str = ""
    clamd: str = ""
    hold: bool = False


def wishes() -> Wishes:
    """As they are now."""
    return Wishes(
        trusted=tuple(each.lower().rstrip(".") for each in listed(options.get("mail.trusted_servers"))),
        check_senders=options.get("mail.check_senders"),
        relays=tuple(
            network for each in listed(options.get("mail.own_relays")) if (network := network_of(each))
        ),
        nameservers=options.get("mail.nameservers"),
        spam_points=float(options.get("mail.spam_points")),
        learn=options.get("mail.learn_spam"),
        rspamd=options.get("mail.rspamd"),
        clamd=options.get("mail.clamd"),
        hold=options.get("mail.without_clamd") == HOLD,
    )


def listed(text: str) -> list[str]:
    """What stands between commas and blanks."""
    return text.replace(",", " ").split()


def network_of(text: str) -> Network | None:
    """An address or a network; None when it is neither."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def place_of(text: str, port: int) -> tuple[str, int]:
    """`host:port`, `[::1]:port` or `host`, as a pair; `port` is the usual one. Raises ValueError."""
    host, colon, number = text.strip().rpartition(":")
    if not colon or text.strip().endswith("]"):
        return text.strip().strip("[]"), port
    if not host or not number.isdigit() or not 0 < int(number) < 65536:
        raise ValueError(text)
    return host.strip("[]"), int(number)
