"""What is weak about how the pages are reached: plain http, https that nobody speaks, a certificate at its end."""

import ipaddress
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from accord.core import clock
from accord.core.certificates import BadCertificate, CertificateFacts, CertificateFiles
from accord.core.health import Problem, checks
from accord.project import facts
from accord.project.facts import Facts

WARN_BEFORE = timedelta(days=14)
SEVERE_BEFORE = timedelta(days=3)
OWN_NETWORK = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test")


def check() -> Iterator[Problem]:
    """What the web process wrote down about itself, judged."""
    found = facts.read()
    if found is None:
        return
    if found.certificate:
        yield from _certificate(found)
    elif found.base_url.startswith("https://") and not found.proxies:
        yield Problem(
            "tls-missing",
            _("The address of this desk says https, but nothing that we know of speaks it."),
            _(
                "Start Accord with --certificate and --key, or name the proxy in front of it in"
                " ACCORD_TRUSTED_PROXIES. Until then limits count all visitors as one."
            ),
        )
    elif found.base_url.startswith("http://") and not _private(urlsplit(found.base_url).hostname or ""):
        yield Problem(
            "plain-http",
            _("Passwords and requests travel unencrypted: the address of this desk is plain http."),
            _("Start Accord with --certificate and --key, or put a proxy with TLS in front of it, and give it an"
              " ACCORD_BASE_URL that begins with https."),
            severe=True,
        )
    elif found.proxies and found.host in ("0.0.0.0", "::"):
        yield Problem(
            "around-the-proxy",
            _("Whoever knows the port reaches this desk around the proxy, without TLS."),
            _("Let Accord listen only where the proxy reaches it, such as --host 127.0.0.1."),
        )


def _certificate(found: Facts) -> Iterator[Problem]:
    try:
        said = CertificateFiles(Path(found.certificate), Path(found.key)).facts()
    except BadCertificate as problem:
        yield Problem(
            "certificate-unreadable",
            _("The certificate cannot be read: %(why)s") % {"why": problem},
            _("Look at the two files and who may read them, then start Accord anew."),
            severe=True,
        )
        return
    if _readable_by_all(Path(found.key)):
        yield Problem(
            "certificate-key-open",
            _("Everybody on this machine can read the key of the certificate."),
            _("Let only the user that runs Accord read it: chmod 600 %(file)s") % {"file": found.key},
        )
    if found.base_url.startswith("http://"):
        yield Problem(
            "address-http",
            _("This desk speaks TLS, but links in our mails begin with http and cookies are not secure."),
            _("Give Accord an ACCORD_BASE_URL that begins with https."),
        )
    yield from _near_its_end(said)
    host = urlsplit(found.base_url).hostname or ""
    if host and not said.covers(host):
        yield Problem(
            "certificate-names",
            _("The certificate is not for %(host)s, so browsers refuse the links in our mails.") % {"host": host},
            _("Get a certificate for that name, or give Accord the ACCORD_BASE_URL that the certificate is for."),
            severe=True,
        )


def _near_its_end(said: CertificateFacts) -> Iterator[Problem]:
    left = said.until - clock.now()
    if left < WARN_BEFORE:
        title = (
            _("The certificate has run out: browsers refuse this desk.")
            if left <= timedelta(0)
            else _("The certificate runs out on %(date)s.") % {"date": said.until.date().isoformat()}
        )
        yield Problem(
            "certificate-ends",
            title,
            _("Renew it; Accord takes the new files by itself. If a program renews it, look at why it did not."),
            severe=left < SEVERE_BEFORE,
        )


def _readable_by_all(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def _private(host: str) -> bool:
    """Whether only this machine or the own network is reached by that name."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(OWN_NETWORK)


checks.add("exposure")(check)
