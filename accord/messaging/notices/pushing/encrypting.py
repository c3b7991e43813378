"""What a browser alone can read: message encryption for Web Push (RFC 8291) in one record of aes128gcm (RFC 8188).

The curve, the key derivation and the cipher are those of `cryptography`; what stands here is how the two RFCs put them
together. A library would bring an HTTP client of its own with it.
"""

import base64
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096
MOST_BYTES = 3_900  # services take 4,096 with header, padding delimiter and tag
_SALT_BYTES, _AUTH_BYTES = 16, 16
_LAST = b"\x02"


class BadKey(ValueError):
    """What a browser gave is no point on P-256, or no secret of 16 bytes."""


def decode(text: str) -> bytes:
    """Base64url with or without its padding. Raises BadKey."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise BadKey(text[:20]) from error


def encode(data: bytes) -> str:
    """As base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def check(public: str, auth: str) -> None:
    """Whether messages can be encrypted for these. Raises BadKey."""
    _point(decode(public))
    if len(decode(auth)) != _AUTH_BYTES:
        raise BadKey("auth")


def encrypted(
    words: bytes,
    public: str,
    auth: str,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of the message (header and one record) for the browser with that point and secret.

    `own` and `salt` are made anew for each message; tests give those of the RFC. Raises BadKey, ValueError (too long).
    """
    if len(words) > MOST_BYTES:
        raise ValueError("too long for a push message")
    own, salt = own or ec.generate_private_key(ec.SECP256R1()), salt or secrets.token_bytes(_SALT_BYTES)
    theirs, secret = decode(public), decode(auth)
    ours = point_of(own)
    shared = own.exchange(ec.ECDH(), _point(theirs))
    seed = _derived(shared, secret, b"WebPush: info\x00" + theirs + ours, 32)
    key = _derived(seed, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(seed, salt, b"Content-Encoding: nonce\x00", 12)
    sealed = AESGCM(key).encrypt(nonce, words + _LAST, None)
    return salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half, uncompressed: 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _point(data: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    except ValueError as error:
        raise BadKey("public") from error


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
