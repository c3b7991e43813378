"""The pipe: one mail from standard input, and an exit code that a mail server understands."""

import io
import resource
from pathlib import Path

import pytest

from accord.channels.email import piping, recipients
from accord.channels.email.spool import Spool
from accord.core import keys
from tests.channels.email.listener import MAIL, MAILBOX, SALES, open_desk


def test_a_mail_without_an_address_is_for_the_first_mailbox(tmp_path: Path) -> None:
    open_desk(tmp_path)
    assert piping.receive(tmp_path, io.BytesIO(MAIL)) == 0
    assert piping.receive(tmp_path, io.BytesIO(b""), SALES, sender="ann@example.org") == 0
    first, second = Spool(tmp_path).pending()
    assert (first.raw, first.recipients, first.sender, first.protocol) == (MAIL, (MAILBOX,), "", "pipe")
    assert (second.raw, second.recipients, second.sender) == (b"", (SALES,), "ann@example.org")


def test_strangers_addresses_are_no_user(tmp_path: Path) -> None:
    open_desk(tmp_path)
    assert piping.receive(tmp_path, io.BytesIO(MAIL), "bob@example.org") == 67
    assert piping.receive(tmp_path, io.BytesIO(MAIL), "support+abc@example.com") == 67
    (key,) = keys.load(tmp_path)
    assert piping.receive(tmp_path, io.BytesIO(MAIL), recipients.reply_address(MAILBOX, 5, key)) == 0
    assert len(Spool(tmp_path).pending()) == 1


def test_a_mail_over_the_limit_is_refused_and_seen(tmp_path: Path) -> None:
    open_desk(tmp_path, max_bytes=1000)
    assert piping.receive(tmp_path, io.BytesIO(b"x" * 1000)) == 0
    assert piping.receive(tmp_path, io.BytesIO(b"x" * 1001)) == 65
    assert [(record.kind, record.size) for record in Spool(tmp_path).pending()] == [
        ("mail", 1000),
        ("refused", 1001),
    ]


@pytest.mark.parametrize("content", [None, "", "[]", '{"mailboxes": 5}', '{"max_bytes": 1}'])
def test_before_the_desk_is_open_it_shall_come_later(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / recipients.FILE_NAME).write_text(content)
    assert piping.receive(tmp_path, io.BytesIO(MAIL)) == 75
    assert piping.receive(tmp_path / "nowhere", io.BytesIO(MAIL), MAILBOX) == 75


@pytest.mark.parametrize("size", [5_000, 600_000])
def test_a_full_disk_is_try_again_and_nothing_is_half_written(tmp_path: Path, size: int) -> None:
    open_desk(tmp_path)
    keys.load(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, hard))
    try:
        assert piping.receive(tmp_path, io.BytesIO(b"x" * size)) == 75
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert Spool(tmp_path).pending() == []
    assert not list((tmp_path / "spool").glob("*.segment"))


def test_whatever_goes_wrong_the_mail_server_keeps_the_mail(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise RuntimeError("the pipe burst")

    open_desk(tmp_path)
    assert piping.receive(tmp_path, Broken()) == 75
