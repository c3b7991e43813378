"""Screening a part: whom it asks, for how long, and what it adds up to."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.channels.email.models import ServiceTrouble
from accord.channels.email.parsing import parse
from accord.channels.email.screening import Authentic, Screening, deciding, dkim_check, keeping, names
from accord.channels.email.screening.authentication import Origin
from accord.channels.email.screening.deciding import Arrived
from accord.channels.email.screening.findings import Finding
from accord.channels.email.screening.reasons import SENTENCES, sentences
from accord.channels.email.screening.trace import believed, head_of
from accord.channels.email.screening.wishes import HOLD
from accord.core import clock, options
from tests.channels.email.mails import mail
from tests.channels.email.screening.outside import OTHER_IP, SERVER_IP, Outside, signed
from tests.running import free_port


def arrived(raw: bytes, peer: str = "127.0.0.1", sender: str = "hannah@example.com") -> Arrived:
    return Arrived(
        raw, parse(raw), Origin(peer, "mx.example.com", sender), ("support@example.com",), clock.now()
    )


@contextmanager
def mute_server() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    deciding.forget()
    yield
    deciding.forget()
    names.forget()


def test_mail_by_our_own_server_asks_nobody_and_begins_no_thread(db: None, outside: Outside) -> None:
    options.put("mail.nameservers", outside.server.address)
    before = threading.active_count()
    assert deciding.screen([arrived(mail()) for _ in range(5)]) == [Screening()] * 5
    assert (outside.server.asked, threading.active_count()) == ([], before)


def test_each_mail_has_its_own_outcome_in_order(db: None, outside: Outside) -> None:
    options.put("mail.nameservers", outside.server.address)
    some = [
        arrived(mail(), SERVER_IP),
        arrived(mail()),
        arrived(mail(), OTHER_IP, "x@example.net"),
        arrived(signed(mail())),
    ]
    found = [each.authentic for each in deciding.screen(some)]
    assert found == [Authentic.PASS, Authentic.NONE, Authentic.FAIL, Authentic.PASS]


def test_points_make_spam_only_together(db: None, outside: Outside) -> None:
    options.put("mail.nameservers", outside.server.address)
    forged = [
        arrived(mail(), OTHER_IP, "hannah@example.com")
    ]  # SPF fails, and the domain asks to refuse: 1 + 4
    assert deciding.screen(forged)[0].spam
    options.put("mail.spam_points", 6)
    assert not deciding.screen(forged)[0].spam


def test_dead_name_servers_cost_a_few_seconds_for_all_mails_together(
    db: None, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "TIMEOUT_S", 0.2)
    options.put("mail.nameservers", outside.server.address)
    outside.server.silent = True
    found = deciding.screen([arrived(signed(mail()), SERVER_IP) for _ in range(50)])
    assert {each.authentic for each in found} == {Authentic.NONE}
    assert len(outside.server.asked) <= names.MOST_FAILURES + deciding.AT_ONCE  # a breaker, not luck
    assert ServiceTrouble.objects.get().service == "dns"


def test_a_mute_filter_is_asked_about_the_first_mails_only(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accord.channels.email.screening.rspamd.TIMEOUT_S", 0.3)
    with mute_server() as address:
        options.put("mail.rspamd", address)
        found = deciding.screen([arrived(mail()) for _ in range(40)])
    assert [[one.key for one in each.findings][:1] for each in found] == [["rspamd_silent"]] * 40
    assert ServiceTrouble.objects.get().service == "rspamd"


def test_what_takes_too_long_is_left(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "LIMIT_S", 0.3)
    options.put("mail.rspamd", f"127.0.0.1:{free_port()}")
    release = threading.Event()
    monkeypatch.setattr(deciding.rspamd, "ask", lambda *a, **k: release.wait(20))
    began = time.monotonic()
    try:
        found = deciding.screen([arrived(mail())])
    finally:
        release.set()
    assert [each.key for each in found[0].findings] == ["too_slow"] and time.monotonic() - began < 15


def test_no_mail_keeps_the_others_whatever_is_in_it(db: None, outside: Outside) -> None:
    options.put("mail.nameservers", outside.server.address)
    broken = b" " * 2000 + b"\r\nDKIM-Signature: v=1\r\nFrom: a@example.com\r\n\r\nX\r\n"
    found = deciding.screen([arrived(broken, OTHER_IP), arrived(signed(mail()), SERVER_IP)])
    assert found[1].authentic == Authentic.PASS and found[0].authentic != Authentic.PASS


def test_a_check_that_falls_lets_the_mail_in_and_says_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    options.put("mail.rspamd", f"127.0.0.1:{free_port()}")
    options.put("mail.clamd", f"127.0.0.1:{free_port()}")
    options.put("mail.without_clamd", HOLD)

    def fall(*_given: object, **_more: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(deciding.rspamd, "ask", fall)
    found = deciding.screen([arrived(mail())])
    assert [each.key for each in found[0].findings] == ["checks_failed"] and found[0].unscanned


@given(st.binary(max_size=400), st.sampled_from([b"", b"DKIM-Signature: v=1; d=", b" DKIM-Signature: b=\r\n"]))
@settings(deadline=None)
def test_any_bytes_have_a_result(raw: bytes, head: bytes) -> None:
    for result, _domain in dkim_check.check(head + raw):
        assert result in ("pass", "fail", "temperror", "partial")


def test_held_mail_raises_what_the_intake_waits_for(db: None) -> None:
    options.put("mail.clamd", f"127.0.0.1:{free_port()}")
    assert deciding.screen([arrived(mail())])[0].unscanned
    options.put("mail.without_clamd", "hold")
    with pytest.raises(OSError):
        deciding.screen([arrived(mail())])


def test_many_mails_in_a_minute_are_told_and_forgotten_after_it(db: None) -> None:
    one = arrived(mail())
    found = deciding.screen([one] * (deciding.MANY + 2))
    assert [each.many for each in found] == [False] * deciding.MANY + [True] * 2
    assert sentences(found[-1].findings) == [
        "22 mails came from this address within a minute; no acknowledgement is sent."
    ]
    later = replace(one, received_at=one.received_at + timedelta(minutes=2))
    assert not deciding.screen([later])[0].many


FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(sorted(SENTENCES)),
        st.fixed_dictionaries(
            {
                name: st.text(max_size=8)
                for name in ("domain", "peer", "server", "said", "virus", "file", "words")
            }
            | {name: st.integers(0, 99) for name in ("score", "required", "percent", "count")}
            | {"rule": st.text(max_size=8)}
        ),
        st.floats(-9, 9).map(lambda number: round(number, 1)),
    ),
    max_size=5,
)


@given(st.sampled_from(Authentic), st.booleans(), FINDINGS)
def test_what_is_kept_is_read_back_and_every_finding_has_a_sentence(
    authentic: Authentic, spam: bool, findings: list[Finding]
) -> None:
    made = Screening(authentic, spam, findings=tuple(findings))
    kept = keeping.as_json(made)
    assert keeping.from_json({keeping.KEY: kept}) == (made if findings else Screening())
    assert len(sentences(findings)) == len(findings) and all(sentences(findings))


@given(st.binary(max_size=2000))
def test_any_bytes_have_a_head(raw: bytes) -> None:
    head = head_of(b"Received: from a by mx.example.org\r\nAuthentication-Results: mx.example.org; " + raw)
    believed(head, ["mx.example.org"])
    assert len(head) <= len(raw) + 200
