"""A disk that is really full (a small tmpfs): mail is put off, pages say so, nothing is half-written."""

import json
import os
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.insider import ROOT
from tests.long.disks import full, small_disk
from tests.running import SUPPORT, Desk, Visitor, desk, eventually

pytestmark = pytest.mark.long
SIZE_MB = 48
LONG = ("Clean the burrs, that helps. " * 10_000).strip()


@pytest.fixture(scope="module")
def small_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("small-disk")
    with small_disk(folder / "disk", SIZE_MB) as disk, desk(disk / "data") as made:
        made.said = folder / "said.log"  # what it says must not need the room that it lacks
        made.open()
        made.serve()
        yield made


def mail(number: int, size: int = 2000) -> bytes:
    head = f"From: hannah@example.org\r\nTo: {SUPPORT}\r\nSubject: {number}\r\nMessage-ID: <{number}@example.org>\r\n"
    return (head + "\r\nIt stops after ten seconds.\r\n" + "More about it.\r\n" * (size // 16)).encode()


def subjects(made: Desk) -> list[str]:
    return [row["message_id"].partition("@")[0] for row in made.inside("tests.setting:ledger")]


def piped(made: Desk, raw: bytes) -> int:
    """The exit code of `accord mail receive`."""
    command = [sys.executable, "-m", "accord.project.cli", "mail", "receive", "--to", SUPPORT]
    return subprocess.run(
        command, input=raw, cwd=ROOT, env=made.environment, capture_output=True, check=False
    ).returncode


def test_mail_is_put_off_and_comes_later(small_desk: Desk) -> None:
    small_desk.mail(mail(1))
    eventually(lambda: subjects(small_desk) == ["1"])
    with full(small_desk.data.parent):
        for number, size in ((2, 2000), (3, 3_000_000)):
            with pytest.raises(smtplib.SMTPDataError) as refused:
                small_desk.mail(mail(number, size))
            assert refused.value.smtp_code == 451
        assert piped(small_desk, mail(4, 3_000_000)) == os.EX_TEMPFAIL
        assert small_desk.check() == []
    for number in (2, 3):
        small_desk.mail(mail(number))
    assert piped(small_desk, mail(4)) == os.EX_OK
    eventually(lambda: sorted(subjects(small_desk)) == ["1", "2", "3", "4"])
    assert small_desk.check() == []
    assert [each.name for each in (small_desk.data / "files").iterdir() if each.name.startswith("incoming")] == []


def test_what_waited_in_the_spool_gets_its_fate_when_there_is_room(small_desk: Desk) -> None:
    """The mails are acknowledged, and the disk is full before the worker has stored them."""
    known = len(subjects(small_desk))
    with small_desk.smtp() as client:
        for number in range(10, 40):
            client.sendmail("hannah@example.org", [SUPPORT], mail(number, 60_000))
        with full(small_desk.data.parent):
            small_desk.inside("tests.setting:problems")
    eventually(lambda: len(subjects(small_desk)) == known + 30)
    assert small_desk.check() == []


def test_pages_can_be_read_and_say_that_nothing_can_be_written(small_desk: Desk) -> None:
    code = small_desk.inside("tests.setting:ticket")["code"]
    ieva = small_desk.visitor("ieva@example.com")
    token = small_desk.inside("tests.setting:token", email="ieva@example.com")
    page, messages = f"/tickets/{code}/", f"/api/v1/tickets/{code}/messages"
    with full(small_desk.data.parent):
        taken = replied_until_full(lambda words: by_page(ieva, f"{page}messages/", words))
        taken += replied_until_full(lambda words: by_api(small_desk, token, messages, words))
        before = small_desk.inside("tests.setting:conversation", code=code)
        assert before["messages"][1:] == taken
        for path in ("/inbox/todo/", page):
            assert ieva.get(path).status == 200, path
    assert ieva.post(f"{page}messages/", kind="reply", html="<p>There is room</p>", to="h@example.org").status == 303
    assert by_api(small_desk, token, messages, "By the API")
    after = small_desk.inside("tests.setting:conversation", code=code)["messages"]
    assert after == [*before["messages"], "There is room", "By the API"]
    assert small_desk.check() == []


def replied_until_full(reply: Callable[[str], bool]) -> list[str]:
    """Answer until there is no room (the database's log has some of its own); gives what was taken, in order."""
    taken: list[str] = []
    for number in range(300):
        words = f"Answer {number}. Здравейте! {LONG}"
        if not reply(words):
            return taken
        taken.append(words)
    raise AssertionError("the disk is larger than that")


def by_page(ieva: Visitor, path: str, words: str) -> bool:
    """Whether the page took it; when not, the words are not lost."""
    answer = ieva.post(path, kind="reply", html=f"<p>{words}</p>", to="hannah@example.org")
    if answer.status != 303:
        assert answer.status == 503
        assert words in answer.text
    return answer.status == 303


def by_api(made: Desk, token: str, path: str, words: str) -> bool:
    """Whether the API took it; when not, it says so in a sentence."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answer = Visitor(made.port).send("POST", path, json.dumps({"text": words}), headers)
    if answer.status not in (200, 201):
        assert answer.status == 503, answer
        assert json.loads(answer.body)["detail"]
    return answer.status != 503
