"""A device that makes and uses passkeys in software, as browsers do it (WebAuthn level 3), for tests without one."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One device with one key. `verifies`: it asks for a finger, a face or a PIN."""

    origin: str = "https://testserver"
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: os.urandom(16))
    owner: str = ""
    uses: int = 0

    def make(self, options: dict[str, Any]) -> str:
        """The answer to what a page asks for when it adds a passkey."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        about = self._about(asked["rp"]["id"], HAS_KEY)
        about += b"\0" * 16 + len(self.id).to_bytes(2, "big") + self.id + public
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": about})
        response = {"attestationObject": websafe_encode(attestation), "transports": ["internal"]}
        return self._answer("webauthn.create", asked["challenge"], response, {"credProps": {"rk": True}})

    def use(self, options: dict[str, Any], *, owner: str | None = None) -> str:
        """The answer to what the door asks for."""
        asked = options["publicKey"]
        about = self._about(asked["rpId"])
        said = self._client_data("webauthn.get", asked["challenge"])
        signature = self.key.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "authenticatorData": websafe_encode(about),
            "signature": websafe_encode(signature),
            "userHandle": self.owner if owner is None else owner,
        }
        return self._answer("webauthn.get", asked["challenge"], response, {})

    def _about(self, host: str, flags: int = 0) -> bytes:
        self.uses += 1
        flags |= USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, kind: str, challenge: str, response: dict[str, Any], more: dict[str, Any]) -> str:
        name = websafe_encode(self.id)
        data = {**response, "clientDataJSON": websafe_encode(self._client_data(kind, challenge))}
        whole = {"id": name, "rawId": name, "type": "public-key", "response": data, "clientExtensionResults": more}
        return json.dumps({**whole, "authenticatorAttachment": "platform"})
