"""The pages: spam and safety, signatures, why a message stands where it stands, and files that are withheld."""

import pytest
from django.test import Client

from accord.channels.email.models import InfectedFile, ServiceTrouble, SigningKey
from accord.channels.email.screening import deciding
from accord.channels.email.screening.findings import Finding, Screening
from accord.core import clock, options
from accord.core.health import problems
from accord.tickets.models import Attachment
from tests.channels.email.mails import later, mail, taken, ticket_of
from tests.world import World

FILE = b"""From: Hannah <hannah@example.com>
To: support@example.com
Subject: A file
Message-ID: <f@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

See.
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename=bill.bin

harmless here
--b--
"""


def signed_in(desk: World, who: str = "omar") -> Client:
    client = Client()
    client.force_login(getattr(desk, who))
    return client


def test_the_options_are_stored_and_what_is_wrong_is_said(desk: World) -> None:
    client = signed_in(desk)
    assert "Spam and safety" in client.get("/settings/safety/").content.decode()
    wrong = {
        "mail.own_relays": "nowhere",
        "mail.spam_points": "0",
        "mail.clamd": "here:there",
        "mail.without_clamd": "x",
    }
    page = client.post("/settings/safety/", wrong)
    assert (page.status_code, page.content.decode().count('aria-invalid="true"')) == (
        422,
        5,
    )  # with_virus, too
    good = {
        "mail.check_senders": "on", "mail.trusted_servers": "mx.example.org", "mail.spam_points": "7",
        "mail.clamd": "127.0.0.1:9", "mail.without_clamd": "hold", "mail.with_virus": "aside",
    }  # fmt: skip
    assert client.post("/settings/safety/", good).status_code == 303
    assert (options.get("mail.spam_points"), options.get("mail.without_clamd")) == (7, "hold")
    assert "It does not answer." in client.get("/settings/safety/?saved=yes").content.decode()


def test_keys_are_made_shown_looked_for_and_forgotten(desk: World) -> None:
    client = signed_in(desk)
    options.put("mail.nameservers", "127.0.0.1:9")
    assert client.post("/settings/mailboxes/signing/act/", {"make": "example.com"}).status_code == 303
    page = client.get("/settings/mailboxes/signing/").content.decode()
    assert page.count("_domainkey.example.com") == 2 and "v=DKIM1; k=ed25519; p=" in page
    client.post("/settings/mailboxes/signing/act/", {"make": "example.com"})
    for key in SigningKey.objects.all():
        client.post("/settings/mailboxes/signing/act/", {"stop": str(key.pk)})
    assert not SigningKey.objects.exists()


def test_the_message_warns_and_says_why_when_asked(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from accord.channels.email.screening import Authentic

    verdict = Screening(Authentic.FAIL, findings=(Finding("dmarc_fail", {"domain": "example.com"}, 0.5),))
    monkeypatch.setattr(deciding, "screen", lambda mails: [verdict for _ in mails])
    row = taken(mail())
    client = signed_in(desk, "ieva")
    page = client.get(f"/tickets/{ticket_of(row).code}/").content.decode()
    assert "Nobody proves that the sender" in page and f"/messages/{row.ticket_message_id}/why/" in page
    why = client.get(f"/messages/{row.ticket_message_id}/why/").content.decode()
    assert "It names no ticket of ours." in why and "which publishes who may. (+0.5 points)" in why
    assert "which publishes who may" in signed_in(desk).get("/mail/").content.decode()
    assert client.get("/messages/999/why/").status_code == 404


def test_a_file_with_a_virus_is_not_handed_out(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import hashlib

    verdict = Screening(
        virus="Eicar-Test",
        findings=(Finding("virus", {"virus": "Eicar-Test"}),),
        infected=(hashlib.sha256(b"harmless here").hexdigest(),),
    )
    row = None
    for verdict_now, status in ((Screening(), 200), (verdict, 403)):
        monkeypatch.setattr(deciding, "screen", lambda mails, one=verdict_now: [one for _ in mails])
        row = taken(FILE.replace(b"<f@", b"<%d@" % status))
        file = Attachment.objects.get(message_id=row.ticket_message_id)
        page = signed_in(desk, "ieva").get(f"/files/{file.pk}/{file.name}")
        assert page.status_code == status
    assert "A virus was found in this file" in page.content.decode()
    assert row is not None and InfectedFile.objects.get().virus == "Eicar-Test"


def test_a_mail_with_a_virus_is_kept_aside_until_somebody_says_otherwise(
    desk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accord.channels.email import retrying

    verdict = Screening(
        virus="Eicar-Test", findings=(Finding("virus", {"virus": "Eicar-Test"}),), infected=("0" * 64,)
    )
    monkeypatch.setattr(deciding, "screen", lambda mails: [verdict for _ in mails])
    options.put("mail.with_virus", "aside")
    row = taken(FILE)
    assert (row.fate, row.reason, row.ticket_id) == ("quarantined", "virus", None)
    row = retrying.retry(row)
    assert (row.fate, ticket_of(row).subject) == ("opened", "A file")
    from accord.tickets.models import Message

    assert Message.objects.get(pk=row.ticket_message_id).marks == ["virus"]


def test_what_does_not_answer_is_a_problem_with_its_cure(desk: World) -> None:
    options.put("mail.clamd", "127.0.0.1:9")
    for service in ("clamd", "dns", "rspamd"):
        ServiceTrouble.objects.create(service=service, since=clock.now())
    assert not [each for each in problems() if each.key.startswith("screening:")]
    with clock.running(later(minutes=3)):
        found = {each.key: each.severe for each in problems() if each.key.startswith("screening:")}
    assert found == {"screening:clamd": True, "screening:dns": False}
