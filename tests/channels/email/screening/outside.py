"""Domains outside: example.com and example.org ask to refuse what nobody proves, example.net asks nothing."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from accord.channels.email.screening import deciding, dkim_check, names
from accord.channels.email.screening.authentication import Origin
from tests.channels.email.screening.name_server import NameServer, name_server, txt

SERVER_IP = "8.8.8.8"  # the one that may send for example.com and example.org
OTHER_IP = "9.9.9.9"


@dataclass
class Outside:
    server: NameServer

    def origin(
        self, peer: str = SERVER_IP, sender: str = "hannah@example.com", helo: str = "mx.example.com"
    ) -> Origin:
        return Origin(peer, helo, sender)


@lru_cache(maxsize=1)
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(raw: bytes, domain: str = "example.com") -> bytes:
    """The mail with a DKIM signature of that domain."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    secret = key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    line = dkim_check.module().sign(
        raw, b"s1", domain.encode(), secret, include_headers=[b"from", b"subject", b"to"]
    )
    return bytes(line) + raw


@contextmanager
def make() -> Iterator[Outside]:
    public = base64.b64encode(
        key()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    ).decode()
    zone = {}
    for domain in ("example.com", "example.org"):
        zone[domain, "TXT"] = txt(f"v=spf1 ip4:{SERVER_IP} -all")
        zone[f"_dmarc.{domain}", "TXT"] = txt("v=DMARC1; p=reject")
        zone[f"s1._domainkey.{domain}", "TXT"] = txt(f"v=DKIM1; k=rsa; p={public}")
    zone["example.net", "TXT"] = txt("hello")
    with name_server(zone) as server:
        deciding.forget()
        names.use(server.address)
        yield Outside(server)
        names.use("")
        deciding.forget()
