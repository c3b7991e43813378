"""A real MTA (exim) hands mail to the desk by LMTP and takes what the desk sends: nothing changes on the way."""

import base64
import hashlib
import imaplib
import os
import signal
import smtplib
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from tests.running import Desk, eventually
from tests.running import desk as running_desk
from tests.services import host_and_port, require

pytestmark = [pytest.mark.long, pytest.mark.service]
SUPPORT, BILLING, NOBODY = (f"{name}@desk.example.com" for name in ("support", "billing", "nobody"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk behind exim: mail comes by LMTP and goes out through the same server."""
    _, mta_port = host_and_port(require("mta"))
    lmtp_port = int(require("mta-desk-port"))
    with running_desk(tmp_path_factory.mktemp("mta") / "data", lmtp_port=lmtp_port) as made:
        made.open(sink_port=mta_port)
        made.serve()
        yield made


def hand_in(raw: bytes, to: list[str], sender: str = "hannah@example.org", options: tuple[str, ...] = ()) -> None:
    """Give a mail to exim, as the sender's own mail server would."""
    with smtplib.SMTP(*host_and_port(require("mta")), "mx.example.org", timeout=60) as client:
        client.sendmail(sender, to, raw, mail_options=options)


def written(text: str, to: str = SUPPORT, sender: str = "hannah@example.org", **more: str) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    subject = more.pop("subject", f"By a real server {time.time_ns()}")
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{time.time_ns()}@example.org>"
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def came(desk: Desk, mail: EmailMessage, count: int = 1) -> list[dict[str, Any]]:
    """What the desk holds of the mail, once it holds `count`."""

    def found() -> Any:
        rows = desk.inside("tests.long.looking:mails", subject=str(mail["Subject"]))
        return len(rows) >= count and rows

    return list(eventually(found))


def body_of(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]


def inbox_of(address: str, wanted: Callable[[EmailMessage], bool]) -> EmailMessage:
    """The first mail in that person's own mailbox (dovecot) that fits, once it is there."""

    def look() -> EmailMessage | None:
        with imaplib.IMAP4(*host_and_port(require("imap"))) as imap:
            imap.login(address, "secret")
            imap.select("INBOX", readonly=True)
            for number in imap.search(None, "ALL")[1][0].split():
                fetched = imap.fetch(number, "(RFC822)")[1][0]
                assert isinstance(fetched, tuple)
                mail = message_from_bytes(fetched[1], policy=policy.default)
                if wanted(mail):
                    return mail
        return None

    found = eventually(look, pause_s=0.3)
    assert isinstance(found, EmailMessage)
    return found


def test_several_recipients_of_whom_one_is_unknown(desk: Desk) -> None:
    sender = f"ann-{time.time_ns()}@example.org"
    mail = written("Who is in charge of this?", f"{SUPPORT}, {BILLING}, {NOBODY}", sender)
    hand_in(mail.as_bytes(), [SUPPORT, NOBODY, BILLING], sender)
    (row,) = came(desk, mail)
    assert row["fate"] == "opened"
    assert sorted(row["recipients"]) == [BILLING, SUPPORT]
    bounce = inbox_of(sender, lambda each: "Mail delivery failed" in str(each["Subject"]))
    report = bounce.as_string()
    assert "550" in report and NOBODY in report
    assert f"  {SUPPORT}" not in report.partition("This is a copy")[0]


def test_a_file_of_5_mb_arrives_byte_for_byte(desk: Desk) -> None:
    content = os.urandom(5 << 20)
    mail = written("The photo is attached.")
    mail.add_attachment(content, maintype="image", subtype="jpeg", filename="снимка на машината.jpg")
    hand_in(mail.as_bytes(), [SUPPORT])
    (row,) = came(desk, mail)
    assert row["files"] == [["снимка на машината.jpg", "image/jpeg", hashlib.sha256(content).hexdigest()]]
    assert body_of(base64.b64decode(row["raw"])) == body_of(mail.as_bytes())


@pytest.mark.parametrize(
    ("charset", "text"), [("utf-8", "Здравейте, кафето е студено."), ("iso-8859-4", "Kohv on külm ja mašīna sūc.")]
)
def test_eight_bit_words(desk: Desk, charset: str, text: str) -> None:
    mail = written("-")
    del mail["Content-Type"], mail["Content-Transfer-Encoding"]
    mail["Content-Type"], mail["Content-Transfer-Encoding"] = f'text/plain; charset="{charset}"', "8bit"
    raw = mail.as_bytes().partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + text.encode(charset) + b"\r\n"
    hand_in(raw, [SUPPORT], options=("BODY=8BITMIME",))
    (row,) = came(desk, mail)
    assert row["text"].strip() == text
    assert body_of(base64.b64decode(row["raw"])) == body_of(raw)


def test_lines_that_begin_with_dots(desk: Desk) -> None:
    text = ".\n..\n...\nfirst\n.second\n\n.\nlast .\n."
    mail = written(text)
    hand_in(mail.as_bytes(), [SUPPORT])
    (row,) = came(desk, mail)
    assert body_of(base64.b64decode(row["raw"])).decode().rstrip("\n") == text
    assert row["text"].strip() == text


def test_the_answer_goes_out_through_it_and_its_answer_comes_back(desk: Desk) -> None:
    sender = f"ben-{time.time_ns()}@example.org"
    mail = written("The grinder stops.", sender=sender)
    hand_in(mail.as_bytes(), [SUPPORT], sender)
    (row,) = came(desk, mail)
    desk.inside("tests.long.agents:answer_ticket", code=row["code"], text="Clean the burrs.\n.\n. Then try again.")
    answer = inbox_of(sender, lambda each: "Clean the burrs" in each.as_string())
    plain = answer.get_body(("plain",))
    assert plain is not None and "Clean the burrs.\n.\n. Then try again." in plain.get_content().replace("\r\n", "\n")
    back = written(
        "It still stops.",
        str(answer["Reply-To"] or answer["From"]),
        sender,
        subject=f"Re: {answer['Subject']}",
        In_Reply_To=str(answer["Message-ID"]),
    )
    to = back["To"].addresses[0].addr_spec
    hand_in(back.as_bytes(), [to], sender)
    (second,) = came(desk, back)
    assert (second["fate"], second["code"], second["state"]) == ("appended", row["code"], "open")


def test_mail_waits_while_the_desk_is_down_and_survives_its_death(desk: Desk) -> None:
    mails = [written(f"Number {number}") for number in range(20)]
    for number, mail in enumerate(mails):
        if number in (5, 12):
            assert desk.served is not None
            desk.end(desk.served, signal.SIGKILL)
        if number == 9:
            desk.serve()
        hand_in(mail.as_bytes(), [SUPPORT])
    desk.serve()
    for mail in mails:
        rows = came(desk, mail)
        assert [row["fate"] for row in rows if row["fate"] != "same"] == ["opened"]
    assert desk.check() == []
