"""What bin/services starts is really there: each server is spoken to as the wider tests do."""

import imaplib
import smtplib
import subprocess
import time
import uuid
from email.message import EmailMessage

import psycopg
import pytest

from tests.services import host_and_port, require

pytestmark = [pytest.mark.long, pytest.mark.service]


def test_postgres_is_new_enough_and_durable() -> None:
    with psycopg.connect(require("postgres")) as connection:
        assert connection.info.server_version >= 150000
        settings = connection.execute(
            "SELECT current_setting('fsync'), current_setting('listen_addresses')"
        ).fetchone()
        assert settings == ("on", "127.0.0.1")


def test_mail_for_the_world_reaches_its_mailbox() -> None:
    """SMTP into the MTA, LMTP to dovecot, IMAP out of it: what a customer's provider does."""
    who = f"{uuid.uuid4().hex}@example.org"
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@desk.example.com", who, "Ваша заявка"
    message.set_content("Готово.\n")
    imap = require("imap")
    with smtplib.SMTP(*host_and_port(require("mta")), timeout=10) as mta:
        mta.send_message(message)
    with imaplib.IMAP4(*host_and_port(imap), timeout=10) as box:
        box.login(who, "secret")
        for _ in range(100):
            if box.select()[1] != [b"0"]:
                break
            time.sleep(0.1)
        (found, *_rest) = box.fetch("1", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
    assert isinstance(found, tuple) and b"=?utf-8?" in found[1]


def test_chromium_starts() -> None:
    chromium = require("chromium")
    said = subprocess.run([chromium, "--version"], capture_output=True, text=True, timeout=60, check=True)
    assert "Chrom" in said.stdout
