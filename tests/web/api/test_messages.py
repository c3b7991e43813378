"""Replies, notes and their files."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accord.core import clock, options
from accord.events.models import Delivery
from accord.tickets import receiving
from accord.tickets.models import Ticket
from accord.tickets.writing import Words
from tests.web.api.caller import Answer, Caller
from tests.world import World, kinds


def send(caller: Caller, name: str, content: bytes = b"%PDF-", kind: str = "application/pdf") -> Answer:
    response = Client().post(
        "/api/v1/files",
        {"file": SimpleUploadedFile(name, content, kind)},
        headers={"Authorization": f"Bearer {caller.token}"},
    )
    return Answer(response, "POST", "/files")


def test_a_reply_is_stored_and_will_be_mailed(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    got = ieva.post(f"/tickets/{ticket.code}/messages", {"html": "<p>Hold <b>it</b>.</p><script>x</script>"})
    assert got.status == 201
    message = got["message"]
    assert (message["kind"], message["delivery"], message["to"]) == ("outgoing", "sending", ["hannah@example.com"])
    assert (message["html"], message["text"]) == ("<p>Hold <b>it</b>.</p>", "Hold it.")
    assert message["author"] == {"id": world.ieva.pk, "kind": "agent", "name": "Ieva"}
    assert (got["ticket"]["state"], got["ticket"]["messages_count"]) == ("answered", 2)
    assert Delivery.objects.filter(event__ticket_id=ticket.pk, event__kind="message.sent").count() == 1


def test_a_reply_goes_to_whom_it_says_and_may_resolve(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    body = {
        "text": "Done.", "to": ["Hannah@example.com"], "cc": ["elitsa@example.com"], "bcc": ["boss@example.org"],
        "resolve": {"reason": "solved"},
    }  # fmt: skip
    got = ieva.post(f"/tickets/{ticket.code}/messages", body)
    assert (got["message"]["to"], got["message"]["bcc"]) == (["hannah@example.com"], ["boss@example.org"])
    assert (got["ticket"]["state"], got["ticket"]["resolution"]["reason"]) == ("resolved", "solved")
    assert kinds(ticket) == ["ticket.opened", "message.sent", "ticket.resolved"]


def test_a_reply_to_what_one_has_not_seen_is_refused(world: World, ieva: Caller) -> None:
    ticket, first = world.ticket_and_message()
    receiving.receive(ticket, Words(text="One more thing"), by=world.hannah, address="hannah@example.com")
    got = ieva.post(f"/tickets/{ticket.code}/messages", {"text": "Answer", "seen": first.pk})
    assert (got.status, got.key) == (409, "somebody_answered")
    assert ieva.post(f"/tickets/{ticket.code}/messages", {"text": "Answer", "seen": first.pk + 1}).status == 201


def test_nothing_written_is_nothing_sent(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    for path in ("messages", "notes"):
        assert ieva.post(f"/tickets/{ticket.code}/{path}", {"text": " \n"}).fields == {"text": "missing"}
    assert ieva.post(f"/tickets/{ticket.code}/messages", {"text": "x", "to": ["nobody"]}).status == 422
    assert kinds(ticket) == ["ticket.opened"]


def test_the_conversation_is_read_from_the_newest_back(world: World, ieva: Caller) -> None:
    ticket = world.ticket(text="First")
    ieva.post(f"/tickets/{ticket.code}/messages", {"text": "Second"})
    ieva.post(f"/tickets/{ticket.code}/notes", {"text": "Third"})
    new = ieva.get(f"/tickets/{ticket.code}/messages?limit=2")
    assert [(each["kind"], each["text"]) for each in new["messages"]] == [("outgoing", "Second"), ("note", "Third")]
    old = ieva.get(f"/tickets/{ticket.code}/messages?limit=2&before={new['earlier']}")
    assert [each["text"] for each in old["messages"]] == ["First"]
    assert old["earlier"] is None


def test_a_file_is_sent_attached_and_downloaded(world: World, ieva: Caller, tiina: Caller) -> None:
    ticket = world.ticket()
    upload = send(ieva, "../../ключ\u202egpj.pdf", b"%PDF-1.7 hello")
    assert (upload.status, upload["name"], upload["size"]) == (201, "ключgpj.pdf", 14)
    got = ieva.post(f"/tickets/{ticket.code}/messages", {"text": "See", "files": [upload["id"]]})
    attached = got["message"]["files"][0]
    assert (attached["name"], attached["content_type"]) == ("ключgpj.pdf", "application/pdf")
    down = ieva.client.get(attached["url"], headers={"Authorization": f"Bearer {ieva.token}"})
    assert b"".join(down.streaming_content) == b"%PDF-1.7 hello"  # type: ignore[attr-defined]
    assert down["Content-Disposition"].startswith("attachment")
    assert down["Content-Type"] == "application/octet-stream"
    hidden = Caller(world.ieva)
    Ticket.objects.filter(pk=ticket.pk).update(department=world.billing)
    assert hidden.get(f"/files/{attached['id']}").status == 404
    assert hidden.get("/files/999").status == 404


def test_a_files_id_is_of_use_only_to_who_sent_it_and_for_a_day(
    world: World, ieva: Caller, tiina: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = world.ticket()
    upload = send(ieva, "a.pdf")["id"]
    for caller, wanted in ((tiina, upload), (ieva, upload[:-1] + "!"), (ieva, "17")):
        got = caller.post(f"/tickets/{ticket.code}/notes", {"text": "See", "files": [wanted]})
        assert got.fields == {"files": "invalid"}
    tomorrow = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert ieva.post(f"/tickets/{ticket.code}/notes", {"text": "See", "files": [upload]}).status == 422


def test_files_that_are_refused_here(world: World, ieva: Caller, data_dir: Path) -> None:
    assert send(ieva, "run.exe").fields == {"file": "invalid"}
    options.put("files.max_mb", 1)
    assert send(ieva, "big.pdf", b"x" * 1_000_001).fields == {"file": "invalid"}
    assert ieva.post("/files", {"file": "text"}).status == 415
    response = Client().post("/api/v1/files", {"file": "text"}, headers={"Authorization": f"Bearer {ieva.token}"})
    assert Answer(response, "POST", "/files").status == 422
    assert send(ieva, "odd.bin", b"x", "evil type")["content_type"] == "application/octet-stream"
