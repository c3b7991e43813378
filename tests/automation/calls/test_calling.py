"""HTTP requests: written down with the change, sent by a worker, tried again, never to our own network."""

from datetime import timedelta
from typing import Any

import pytest

from accord.automation.actions.acting import Acting
from accord.automation.actions.steps import Steps
from accord.automation.calls import calling, health, secrets
from accord.automation.macros import making
from accord.automation.macros.making import Wording
from accord.automation.models import HttpCall, HttpSecret
from accord.core import clock, outgoing_http
from accord.core.errors import Invalid, NotAllowed
from accord.core.outgoing_http import Answer, Failed, Refused
from accord.events import outgoing
from accord.people.system import system
from accord.tickets.models import Ticket
from tests.world import World, kinds

URL = "https://hooks.example.com/in/{ticket.code}?who={contact.email}"
VALUES = {
    "method": "PUT",
    "url": URL,
    "headers": "Authorization: Bearer {secret.shop}\nX-Subject: {ticket.subject}",
    "body": '{"subject": "{ticket.subject}", "kind": {"a": 1}}',
}


class Other:
    """The other program: what it was asked, and what it answers next."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.answers: list[Answer | Exception] = []

    def call(self, method: str, url: str, body: bytes, headers: dict[str, str], **more: Any) -> Answer:
        self.asked.append((method, url, body, headers))
        answer = self.answers.pop(0) if self.answers else Answer(200, b'{"ok": true}')
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Other:
    made = Other()
    monkeypatch.setattr(outgoing_http, "call", made.call)
    return made


def ask(world: World, **more: str) -> HttpCall:
    ticket = world.ticket(subject='He said "no"')
    secrets.keep("shop", "s3cret", by=world.omar)
    done = Steps.parse([{"a": "http_request", "v": {**VALUES, **more}}]).run(
        Acting(ticket, system(), "rule:7")
    )
    assert [(each.refused, each.changed) for each in done] == [("", True)]
    return HttpCall.objects.latest("id")


def test_it_is_filled_escaped_and_sent_once(world: World, other: Other) -> None:
    call = ask(world)
    assert "s3cret" not in str(HttpCall.objects.values().get()) + str(HttpSecret.objects.values().get())
    assert calling.carry_out() == 1 and calling.carry_out() == 0
    method, url, body, headers = other.asked[0]
    assert (method, body) == ("PUT", b'{"subject": "He said \\"no\\"", "kind": {"a": 1}}')
    assert url.endswith("?who=hannah%40example.com")
    assert headers["Authorization"] == "Bearer s3cret" and headers["X-Subject"] == 'He said "no"'
    assert headers["X-Accord-Call"] == str(call.event_id) and headers["Content-Type"].startswith(
        "application/json"
    )
    call.refresh_from_db()
    assert (call.state, call.status, call.answer, call.attempts, call.because) == (
        "done",
        200,
        '{"ok": true}',
        1,
        "rule:7",
    )


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(
    world: World, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, now = ask(world), clock.now()
    other.answers = [Failed("no route"), Answer(503, b""), *[Answer(500, b"") for _ in range(20)]]
    moment = [now]
    with clock.running(lambda: moment[0]):
        for _try in range(40):
            calling.carry_out()
            moment[0] += timedelta(minutes=20)
    call.refresh_from_db()
    assert (call.state, call.attempts, call.error) == ("failed", calling.ATTEMPTS, "HTTP 500")
    assert kinds(Ticket.objects.get(pk=call.ticket_id))[-1] == "http.failed"
    with clock.running(lambda: moment[0]):
        assert [str(problem.title) for problem in health.failed()] == ["1 request to another program failed."]
    calling.again(call)
    other.answers = []
    with clock.running(lambda: moment[0]):
        calling.carry_out()
    call.refresh_from_db()
    assert call.state == "done"


@pytest.mark.parametrize("answer", [Answer(404, b"no such thing"), Refused("10.0.0.1 is no public address")])
def test_what_will_not_get_better_is_not_tried_again(world: World, other: Other, answer: Any) -> None:
    call = ask(world)
    other.answers = [answer]
    calling.carry_out()
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("failed", 1)


def test_a_secret_that_is_gone_sends_nothing(world: World, other: Other) -> None:
    call = ask(world)
    secrets.drop("shop", by=world.omar)
    calling.carry_out()
    call.refresh_from_db()
    assert call.state == "failed" and "shop" in call.error and not other.asked


def test_one_dead_host_does_not_keep_the_others_waiting(world: World, other: Other) -> None:
    dead = [ask(world), ask(world)]
    alive = ask(world, url="https://other.example.com/")
    other.answers = [Failed("no route")]
    calling.carry_out()
    alive.refresh_from_db()
    assert alive.state == "done" and len(other.asked) == 2
    assert [HttpCall.objects.get(pk=each.pk).attempts for each in dead] == [1, 0]


def test_a_worker_that_died_leaves_its_call_to_the_next(world: World, other: Other) -> None:
    call = ask(world)
    assert [each.pk for each in calling._claim()] == [call.pk] and calling._claim() == []
    later = clock.now() + calling.LEASE * 2
    with clock.running(lambda: later):
        assert calling.carry_out() == 1


def test_it_waits_while_nothing_may_leave_and_is_forgotten_in_time(world: World, other: Other) -> None:
    outgoing.pause()
    call = ask(world)
    assert calling.carry_out() == 0
    HttpCall.objects.filter(pk=call.pk).update(state="done", made_at=clock.now() - calling.KEPT * 2)
    assert calling.forget_old() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://hooks.example.com/"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://{ticket.code}.example.com/"},
        {"url": "https://hooks.example.com/{ticket.cod}"},
        {"headers": "Host: inner"},
        {"method": "TRACE"},
        {"body": "{contact.nme}"},
    ],
)
def test_what_is_wrong_is_refused_when_it_is_saved(world: World, change: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        Steps.parse([{"a": "http_request", "v": {**VALUES, **change}}])


def test_only_administrators_keep_secrets_and_make_requests(world: World) -> None:
    with pytest.raises(NotAllowed):
        secrets.keep("shop", "x", by=world.tiina)
    wording = Wording("Call", steps=[{"a": "http_request", "v": VALUES}])
    with pytest.raises(Invalid, match="Only an administrator"):
        making.make(wording, by=world.ieva)
    assert making.make(wording, by=world.omar).steps[0]["a"] == "http_request"
    for name, value in (("Two words", "x"), ("ok", ""), ("ok", "a\nb")):
        with pytest.raises(Invalid):
            secrets.keep(name, value, by=world.omar)


def test_a_slow_host_does_not_let_another_worker_send_twice(
    world: World, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first ones of a batch take longer than the lease of the last ones."""
    asked = [ask(world, url=f"https://host{number}.example.com/") for number in range(4)]
    begun, gone = clock.machine_now(), [timedelta()]
    monkeypatch.setattr(clock, "machine_now", lambda: begun + gone[0])
    quick = other.call

    def slow(method: str, url: str, body: bytes, headers: dict[str, str], **more: Any) -> Answer:
        answer = quick(method, url, body, headers, **more)
        gone[0] += calling.LEASE * 0.8
        if len(other.asked) == 2:  # a second worker looks for what is free
            monkeypatch.setattr(outgoing_http, "call", quick)
            assert calling.carry_out() == 2
        return answer

    monkeypatch.setattr(outgoing_http, "call", slow)
    calling.carry_out()
    sent = [headers["X-Accord-Call"] for _method, _url, _body, headers in other.asked]
    assert sent == [str(each.event_id) for each in asked]
    assert not HttpCall.objects.exclude(state="done").exists()
