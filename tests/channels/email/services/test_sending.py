"""Sending by a mail service's API: over HTTP to a small API of ours, through django-anymail's own classes."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote_plus

import pytest

from accord.channels.email import transport
from accord.channels.email.models import Mailbox, OutgoingMail
from accord.channels.email.services import accounts
from accord.channels.email.services.registry import services
from accord.channels.email.trying_out import TestFailed, try_out
from accord.tickets.models import Ticket
from accord.tickets.replying import reply
from accord.tickets.writing import Words
from tests.channels.email.mails import mail as incoming
from tests.channels.email.mails import taken
from tests.channels.email.outbox import work
from tests.world import World

pytestmark = pytest.mark.django_db


@dataclass
class Api:
    """Takes everything; `status` and `said` are its answer."""

    status: int = 200
    said: dict[str, Any] = field(default_factory=lambda: {"id": "<1@mailgun.example>", "message": "Queued."})
    got: list[tuple[str, str, bytes]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def api() -> Iterator[Api]:
    api = Api()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            api.got.append((self.path, self.headers.get("Authorization", ""), body))
            said = json.dumps(api.said).encode()
            self.send_response(api.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield api
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mailbox(desk: World, api: Api) -> Mailbox:
    """The desk's mailbox, which sends by the API and has no SMTP server."""
    given = {
        "webhook_signing_key": "k",
        "api_key": "key-1",
        "sender_domain": "example.com",
        "api_url": f"{api.url}/v3",
    }
    Mailbox.objects.update(provider=accounts.make("mailgun", given, by=desk.omar))
    return Mailbox.objects.get()


def raw(to: str = "Hannah <hannah@example.com>", cc: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Example Café <support@example.com>", to, "Кафе"
    message["Message-ID"], message["In-Reply-To"] = "<k7q.a.b@example.com>", "<1@customer.example>"
    message["Reply-To"], message["Auto-Submitted"] = "support+token@example.com", "auto-replied"
    if cc:
        message["Cc"] = cc
    message.set_content("Добър ден")
    message.add_alternative("<p>Добър ден</p>", subtype="html")
    message.add_attachment(b"%PDF-1.4", "application", "pdf", filename="guide.pdf")
    return message.as_bytes()


def test_the_mail_goes_whole_to_the_api(api: Api, mailbox: Mailbox) -> None:
    assert transport.hand_over(mailbox, "", ["hannah@example.com"], raw()).taken == ["hannah@example.com"]
    ((path, _auth, body),) = api.got
    text = body.decode("utf-8")
    assert path == "/v3/example.com/messages"
    for part in (
        "Добър ден",
        "<p>Добър ден</p>",
        "<k7q.a.b@example.com>",
        "guide.pdf",
        "auto-replied",
        "%PDF-1.4",
    ):
        assert part in text
    assert 'name="v:accord"' in text and "k7q.a.b@example.com" in text  # its events come back with it
    assert 'name="h:Reply-To"' in text and 'name="o:tracking-opens"' in text


def test_only_who_is_to_get_this_very_mail_is_named(api: Api, mailbox: Mailbox) -> None:
    letter = raw("hannah@example.com, elitsa@example.org", cc="third@example.org")
    transport.hand_over(mailbox, "", ["elitsa@example.org", "hidden@example.org"], letter)
    text = api.got[0][2].decode()
    assert "elitsa@example.org" in text and "hidden@example.org" in text
    assert "third@example.org" not in text and "hannah@example.com" not in text


@pytest.mark.parametrize(
    ("status", "later"), [(500, True), (429, True), (401, True), (400, False), (413, False)]
)
def test_the_apis_no_is_told_apart(api: Api, mailbox: Mailbox, status: int, later: bool) -> None:
    api.status, api.said = status, {"message": "said so"}
    if later:
        with pytest.raises(transport.Unreachable, match="said so"):
            transport.hand_over(mailbox, "", ["hannah@example.com"], raw())
    else:
        outcome = transport.hand_over(mailbox, "", ["hannah@example.com"], raw())
        assert "said so" in outcome.refused["hannah@example.com"]


def test_an_api_that_is_away(mailbox: Mailbox, desk: World) -> None:
    assert mailbox.provider is not None
    accounts.change(
        mailbox.provider, {"sender_domain": "example.com", "api_url": "http://127.0.0.1:9"}, by=desk.omar
    )
    with pytest.raises(transport.Unreachable):
        transport.hand_over(Mailbox.objects.get(), "", ["hannah@example.com"], raw())


def test_an_agents_answer_leaves_by_it(desk: World, api: Api, mailbox: Mailbox) -> None:
    row = taken(incoming())
    reply(Ticket.objects.get(pk=row.ticket_id), Words(text="Clean it."), by=desk.ieva)
    work()
    assert {one.state for one in OutgoingMail.objects.all()} == {"sent"}
    assert any("Clean it." in unquote_plus(body.decode()) for _path, _auth, body in api.got)


def test_the_test_of_a_mailbox_goes_the_same_way(desk: World, api: Api, mailbox: Mailbox) -> None:
    try_out(mailbox, "omar@example.com")
    mailbox.refresh_from_db()
    assert mailbox.tested_at is not None and len(api.got) == 1
    api.status = 500
    with pytest.raises(TestFailed):
        try_out(mailbox, "omar@example.com")


@pytest.mark.parametrize("key", list(services))
def test_every_service_speaks_through_its_own_classes(key: str) -> None:
    service = services[key]
    values = dict.fromkeys([each.name for each in service.settings], "value")
    values.pop("tracking_webhook_verification_key", None)
    if not service.usable:
        assert service.needs
        return
    for which in ("incoming", "tracking"):
        view = service.view(which, values)
        assert callable(view.parse_events) and view.basic_auth == []
    assert callable(service.backend(values).send_messages)
    owed = {each.name for each in service.settings}
    assert {*service.incoming, *service.tracking, *service.api} - {"api_url"} <= owed
