"""Certificates for tests: signed by themselves, for the names and days that a test needs."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from accord.core.certificates import CertificateFiles


def certificate(folder: Path, *hosts: str, until: datetime | None = None, name: str = "desk") -> CertificateFiles:
    """Write `NAME.pem` and `NAME.key` there, good for `hosts` (localhost and 127.0.0.1 without any)."""
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk.example.com")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, until or now) - timedelta(days=90))
        .not_valid_after(until or now + timedelta(days=60))
        .add_extension(x509.SubjectAlternativeName([_name(h) for h in hosts or ("localhost", "127.0.0.1")]), False)
        .sign(key, hashes.SHA256())
    )
    files = CertificateFiles(folder / f"{name}.pem", folder / f"{name}.key")
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    files.key.chmod(0o600)
    files.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return files


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
