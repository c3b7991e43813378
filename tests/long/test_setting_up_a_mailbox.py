"""A person connects a mailbox by the pages, with a real mail server and a real IMAP server behind it."""

import re
import secrets
import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.long.providers import PASSWORD
from tests.running import Desk, eventually
from tests.running import desk as running_desk
from tests.services import host_and_port, require

pytestmark = [pytest.mark.long, pytest.mark.service]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with running_desk(tmp_path / "data") as made:
        made.open()
        made.serve()
        yield made


def form(address: str, department: int, **more: str) -> dict[str, str]:
    imap, mta = host_and_port(require("imap")), host_and_port(require("mta"))
    return {
        "address": address,
        "department": str(department),
        "way_in": "imap",
        "in_host": imap[0],
        "in_port": str(imap[1]),
        "in_security": "none",
        "in_user": address,
        "in_password": PASSWORD,
        "in_begin": "now",
        "in_after": "keep",
        "sign_in": "password",
        "smtp_host": mta[0],
        "smtp_port": str(mta[1]),
        "smtp_security": "none",
        "acknowledge": "on",
        "is_active": "on",
        "canary": "on",
        "test": "1",
        **more,
    }


def outcomes(page: str) -> list[str]:
    """How each step went, in order."""
    return re.findall(r'nowrap">(works|does not work|on its way|not needed)<', page)


def mailbox(desk: Desk, address: str) -> dict[str, Any]:
    return dict(desk.inside("tests.long.test_setting_up_a_mailbox:state_of", address=address))


def state_of(address: str) -> dict[str, Any]:
    """Inside: what is stored of the mailbox."""
    from accord.channels.email.models import Mailbox, OutgoingMail
    from accord.core import files

    found = Mailbox.objects.get(address=address)
    answer = OutgoingMail.objects.filter(mailbox=found, part="received").select_related("raw").first()
    raw = files.read(answer.raw) if answer and answer.raw else b""
    reply_to = str(message_from_bytes(raw, policy=policy.default)["Reply-To"] or "")
    return {"plus_works": found.plus_works, "tested": found.tested_at is not None, "reply_to": reply_to}


def test_both_ways_and_the_addresses_with_a_token(desk: Desk) -> None:
    address = f"b{secrets.token_hex(6)}@shop.example"
    department = int(desk.inside("tests.long.test_setting_up_a_mailbox:support"))
    owner = desk.visitor("omar@example.com")
    answer = owner.post("/settings/mailboxes/new/", **form(address, department))
    assert answer.status == 303, answer.text
    where = answer.headers["location"]
    assert where.endswith("/test/")
    eventually(lambda: outcomes(owner.get(where).text) == ["works"] * 4, pause_s=0.5)
    assert "It works." in owner.get(where).text
    assert mailbox(desk, address)["plus_works"] is True

    # From now on our mails carry the token; the confirmation of a new request shows it.
    customer = f"h{secrets.token_hex(4)}@customer.example"
    raw = f"From: {customer}\r\nTo: {address}\r\nSubject: Grinder\r\n\r\nIt stops after ten seconds.\r\n".encode()
    host, port = host_and_port(require("mta"))
    with smtplib.SMTP(host, port, timeout=30) as client:
        client.sendmail(customer, [address], raw)
    reply_to = eventually(lambda: mailbox(desk, address)["reply_to"])
    assert reply_to.startswith(address.partition("@")[0] + "+")
    assert not desk.check()


def test_a_wrong_password_is_shown_at_its_step_with_its_cure(desk: Desk) -> None:
    address = f"b{secrets.token_hex(6)}@shop.example"
    department = int(desk.inside("tests.long.test_setting_up_a_mailbox:support"))
    owner = desk.visitor("omar@example.com")
    answer = owner.post("/settings/mailboxes/new/", **form(address, department, in_password="another"))
    page = owner.get(answer.headers["location"]).text
    assert outcomes(page) == ["does not work", "works"]
    assert "does not accept the name and password" in page
    eventually(lambda: "No mail is fetched" in owner.get("/").text)


def support() -> int:
    """Inside: the id of Support."""
    from accord.people.models import Department

    return int(Department.objects.get(name="Support").pk)
