"""Idempotency keys: done once, answered alike."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from accord.core import clock, once
from accord.core.models import RepeatedAnswer
from accord.tickets import noting
from accord.tickets.models import Message, Ticket
from tests.web.api.caller import Caller, operations
from tests.world import World, make_world


def test_the_same_request_again_is_answered_alike_and_does_nothing(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    path, body = f"/tickets/{ticket.code}/messages", {"text": "Once only"}
    first = ieva.post(path, body, Idempotency_Key="reply 1")
    again = ieva.post(path, body, Idempotency_Key="reply 1")
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert ticket.messages.count() == 2


def test_a_key_belongs_to_one_request_of_one_token(world: World, ieva: Caller, tiina: Caller) -> None:
    ticket = world.ticket()
    path = f"/tickets/{ticket.code}/notes"
    ieva.post(path, {"text": "One"}, Idempotency_Key="k")
    other = ieva.post(path, {"text": "Two"}, Idempotency_Key="k")
    elsewhere = ieva.post(f"/tickets/{ticket.code}/messages", {"text": "One"}, Idempotency_Key="k")
    assert (other.status, other.key) == (elsewhere.status, elsewhere.key) == (422, "key_used")
    assert tiina.post(path, {"text": "Two"}, Idempotency_Key="k").status == 201
    assert ticket.messages.filter(kind="note").count() == 2


def test_what_was_refused_may_be_sent_again(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    path, body = f"/tickets/{ticket.code}/closure", {"basis": "moved"}
    assert ieva.post(path, body, Idempotency_Key="close").status == 409
    assert not RepeatedAnswer.objects.exists()
    ieva.post(f"/tickets/{ticket.code}/resolution", {"reason": "moved", "ready": True})
    assert ieva.post(path, body, Idempotency_Key="close")["state"] == "closed"


def test_a_crash_before_the_end_leaves_neither_change_nor_key(
    world: World, ieva: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = world.ticket()
    path, body = f"/tickets/{ticket.code}/notes", {"text": "Note"}

    def crash(*args: Any, **kwargs: Any) -> HttpResponse:
        noting_done = note(*args, **kwargs)
        assert noting_done
        raise RuntimeError("the power went")

    note = noting.note
    monkeypatch.setattr(noting, "note", crash)
    assert ieva.post(path, body, Idempotency_Key="n").status == 500
    monkeypatch.undo()
    assert (ticket.messages.count(), RepeatedAnswer.objects.count()) == (1, 0)
    assert ieva.post(path, body, Idempotency_Key="n").status == 201
    assert ticket.messages.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "ключ", "tab\there"])
def test_a_key_is_plain_and_short(world: World, ieva: Caller, key: str) -> None:
    got = ieva.post(f"/tickets/{world.ticket().code}/spam", Idempotency_Key=key)
    assert (got.status, got.key) == (422, "bad_key")


def test_old_answers_are_forgotten(world: World, ieva: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    ieva.post(f"/tickets/{world.ticket().code}/notes", {"text": "Old"}, Idempotency_Key="old")
    assert once.forget_old() == 0
    later = clock.now() + once.KEPT + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert once.forget_old() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_do_it_once() -> None:
    world = make_world()
    ieva, ticket = Caller(world.ieva), world.ticket()
    statuses: list[int] = []

    def send() -> None:
        caller = Caller.__new__(Caller)
        caller.token, caller.client = ieva.token, type(ieva.client)()
        statuses.append(caller.post(f"/tickets/{ticket.code}/messages", {"text": "Now"}, Idempotency_Key="now").status)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert Message.objects.filter(ticket=Ticket.objects.get(), kind="outgoing").count() == 1


def test_the_same_key_while_the_first_is_at_work(world: World, ieva: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = world.ticket()
    path, body = f"/tickets/{ticket.code}/notes", {"text": "Note"}
    seen: list[str] = []
    note = noting.note

    def slow(*args: Any, **kwargs: Any) -> Any:
        seen.append(ieva.post(path, body, Idempotency_Key="n").key)
        return note(*args, **kwargs)

    monkeypatch.setattr(noting, "note", slow)
    assert ieva.post(path, body, Idempotency_Key="n").status == 201
    assert seen == ["still_running"]


def test_every_post_of_json_takes_a_key() -> None:
    posts = [operation for (method, path), operation in operations().items() if method == "POST"]
    assert len(posts) > 10
    assert all(getattr(each.view_func, "once", False) for each in posts)
