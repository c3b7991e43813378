"""Push messages: encrypted as RFC 8291 has it, signed as RFC 8292 has it, and only what is still news."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accord.core import clock, outgoing_http, secrets
from accord.core.outgoing_http import Answer
from accord.events.models import Delivery, Event
from accord.messaging.notices import choosing, giving, reading
from accord.messaging.notices.pushing import encrypting, identity, sending, subscribing
from accord.people.models import Notice, PushBrowser, PushKey
from accord.tickets import notifying
from tests.messaging.notices.told import carried_out
from tests.world import World

# RFC 8291, appendix A: an example whole.
WORDS = b"When I grow up, I want to be a watermelon"
OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
HIS = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBr"
    "u3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(encrypting.decode(text), "big"), ec.SECP256R1())


def test_the_example_of_the_rfc() -> None:
    made = encrypting.encrypted(WORDS, POINT, AUTH, own=private(OWN), salt=encrypting.decode(SALT))
    assert encrypting.encode(made) == BODY


def opened(body: bytes) -> dict[str, Any]:
    """What the browser reads: the way back, written from the RFC."""
    salt, theirs = body[:16], body[21:86]
    assert (int.from_bytes(body[16:20], "big"), body[20]) == (4096, 65)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    shared = private(HIS).exchange(ec.ECDH(), point)

    def derived(secret: bytes, with_salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, with_salt, info).derive(secret)

    info = b"WebPush: info\x00" + encrypting.decode(POINT) + theirs
    seed = derived(shared, encrypting.decode(AUTH), info, 32)
    key = derived(seed, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = derived(seed, salt, b"Content-Encoding: nonce\x00", 12)
    plain = AESGCM(key).decrypt(nonce, body[86:], None)
    assert plain[-1:] == b"\x02"
    found: dict[str, Any] = json.loads(plain[:-1])
    return found


@pytest.mark.parametrize(("public", "auth"), [("AAAA", AUTH), (POINT, "AAAA"), ("", ""), (POINT[:-2], AUTH)])
def test_keys_that_are_none_are_refused(public: str, auth: str) -> None:
    with pytest.raises(encrypting.BadKey):
        encrypting.check(public, auth)


@pytest.mark.django_db
def test_the_desks_token_is_signed_for_that_service(world: World) -> None:
    header = identity.header("https://push.example.com:8443/abc?d=e")
    token, point = header.removeprefix("vapid t=").split(", k=")
    assert point == identity.public() == PushKey.objects.get().public
    head, claims, signature = token.split(".")
    raw = encrypting.decode(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), encrypting.decode(point))
    key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert told["aud"] == "https://push.example.com:8443"
    assert 0 < told["exp"] - clock.now().timestamp() <= 24 * 3600
    assert "BEGIN" in secrets.decrypt(PushKey.objects.get().private_key)
    assert "BEGIN" not in PushKey.objects.get().private_key


class Service:
    """Stands where the push service of a browser's maker would: takes what is posted, answers as it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.got: list[tuple[str, dict[str, Any], Any]] = []
        self.status = 201
        monkeypatch.setattr(outgoing_http, "post", self.post)

    def post(self, url: str, body: bytes, headers: Any) -> Answer:
        self.got.append((url, opened(body), headers))
        return Answer(self.status, b"")


@pytest.fixture
def service(world: World, monkeypatch: pytest.MonkeyPatch) -> Service:
    subscribing.subscribe(world.ieva, "https://push.example.com/abc", POINT, AUTH, "Firefox, Linux")
    return Service(monkeypatch)


def told(world: World) -> Any:
    ticket = world.ticket("Кафемелачката спира")
    notifying.notify(ticket, [world.ieva, world.omar], "Look at this", by=world.tiina)
    return ticket


@pytest.mark.django_db
def test_news_reach_the_browser_and_name_their_page(world: World, service: Service) -> None:
    ticket = told(world)
    carried_out()
    ((url, words, headers),) = service.got
    assert url == "https://push.example.com/abc" and headers["Content-Encoding"] == "aes128gcm"
    assert (words["title"], words["url"]) == ("Look at this", f"/tickets/{ticket.code}/")
    assert words["body"] == "Кафемелачката спира" and headers["Urgency"] == "high"
    assert PushBrowser.objects.get().told_at is not None
    carried_out()
    assert len(service.got) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["read", "quiet", "unchosen", "stale", "right"])
def test_what_is_no_news_any_more_is_not_pushed(world: World, service: Service, why: str) -> None:
    if why == "unchosen":
        choosing.choose(world.ieva, {"told": ["console"]}, by=world.ieva)
    if why == "quiet":
        now = clock.now()
        begin, end = f"{now - timedelta(hours=1):%H:%M}", f"{now + timedelta(hours=1):%H:%M}"
        choosing.choose(world.ieva, {}, by=world.ieva, habits={"quiet_from": begin, "quiet_until": end})
    told(world)
    Delivery.objects.get(effect="notices").delete()
    giving.give(Event.objects.get(kind="agents.notified"))
    if why == "read":
        reading.read_all(world.ieva, Notice.objects.last().pk)  # type: ignore[union-attr]
    if why == "stale":
        Event.objects.filter(kind="notices.given").update(at=clock.now() - timedelta(hours=2))
    if why == "right":
        world.ieva.memberships.all().delete()
    carried_out()
    assert service.got == []


@pytest.mark.django_db
def test_a_browser_that_is_gone_is_forgotten_and_one_that_fails_says_so(world: World, service: Service) -> None:
    service.status = 500
    told(world)
    carried_out()
    assert PushBrowser.objects.get().last_error == "HTTP 500"
    service.status = 410
    assert sending.try_out(world.ieva) == 0
    assert not PushBrowser.objects.exists()


@pytest.mark.django_db
def test_nobody_without_push_costs_a_delivery(world: World) -> None:
    told(world)
    carried_out()
    assert not Event.objects.filter(kind="notices.given").exclude(data={}).filter(data__has_key="push").exists()
    assert not Delivery.objects.filter(effect="push").exists()
