"""The keys of a domain: made in pairs, in use once their records are published, put away when newer ones are."""

import base64
from dataclasses import dataclass

from django.db import transaction

from accord.channels.email.happenings import SigningChanged
from accord.channels.email.models import Mailbox, SigningKey
from accord.channels.email.screening import names
from accord.core import clock, options, secrets
from accord.core.errors import Invalid, NotPossible
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Person

RSA, ED25519 = "rsa-sha256", "ed25519-sha256"
RSA_BITS = 2048
NEW, ACTIVE, OLD = "new", "active", "old"


@dataclass(frozen=True)
class Published:
    """What the domain name system says of a key: found as it is, another text, nothing, or no answer."""

    state: str  # right, wrong, absent, no_answer
    found: str = ""


def domains() -> list[str]:
    """The domains of our mailboxes."""
    rows = Mailbox.objects.filter(is_active=True).values_list("address", flat=True)
    return sorted({address.rpartition("@")[2] for address in rows})


def of_domain(domain: str) -> list[SigningKey]:
    """Its keys, the newest pair first."""
    return list(SigningKey.objects.filter(domain=domain).order_by("-id"))


def record_name(key: SigningKey) -> str:
    """Where the record belongs."""
    return f"{key.selector}._domainkey.{key.domain}"


def record_text(key: SigningKey) -> str:
    """The TXT record to publish (RFC 6376, 3.6.1; RFC 8463 for Ed25519)."""
    kind = "rsa" if key.algorithm == RSA else "ed25519"
    return f"v=DKIM1; k={kind}; p={key.public}"


def make_pair(domain: str, *, by: Person) -> list[SigningKey]:
    """A new pair, RSA and Ed25519, under selectors that were never used. Raises Invalid, NotPossible, NotAllowed."""
    demand_admin(by)
    if domain not in domains():
        raise Invalid("domain")
    if SigningKey.objects.filter(domain=domain, state=NEW).exists():
        raise NotPossible("a pair waits for its records already")
    number = SigningKey.objects.filter(domain=domain).count() // 2 + 1
    stem = f"accord{clock.now():%Y%m}{number}"
    with transaction.atomic():
        pair = [_made(domain, f"{stem}r", RSA), _made(domain, f"{stem}e", ED25519)]
        record(SigningChanged(by_id=by.pk, domain=domain, did="made"))
    return pair


def look(key: SigningKey) -> Published:
    """Ask the name servers for the record; nothing is remembered of earlier answers."""
    names.use(options.get("mail.nameservers"))
    names.forget()
    try:
        found = names.texts(record_name(key))
    except names.NoAnswer:
        return Published("no_answer")
    if not found:
        return Published("absent")
    return Published("right" if _public_of(found[0]) == key.public else "wrong", found[0][:600])


def begin(key: SigningKey, *, by: Person) -> Published:
    """Look for the record and, when it is right, sign with this key from now on; the one before becomes old."""
    demand_admin(by)
    published = look(key)
    if published.state != "right":
        return published
    with transaction.atomic():
        others = SigningKey.objects.filter(domain=key.domain, algorithm=key.algorithm, state=ACTIVE)
        others.exclude(pk=key.pk).update(state=OLD)
        was, key.state, key.seen_at = key.state, ACTIVE, clock.now()
        key.save(update_fields=["state", "seen_at"])
        if was != ACTIVE:
            record(SigningChanged(by_id=by.pk, domain=key.domain, did="begun"))
    return published


def stop(key: SigningKey, *, by: Person) -> None:
    """Do not sign with this key any more; one that never signed is forgotten."""
    demand_admin(by)
    with transaction.atomic():
        if key.state == NEW:
            key.delete()
        else:
            key.state = OLD
            key.save(update_fields=["state"])
        record(SigningChanged(by_id=by.pk, domain=key.domain, did="ended"))


def _public_of(text: str) -> str:
    """What stands after p= in a record."""
    for part in text.split(";"):
        name, _equals, value = part.partition("=")
        if name.strip() == "p":
            return "".join(value.split())
    return ""


def _made(domain: str, selector: str, algorithm: str) -> SigningKey:
    secret, public = _rsa() if algorithm == RSA else _ed25519()
    return SigningKey.objects.create(
        domain=domain,
        selector=selector,
        algorithm=algorithm,
        secret=secrets.encrypt(secret),
        public=public,
        made_at=clock.now(),
    )


def _rsa() -> tuple[str, str]:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    secret = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.TraditionalOpenSSL, form.NoEncryption())
    public = key.public_key().public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo)
    return secret.decode("ascii"), base64.b64encode(public).decode("ascii")


def _ed25519() -> tuple[str, str]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    return (
        base64.b64encode(key.private_bytes_raw()).decode("ascii"),
        base64.b64encode(key.public_key().public_bytes_raw()).decode("ascii"),
    )
