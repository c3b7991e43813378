"""How push services know this desk: a key made at first use, and a token signed with it (VAPID, RFC 8292)."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction

from accord.core import clock, secrets
from accord.messaging.notices.pushing.encrypting import encode, point_of
from accord.people.models import PushKey

LASTS = timedelta(hours=12)  # RFC 8292: at most 24 hours


def public() -> str:
    """The point that browsers ask for when push is turned on; made, with its key, at first use."""
    return _row().public


def header(endpoint: str) -> str:
    """The Authorization header for a message to that address. Raises secrets.Unreadable."""
    row = _row()
    key = load_pem_private_key(secrets.decrypt(row.private_key).encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise secrets.Unreadable("the push key is no key on a curve")
    return f"vapid t={token(key, endpoint)}, k={row.public}"


def token(key: ec.EllipticCurvePrivateKey, endpoint: str) -> str:
    """A JWT for the service behind the address, signed with ES256 (RFC 7518, 3.4)."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((clock.now() + LASTS).timestamp()),
        "sub": settings.BASE_URL,
    }
    head = encode(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
    signed = f"{head}.{encode(json.dumps(claims).encode())}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _row() -> PushKey:
    """The one key; of two processes that come at once, one makes it."""
    row = PushKey.objects.filter(pk=1).first()
    if row is None:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        with transaction.atomic():
            PushKey.objects.get_or_create(
                pk=1,
                defaults={
                    "private_key": secrets.encrypt(pem),
                    "public": encode(point_of(key)),
                    "made_at": clock.now(),
                },
            )
        row = PushKey.objects.get(pk=1)
    return row
