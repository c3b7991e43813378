"""A TLS certificate and its key in two files: read, checked, taken anew when another program has renewed them.

Needs no Django. Both files are PEM; the certificate's may hold the chain, its own first.
"""

import asyncio
import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

LOOK_EVERY_S = 10.0


class BadCertificate(Exception):
    """The files cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where certificate and key lie."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """A server's context, TLS 1.2 or newer. Raises BadCertificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.load_into(context)
        return context

    def load_into(self, context: ssl.SSLContext) -> None:
        """Use the files as they are now for every handshake from here on. Raises BadCertificate."""
        try:
            context.load_cert_chain(self.certificate, self.key, password=_no_password)
        except ssl.SSLError as problem:
            raise BadCertificate(
                f"{self.certificate} and {self.key} are no certificate and its key in PEM: {problem.reason or problem}"
            ) from problem
        except OSError as problem:
            raise BadCertificate(f"{problem.filename or self.certificate}: {problem.strerror or problem}") from problem

    def fingerprint(self) -> tuple[int, ...]:
        """Changes when a file does; empty while one is missing."""
        try:
            found = [path.stat() for path in (self.certificate, self.key)]
        except OSError:
            return ()
        return tuple(figure for each in found for figure in (each.st_mtime_ns, each.st_size, each.st_ino))

    def der(self) -> bytes:
        """The certificate itself, as a client sees it. Raises BadCertificate."""
        try:
            text = self.certificate.read_text("ascii", "replace")
            begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
            return ssl.PEM_cert_to_DER_cert(begin + text.partition(begin)[2].partition(end)[0] + end + "\n")
        except (OSError, ValueError) as problem:
            raise BadCertificate(f"{self.certificate}: {problem}") from problem

    def facts(self) -> "CertificateFacts":
        """What the certificate says of itself. Raises BadCertificate."""
        from cryptography import x509

        try:
            found = x509.load_der_x509_certificate(self.der())
        except ValueError as problem:
            raise BadCertificate(f"{self.certificate}: {problem}") from problem
        try:
            names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            hosts = [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]
        except x509.ExtensionNotFound:
            hosts = []
        return CertificateFacts(tuple(hosts), found.not_valid_after_utc)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """For whom it is, and until when (UTC)."""

    hosts: tuple[str, ...]
    until: datetime

    def covers(self, host: str) -> bool:
        """Whether a browser at that host takes it; a star stands for one label (RFC 6125)."""
        host = host.lower().rstrip(".")
        star = "*." + host.partition(".")[2]
        return any(name.lower() in (host, star) for name in self.hosts)


async def changed(files: CertificateFiles, every_s: float = LOOK_EVERY_S) -> None:
    """Return once the files are others than now and fit together: a renewal writes two files, one after the other."""
    before = files.fingerprint()
    while True:
        await asyncio.sleep(every_s)
        now = files.fingerprint()
        if now and now != before:
            try:
                await asyncio.to_thread(files.context)
            except BadCertificate:
                continue
            if files.fingerprint() == now:
                return


def _no_password() -> str:
    """OpenSSL would ask for it at the terminal."""
    return ""
