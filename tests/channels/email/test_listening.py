"""The listener over real sockets: whom it accepts, what it answers, and that its word holds."""

import asyncio
import resource
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.channels.email import recipients
from accord.channels.email.listening import Listening, serve
from accord.channels.email.spool import Record, Spool
from accord.core import keys
from tests.channels.email.listener import MAIL, MAILBOX, SALES, Listener, listening, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Listener]:
    open_desk(tmp_path)
    with listening(tmp_path) as listener:
        yield listener


def spooled(data_dir: Path) -> list[Record]:
    return Spool(data_dir).pending(limit=1000)


def test_it_starts_small_and_without_django(tmp_path: Path, desk: Listener) -> None:
    code = "import sys, accord.channels.email.listening; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert desk.memory_kb("VmRSS") < 40_000


def test_an_accepted_mail_is_stored_with_its_envelope(tmp_path: Path, desk: Listener) -> None:
    with desk.smtp() as client:
        client.sendmail("ann@example.org", [MAILBOX, SALES, MAILBOX], MAIL)
    (record,) = spooled(tmp_path)
    assert record.raw == MAIL
    assert (record.kind, record.protocol, record.peer) == ("mail", "smtp", "127.0.0.1")
    assert (record.sender, record.recipients) == ("ann@example.org", (MAILBOX, SALES))
    assert (record.helo, record.size) == ("mx.example.org", len(MAIL))


def test_strangers_addresses_are_refused_and_nothing_is_relayed(tmp_path: Path, desk: Listener) -> None:
    with desk.smtp() as client:
        client.mail("ann@example.org")
        for stranger in (
            "bob@example.org",
            "nobody@example.com",
            "support@example.com.example.org",
            "support",
        ):
            assert client.rcpt(stranger)[0] == 550
        for trick in ("<>", "<support%example.org@example.com>", "<@example.com:bob@example.org>"):
            assert client.docmd("RCPT", f"TO:{trick}")[0] == 550
        assert client.docmd("DATA")[0] == 503
        client.rset()
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("ann@example.org", ["bob@example.org"], MAIL)
        assert client.sendmail("ann@example.org", [MAILBOX, "bob@example.org"], MAIL).keys() == {
            "bob@example.org"
        }
    (record,) = spooled(tmp_path)
    assert record.recipients == (MAILBOX,)


def test_a_reply_address_needs_our_signature(tmp_path: Path, desk: Listener) -> None:
    (key,) = keys.load(tmp_path)
    address = recipients.reply_address(MAILBOX, 4711, key)
    forged = recipients.reply_address(MAILBOX, 4711, b"f" * 40)
    elsewhere = recipients.reply_address("other@example.com", 4711, key)
    with desk.smtp() as client:
        client.mail("ann@example.org")
        assert client.rcpt(address.upper())[0] == 250
        assert [client.rcpt(wrong)[0] for wrong in (forged, elsewhere, "support+x@example.com")] == [550] * 3
        assert client.data(MAIL)[0] == 250
    (record,) = spooled(tmp_path)
    assert recipients.read_reply_address(record.recipients[0], [key]) == (MAILBOX.upper(), 4711)


@pytest.mark.parametrize(
    "mail_from",
    ["<>", "ann@example.org", "<ann@example.org> BODY=8BITMIME SIZE=100", "<root>", '<"ann b"@example.org>'],
)
def test_senders_as_they_come(tmp_path: Path, desk: Listener, mail_from: str) -> None:
    with desk.smtp() as client:
        assert client.docmd("MAIL", f"FROM:{mail_from}")[0] == 250
        client.rcpt(MAILBOX)
        assert client.data(MAIL)[0] == 250
    (record,) = spooled(tmp_path)
    assert record.sender == mail_from.partition(" BODY")[0].strip("<>")


def test_addresses_and_bodies_beyond_ascii(tmp_path: Path, desk: Listener) -> None:
    body = "Subject: Тест\r\n\r\n".encode() + bytes(range(128, 256)) + b"\r\n"
    with desk.smtp() as client:
        assert {"smtputf8", "8bitmime", "size", "pipelining"} <= client.esmtp_features.keys()
        client.ehlo()
        client.sendmail("jörg@example.org", [MAILBOX], body, ["SMTPUTF8", "BODY=8BITMIME"])
    (record,) = spooled(tmp_path)
    assert (record.sender, record.raw) == ("jörg@example.org", body)


@pytest.mark.parametrize(
    "command",
    ["MAIL FROM:<a b>", "MAIL FROM:<a", "MAIL", "RCPT TO:\udcff", "X" * 5000, "MAIL FROM:<\udcff@x>", ""],
)
def test_nonsense_is_answered_and_the_conversation_goes_on(
    tmp_path: Path, desk: Listener, command: str
) -> None:
    with desk.smtp() as client:
        assert client.sock is not None
        client.sock.sendall(command.encode("utf-8", "surrogateescape") + b"\r\n")
        code, text = client.getreply()
        assert code < 600 and b"Error: (" not in text
        client.rset()
        client.sendmail("ann@example.org", [MAILBOX], MAIL)
    assert len(spooled(tmp_path)) == 1


def test_lines_of_any_length_and_large_mails_in_little_memory(tmp_path: Path, desk: Listener) -> None:
    raw = b"Subject: long\r\n\r\n" + b"x" * 25_000_000 + b"\r\n.dot\r\n..\r\n"
    with desk.smtp() as client:
        client.sendmail("ann@example.org", [MAILBOX], raw)
    (record,) = spooled(tmp_path)
    assert record.raw == raw
    assert desk.memory_kb("VmHWM") < 60_000


def test_a_mail_over_the_limit_is_refused_and_seen(tmp_path: Path) -> None:
    open_desk(tmp_path, max_bytes=100_000)
    with listening(tmp_path) as desk, desk.smtp() as client:
        assert client.mail("ann@example.org", ["SIZE=100001"])[0] == 552
        client.mail("ann@example.org", ["SIZE=99"])
        client.rcpt(MAILBOX)
        assert client.data(b"x" * 99_997 + b"\r\nx\r\n")[0] == 552
        client.mail("ann@example.org")
        client.rcpt(MAILBOX)
        assert client.data(b"x" * 99_998 + b"\r\n")[0] == 250
    found = [(record.kind, record.size, record.recipients, len(record.raw)) for record in spooled(tmp_path)]
    assert found == [
        ("refused", 100_001, (), 0),
        ("refused", 100_002, (MAILBOX,), 0),
        ("mail", 100_000, (MAILBOX,), 100_000),
    ]


def test_before_the_desk_is_open_mail_shall_come_later(tmp_path: Path) -> None:
    with listening(tmp_path) as desk, desk.smtp() as client:
        client.mail("ann@example.org")
        assert client.rcpt(MAILBOX)[0] == 451
        (tmp_path / recipients.FILE_NAME).write_text("{broken")
        assert client.rcpt(MAILBOX)[0] == 451
        open_desk(tmp_path, max_bytes=100)
        assert client.rcpt(MAILBOX)[0] == 250
        assert client.data(MAIL)[0] == 250
        assert client.mail("ann@example.org", ["SIZE=101"])[0] == 552
    assert [record.kind for record in spooled(tmp_path)] == ["mail", "refused"]


def test_lmtp_answers_for_each_recipient(tmp_path: Path, desk: Listener) -> None:
    with desk.lmtp() as client:
        assert client.docmd("EHLO", "mx.example.org")[0] == 500
        client.mail("ann@example.org")
        assert [client.rcpt(to)[0] for to in (MAILBOX, "bob@example.org", SALES)] == [250, 550, 250]
        assert client.data(MAIL)[0] == 250
        assert client.getreply()[0] == 250
        assert client.noop()[0] == 250
    (record,) = spooled(tmp_path)
    assert (record.protocol, record.recipients, record.raw) == ("lmtp", (MAILBOX, SALES), MAIL)


def test_lmtp_on_a_unix_socket_also_after_a_kill(tmp_path: Path) -> None:
    open_desk(tmp_path)
    path = tmp_path / "lmtp.sock"
    for _ in range(2):
        with listening(tmp_path, "--lmtp-socket", str(path)):
            with smtplib.LMTP(str(path)) as client:
                client.sendmail("ann@example.org", [MAILBOX], MAIL)
            assert path.is_socket()
    assert [record.peer for record in spooled(tmp_path)] == ["local"] * 2


def test_on_a_full_disk_mail_shall_come_later_and_nothing_is_half_written(
    tmp_path: Path, desk: Listener
) -> None:
    large = b"x" * 600_000 + b"\r\n"
    pid = desk.process.pid
    unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    with desk.smtp() as client, desk.lmtp() as local:
        client.sendmail("ann@example.org", [MAILBOX], MAIL)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1000, unlimited[1]))
        for content in (b"y" * 2000 + b"\r\n", large):
            client.mail("ann@example.org")
            client.rcpt(MAILBOX)
            assert client.data(content)[0] == 451
        local.mail("ann@example.org")
        assert [local.rcpt(to)[0] for to in (MAILBOX, SALES)] == [250, 250]
        assert [local.data(large)[0], local.getreply()[0]] == [451, 451]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
        client.sendmail("ann@example.org", [MAILBOX], large)
    assert [record.raw for record in spooled(tmp_path)] == [MAIL, large]


def test_a_slow_mail_is_waited_for_and_an_idle_client_is_not(tmp_path: Path) -> None:
    """Also: the listener inside another process's loop, as `accord serve` has it."""
    open_desk(tmp_path)
    pieces = [b"x" * 70_000] * 5

    async def story() -> bytes:
        ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        config = Listening(tmp_path, smtp_port=0, idle_seconds=1.0)
        serving = asyncio.create_task(serve(config, lambda at: ready.set_result(at.smtp_port or 0)))
        reader, writer = await asyncio.open_connection("127.0.0.1", await ready)
        for command in (b"EHLO mx", b"MAIL FROM:<>", f"RCPT TO:<{MAILBOX}>".encode(), b"DATA"):
            writer.write(command + b"\r\n")
        for piece in pieces:
            await asyncio.sleep(0.3)
            writer.write(piece)
        writer.write(b"\r\n.\r\n")
        answers = await reader.read()
        writer.close()
        serving.cancel()
        await asyncio.wait([serving])
        return answers

    assert b"250 2.0.0 Stored" in asyncio.run(story())
    assert [record.raw for record in spooled(tmp_path)] == [b"".join(pieces) + b"\r\n"]


def test_two_mails_in_one_write_are_two_mails(tmp_path: Path, desk: Listener) -> None:
    """Commands that follow the final dot in the same packet belong to the next mail (RFC 2920)."""
    commands = f"MAIL FROM:<ann@example.org>\r\nRCPT TO:<{MAILBOX}>\r\nDATA\r\n".encode()
    with socket.create_connection(("127.0.0.1", desk.port)) as wire:
        wire.sendall(b"EHLO mx.example.org\r\n" + (commands + MAIL + b".\r\n") * 2 + b"QUIT\r\n")
        answers = b"".join(iter(lambda: wire.recv(4096), b""))
    assert answers.count(b"250 2.0.0 Stored") == 2
    assert [record.raw for record in spooled(tmp_path)] == [MAIL, MAIL]


def test_a_client_that_ends_its_side_with_the_mail_hears_the_answer(tmp_path: Path, desk: Listener) -> None:
    """exim does so: QUIT and the end of its side follow the last line, before the mail can be stored."""
    talk = f"LHLO mx.example.org\r\nMAIL FROM:<ann@example.org>\r\nRCPT TO:<{MAILBOX}>\r\nDATA\r\n".encode()
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", desk.lmtp_port)) as wire:
            wire.sendall(talk + MAIL + b".\r\nQUIT\r\n")
            wire.shutdown(socket.SHUT_WR)
            answers = b"".join(iter(lambda: wire.recv(4096), b""))
        assert b"250 2.0.0 Stored" in answers and b"221" in answers
    assert [record.raw for record in spooled(tmp_path)] == [MAIL] * 20


@pytest.mark.parametrize(
    "said", [b"", b"LHLO mx.example.org\r\nNOO", b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<%s>\r\nDATA\r\nA"]
)
def test_a_client_that_ends_its_side_early_is_left(tmp_path: Path, desk: Listener, said: bytes) -> None:
    with socket.create_connection(("127.0.0.1", desk.lmtp_port), timeout=30) as wire:
        wire.sendall(said.replace(b"%s", MAILBOX.encode()))
        wire.shutdown(socket.SHUT_WR)
        answers = b"".join(iter(lambda: wire.recv(4096), b""))
    assert answers.startswith(b"220") and b"Stored" not in answers and b"went wrong" not in answers
    assert spooled(tmp_path) == []


def test_too_many_connections_or_recipients_are_put_off(tmp_path: Path, desk: Listener) -> None:
    crowd = [socket.create_connection(("127.0.0.1", desk.port)) for _ in range(50)]
    for one in crowd:
        assert one.recv(100).startswith(b"220")
    with socket.create_connection(("127.0.0.1", desk.port)) as late:
        assert late.recv(100).startswith(b"421")
    for one in crowd:
        one.close()
    with desk.lmtp() as client:
        client.mail("ann@example.org")
        assert {client.rcpt(MAILBOX)[0] for _ in range(100)} == {250}
        assert client.rcpt(MAILBOX)[0] == 452


def test_stopping_lets_the_mail_that_is_coming_in_arrive(tmp_path: Path, desk: Listener) -> None:
    idle, busy = desk.smtp(), desk.smtp()
    busy.mail("ann@example.org")
    busy.rcpt(MAILBOX)
    assert busy.docmd("DATA")[0] == 354
    desk.process.terminate()
    assert idle.getreply()[0] == 421
    assert busy.sock is not None
    busy.sock.sendall(MAIL + b".\r\n")
    assert busy.getreply()[0] == 250
    assert desk.stop() == 0
    idle.close()
    busy.close()
    assert [record.raw for record in spooled(tmp_path)] == [MAIL]
