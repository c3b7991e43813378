"""What well-known mail providers need, so that a person types an address and little else. No network is asked.

Where only the domain is known the usual names are offered: imap., smtp. and pop. before it. The names are those that
the providers publish in their own help pages.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core.registry import Registry


@dataclass(frozen=True)
class Server:
    """Where to connect; `security` is none, starttls or tls."""

    host: str
    port: int
    security: str


@dataclass(frozen=True)
class Preset:
    """One provider. `consent` names the provider of consents (consents.providers) whose tokens its servers take.

    `way_in` is what the form proposes: imap, pop3, handed (a mail server hands mail over) or service (a webhook).
    `{domain}` in a host is the address's own domain.
    """

    key: str
    name: Promise | str
    about: Promise | str
    imap: Server
    pop3: Server
    smtp: Server
    consent: str = ""
    way_in: str = "imap"
    domains: tuple[str, ...] = ()
    password_hint: Promise | str = ""

    def at(self, domain: str) -> "Preset":
        """The same with the domain put in."""
        imap, pop3, smtp = (
            Server(each.host.replace("{domain}", domain), each.port, each.security)
            for each in (self.imap, self.pop3, self.smtp)
        )
        return Preset(
            self.key,
            self.name,
            self.about,
            imap,
            pop3,
            smtp,
            self.consent,
            self.way_in,
            self.domains,
            self.password_hint,
        )


presets: Registry[Preset] = Registry("mail provider preset")
_APP_PASSWORD = _(
    "This provider wants a password made for programs only (an app password); make one in its settings."
)


def _tls(host: str, port: int) -> Server:
    return Server(host, port, "tls")


def _add(preset: Preset) -> Preset:
    return presets.add(preset.key)(preset)


def _known(key: str, name: str, imap: str, pop3: str, smtp: Server, *domains: str) -> Preset:
    return _add(
        Preset(
            key,
            name,
            "",
            _tls(imap, 993),
            _tls(pop3, 995),
            smtp,
            domains=domains,
            password_hint=_APP_PASSWORD,
        )
    )


GOOGLE = _add(
    Preset(
        "google",
        _("Google (Gmail, Workspace)"),
        _("You register Accord at Google once and connect with a consent; or an app password."),
        _tls("imap.gmail.com", 993),
        _tls("pop.gmail.com", 995),
        Server("smtp.gmail.com", 587, "starttls"),
        consent="google",
        domains=("gmail.com", "googlemail.com"),
        password_hint=_APP_PASSWORD,
    )
)
MICROSOFT = _add(
    Preset(
        "microsoft",
        _("Microsoft 365, Outlook.com"),
        _(
            "You register Accord at Microsoft once and connect with a consent. Passwords are not taken there any more."
        ),
        _tls("outlook.office365.com", 993),
        _tls("outlook.office365.com", 995),
        Server("smtp.office365.com", 587, "starttls"),
        consent="microsoft",
        domains=("outlook.com", "hotmail.com", "live.com", "msn.com"),
    )
)
OTHER = _add(
    Preset(
        "other",
        _("Another provider or server"),
        _("Mail is fetched by IMAP or POP3 and sent by SMTP, with name and password."),
        _tls("imap.{domain}", 993),
        _tls("pop.{domain}", 995),
        Server("smtp.{domain}", 587, "starttls"),
    )
)
OWN = _add(
    Preset(
        "own",
        _("Our own mail server hands mail over"),
        _("By SMTP, LMTP or a pipe. Nothing is fetched; mail is here the moment it comes."),
        OTHER.imap,
        OTHER.pop3,
        OTHER.smtp,
        way_in="handed",
    )
)
SERVICE = _add(
    Preset(
        "service",
        _("A mail service with webhooks"),
        _("Mailgun, Postmark, SendGrid, Brevo, Mailjet and others: they call us when mail comes."),
        OTHER.imap,
        OTHER.pop3,
        OTHER.smtp,
        way_in="service",
    )
)
_known(
    "yahoo",
    "Yahoo",
    "imap.mail.yahoo.com",
    "pop.mail.yahoo.com",
    _tls("smtp.mail.yahoo.com", 465),
    "yahoo.com",
)
_known(
    "icloud",
    "iCloud",
    "imap.mail.me.com",
    "imap.mail.me.com",
    Server("smtp.mail.me.com", 587, "starttls"),
    "icloud.com",
    "me.com",
    "mac.com",
)
_known(
    "mail-ru",
    "Mail.ru",
    "imap.mail.ru",
    "pop.mail.ru",
    _tls("smtp.mail.ru", 465),
    "mail.ru",
    "bk.ru",
    "inbox.ru",
    "list.ru",
)
_known(
    "yandex",
    "Yandex",
    "imap.yandex.com",
    "pop.yandex.com",
    _tls("smtp.yandex.com", 465),
    "yandex.ru",
    "yandex.com",
    "ya.ru",
)
_known("abv", "abv.bg", "imap.abv.bg", "pop3.abv.bg", _tls("smtp.abv.bg", 465), "abv.bg")
_known(
    "inbox-lv",
    "Inbox.lv",
    "mail.inbox.lv",
    "mail.inbox.lv",
    Server("mail.inbox.lv", 587, "starttls"),
    "inbox.lv",
    "inbox.eu",
)
_known(
    "gmx",
    "GMX",
    "imap.gmx.net",
    "pop.gmx.net",
    Server("mail.gmx.net", 587, "starttls"),
    "gmx.net",
    "gmx.de",
    "gmx.at",
)
_known(
    "fastmail",
    "Fastmail",
    "imap.fastmail.com",
    "pop.fastmail.com",
    _tls("smtp.fastmail.com", 465),
    "fastmail.com",
)
_known(
    "zoho", "Zoho", "imap.zoho.com", "pop.zoho.com", _tls("smtp.zoho.com", 465), "zoho.com", "zohomail.com"
)

CHOICES = (
    GOOGLE,
    MICROSOFT,
    OTHER,
    OWN,
    SERVICE,
)  # what the first page offers; the others are found by the domain


def for_address(address: str, chosen: str = "") -> Preset:
    """What fits: the one that was chosen, else the one of the domain, else the usual names in it."""
    domain = address.strip().rpartition("@")[2].lower() or "example.com"
    found = presets.get(chosen) if chosen else None
    if found is None or (found is OTHER):
        found = next((each for _key, each in presets.items() if domain in each.domains), found or OTHER)
    return found.at(domain)
