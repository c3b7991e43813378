"""Real dovecot: LMTP in, IDLE and POP3 out, others at work in the same mailbox: each mail once, none flagged."""

import imaplib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from imapclient import IMAPClient

from tests.long.providers import PASSWORD, Box, Tokens, all_once, fetch_once
from tests.running import Desk, eventually
from tests.running import desk as running_desk
from tests.services import host_and_port, require

pytestmark = [pytest.mark.long, pytest.mark.service]
INSIDE = "tests.long.providers"


@pytest.fixture
def desk(tmp_path: Any) -> Iterator[Desk]:
    """A workspace whose worker the test starts."""
    with running_desk(tmp_path / "data") as made:
        made.open(acknowledge=False)
        yield made


@pytest.fixture
def box() -> Box:
    return Box()


def begin(desk: Desk, box: Box, kind: str = "imap", **more: Any) -> int:
    """A source that was looked at once, and a worker at work."""
    number = int(desk.inside(f"{INSIDE}:source", **box.fields(kind, **more)))
    desk.run("worker")
    eventually(lambda: state(desk, number)["fetched"])
    return number


def state(desk: Desk, number: int) -> dict[str, Any]:
    return dict(desk.inside(f"{INSIDE}:source_state", number=number))


def fates(desk: Desk) -> list[list[Any]]:
    return list(desk.inside(f"{INSIDE}:fates"))


def all_there(desk: Desk, box: Box) -> None:
    """Every mail is one message of a ticket, also after a while."""
    eventually(lambda: len(desk.inside(f"{INSIDE}:on_tickets")) >= len(box.sent))
    time.sleep(0.5)
    assert all_once(desk.inside(f"{INSIDE}:on_tickets"), box.sent)


def test_idle_brings_mail_within_seconds_and_flags_nothing(desk: Desk, box: Box) -> None:
    box.deliver(3)
    box.sent.clear()  # lay there before we came
    begin(desk, box)
    for _ in range(5):
        began = time.monotonic()
        box.deliver()
        eventually(lambda: len(desk.inside(f"{INSIDE}:on_tickets")) == len(box.sent), pause_s=0.02)
        assert time.monotonic() - began < 5  # IDLE brought it, not the next look
    all_there(desk, box)
    assert box.flags() == [""] * 8
    assert desk.check() == []


def test_another_program_reads_moves_and_expunges_meanwhile(desk: Desk, box: Box) -> None:
    begin(desk, box)
    with box.other() as imap:
        imap.create("Done")
        for number in range(12):
            box.deliver(2)
            eventually(lambda: len(desk.inside(f"{INSIDE}:on_tickets")) == len(box.sent), pause_s=0.02)
            imap.noop()
            if number % 3 == 0:
                imap.store("1", "+FLAGS", "(\\Seen \\Flagged)")
            elif number % 3 == 1:
                imap.store("1", "+FLAGS", "(\\Deleted)")
                imap.expunge()
            else:
                imap.copy("1", "Done")
                imap.store("1", "+FLAGS", "(\\Deleted)")
                imap.expunge()
    all_there(desk, box)


def test_an_outage_of_three_weeks_and_thousands_of_mails(desk: Desk, box: Box) -> None:
    """The cursor is old, flags and dates say nothing: some are read, some are gone, the rest comes."""
    number = begin(desk, box)
    box.deliver()
    all_there(desk, box)
    desk.clear()
    later = [
        box.written(Date=format_datetime(datetime.now(UTC) - timedelta(days=21 - n % 21)))
        for n in range(3000)
    ]
    box.deliver(0, *later)
    with box.other() as imap:
        imap.store("1:500", "+FLAGS", "(\\Seen)")
        imap.store("1000:1099", "+FLAGS", "(\\Deleted)")
        imap.expunge()
    gone = set(box.sent[999:1099])
    box.sent = [subject for subject in box.sent if subject not in gone]
    desk.run("worker")
    eventually(lambda: len(desk.inside(f"{INSIDE}:on_tickets")) >= len(box.sent), patience_s=300, pause_s=1)
    all_there(desk, box)
    assert box.flags().count("\\Seen") == 500 and set(box.flags()) == {"", "\\Seen"}
    assert state(desk, number)["error"] == ""


def test_uidvalidity_changed(desk: Desk, box: Box) -> None:
    """The folder is deleted and made anew, with the same mails and some more: none comes twice, none is missing."""
    with box.other() as imap:
        imap.create("Requests")
    number = begin(desk, box, folders=["Requests"])
    raws = [box.written(with_id="no" if n % 3 == 0 else "yes") for n in range(6)]
    _append(box, raws)
    all_there(desk, box)
    before = state(desk, number)
    with box.other() as imap:
        imap.select("INBOX")
        imap.delete("Requests")
        time.sleep(1.1)  # dovecot numbers by the second
        imap.create("Requests")
    _append(box, raws, again=True)
    more = [box.written() for _ in range(3)]
    _append(box, more)
    all_there(desk, box)
    after = fates(desk)
    assert sorted(fate for _, fate, _, _ in after) == ["opened"] * 9 + ["same"] * 6
    assert before["folders"]["Requests"][0] == 7
    assert desk.check() == []


def _append(box: Box, mails: list[Any], *, again: bool = False) -> None:
    with box.other() as imap:
        for mail in mails:
            imap.append("Requests", "", imaplib.Time2Internaldate(time.time()), mail.as_bytes())
    if not again:
        box.sent += [str(mail["Subject"]) for mail in mails]


@pytest.mark.parametrize("after_fetch", ["delete", "move:Done"])
def test_mail_leaves_the_server_only_where_that_was_chosen(desk: Desk, box: Box, after_fetch: str) -> None:
    box.deliver(2)
    box.sent.clear()
    begin(desk, box, after_fetch=after_fetch)
    box.deliver(5)
    all_there(desk, box)
    eventually(lambda: box.count() == 2)  # what lay there before stays
    assert box.flags() == ["", ""]
    if after_fetch != "delete":
        assert box.count("Done") == 5


def test_several_folders(desk: Desk, box: Box) -> None:
    """The first is watched, the others are looked at each minute; a changed choice counts at once."""
    name = "Täna/Orders & more"
    with IMAPClient(*host_and_port(require("imap")), ssl=False) as imap:
        imap.login(box.user, PASSWORD)
        imap.create_folder(name)
        number = begin(desk, box)
        desk.inside(f"{INSIDE}:change_source", number=number, folders=["INBOX", name])
        eventually(lambda: name in state(desk, number)["folders"])
        mails = [box.written() for _ in range(3)]
        for mail in mails:
            imap.append(name, mail.as_bytes())
        box.sent += [str(mail["Subject"]) for mail in mails]
    box.deliver(2)
    desk.inside(f"{INSIDE}:change_source", number=number, folders=[name, "INBOX"])
    all_there(desk, box)


@pytest.mark.parametrize("choice", ["now", "unread", "days:10"])
def test_domain_7_15_first_connection_of_a_full_mailbox(desk: Desk, box: Box, choice: str) -> None:
    mails = [box.written() for _ in range(6)]
    with box.other() as imap:
        for number, mail in enumerate(mails):
            at = time.time() - (2 if number < 3 else 30) * 86400
            flags = "(\\Seen)" if number % 2 else ""
            imap.append("INBOX", flags, imaplib.Time2Internaldate(at), mail.as_bytes())
    flags = box.flags()
    begin(desk, box, begin=choice)
    subjects = [str(mail["Subject"]) for mail in mails]
    old = {"now": [], "unread": subjects[::2], "days:10": subjects[:3]}[choice]
    box.deliver(1)
    eventually(lambda: len(fates(desk)) == len(old) + 1)
    found = fates(desk)
    assert [[subject, state] for subject, _, _, state in found if state == "resolved"] == [
        [subject, "resolved"] for subject in old
    ]
    assert found[-1][0] == box.sent[-1] and found[-1][3] == "new"
    assert box.flags() == [*flags, ""]
    assert desk.inside(f"{INSIDE}:counts")["outgoing"] == 0
    assert desk.check() == []


@pytest.mark.parametrize("after_fetch", ["keep", "delete"])
def test_pop3_by_uidl(desk: Desk, box: Box, after_fetch: str) -> None:
    box.deliver(3)
    box.sent.clear()
    number = int(desk.inside(f"{INSIDE}:source", **box.fields("pop3", after_fetch=after_fetch)))
    assert fetch_once(desk, number) == 0
    desk.run("worker")
    for _ in range(3):
        box.deliver(4)
        desk.inside(
            f"{INSIDE}:change_source", number=number, begin=f"days:{len(box.sent)}"
        )  # a new thread: look now
        eventually(lambda: len(desk.inside(f"{INSIDE}:on_tickets")) == len(box.sent))
    all_there(desk, box)
    eventually(lambda: box.count() == (15 if after_fetch == "keep" else 3))
    assert set(box.flags()) == {""}


@pytest.fixture
def tokens() -> Iterator[Tokens]:
    made = Tokens()
    yield made
    made.close()


@pytest.mark.parametrize("kind", ["imap", "pop3"])
def test_xoauth2_with_a_token_of_our_own_endpoint(desk: Desk, box: Box, tokens: Tokens, kind: str) -> None:
    grant = {
        "provider": "oidc",
        "client_id": "accord",
        "client_secret": "s",
        "authorize_url": tokens.url + "/authorize",
        "token_url": tokens.url + "/token",
        "scopes": "mail",
        "account": box.user,
        "refresh_token": f"refresh:{box.user}",
    }
    number = begin(desk, box, kind, grant=grant)
    box.deliver(3)
    if kind == "pop3":
        desk.inside(f"{INSIDE}:change_source", number=number, begin="days:1")
    all_there(desk, box)
    assert tokens.asked >= 2
    tokens.good.clear()
    assert state(desk, number)["error"] == ""


def test_a_wrong_password_is_told_and_cured(desk: Desk, box: Box) -> None:
    number = int(desk.inside(f"{INSIDE}:source", **box.fields(password="wrong")))
    desk.run("worker")
    eventually(lambda: state(desk, number)["error"] == "sign_in")
    other = desk.inside(f"{INSIDE}:source", **box.fields())
    desk.inside(f"{INSIDE}:change_source", number=number, is_active=False)
    eventually(lambda: state(desk, other)["fetched"])
    box.deliver(2)
    all_there(desk, box)


def test_a_mail_over_the_limit_stays_and_stands_in_the_ledger(desk: Desk, box: Box) -> None:
    desk.inside(f"{INSIDE}:limit", megabytes=1)
    begin(desk, box, after_fetch="delete")
    small, large = box.written(), box.written("x" * 70 + "\n" + ("y" * 70 + "\n") * 20000)
    box.deliver(0, small, large)
    eventually(lambda: len(fates(desk)) == 2)
    assert [[fate, reason] for _, fate, reason, _ in fates(desk)] == [
        ["opened", "new"],
        ["refused", "too_large"],
    ]
    eventually(lambda: box.count() == 1)


def test_two_workers_fetch_it_once(desk: Desk, box: Box) -> None:
    begin(desk, box)
    first = desk.run("worker")
    box.deliver(10)
    all_there(desk, box)
    desk.end(first)
    box.deliver(10)
    all_there(desk, box)
    assert desk.inside(f"{INSIDE}:counts")["mails"] == 20
