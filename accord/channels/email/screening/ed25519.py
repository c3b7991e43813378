"""Ed25519 for dkimpy by the cryptography that we have: it knows only PyNaCl, of which it uses these four names."""

import base64
import types

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class _Signed:
    def __init__(self, signature: bytes) -> None:
        self.signature = signature


class SigningKey:
    """A private key, given as the base64 of its 32 bytes."""

    def __init__(self, key: bytes, encoder: object = None) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(key, validate=True))

    def sign(self, message: bytes) -> _Signed:
        return _Signed(self._key.sign(message))


class VerifyKey:
    """A public key, given as the base64 of its 32 bytes. Raises ValueError for anything else."""

    def __init__(self, key: bytes, encoder: object = None) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))

    def verify(self, message: bytes, signature: bytes) -> bytes:
        """The message. Raises InvalidSignature."""
        self._key.verify(signature, message)
        return message


def teach(dkim: types.ModuleType) -> None:
    """Give dkimpy these names; where PyNaCl is installed, ours stand in for it."""
    dkim.nacl = types.SimpleNamespace(  # type: ignore[attr-defined]
        signing=types.SimpleNamespace(SigningKey=SigningKey, VerifyKey=VerifyKey),
        encoding=types.SimpleNamespace(Base64Encoder=None),
        exceptions=types.SimpleNamespace(BadSignatureError=InvalidSignature, ValueError=ValueError),
    )
