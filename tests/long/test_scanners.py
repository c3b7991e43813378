"""rspamd and clamd for real: what they find, and what happens while they are away."""

import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import formatdate

import pytest

from accord.channels.email import intake, ledger
from accord.channels.email.models import IncomingMail, InfectedFile, ServiceTrouble
from accord.channels.email.models.incoming import Fate
from accord.channels.email.screening import clamd, deciding, rspamd
from accord.core import options
from accord.tickets.models import Message, State
from tests.channels.email.conftest import desk
from tests.channels.email.mails import mail, spooled, taken, ticket_of
from tests.running import eventually, free_port
from tests.services import require
from tests.world import World

__all__ = ["desk"]
pytestmark = [pytest.mark.long, pytest.mark.service, pytest.mark.django_db]
# The harmless test patterns of the two trades, in pieces so that no scanner stops at this file.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + "-ANTIVIRUS-TEST-FILE!$H+H*").encode()
GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD" + "-ANTI-UBE-TEST-EMAIL*C.34X"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    deciding.forget()
    yield
    deciding.forget()


@pytest.fixture
def filter_address() -> str:
    """rspamd, once it answers: its first start compiles for a while."""
    address = require("rspamd")

    def there() -> bool:
        try:
            rspamd.ping(address)
        except rspamd.Unreachable:
            return False
        return True

    eventually(there, patience_s=120, pause_s=0.5)
    return address


def with_file(content: bytes) -> bytes:
    """A mail with the file bill.txt of that content, and a harmless one."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "hannah@example.com", "support@example.com", "The bill"
    made["Message-ID"] = f"<{time.time_ns()}@example.com>"
    made.set_content("See the bill.")
    made.add_attachment(content, "application", "octet-stream", filename="bill.txt")
    made.add_attachment(b"All is well.", "application", "octet-stream", filename="good.txt")
    return made.as_bytes()


def reasons(row: IncomingMail) -> str:
    entry = next(each for each in ledger.page() if each.mail.pk == row.pk)
    return " ".join(entry.findings)


def test_rspamd_puts_spam_away_and_lets_good_mail_in(desk: World, filter_address: str) -> None:
    options.put("mail.rspamd", filter_address)
    spam = taken(mail(text=f"Hello\n\n{GTUBE}\n"))
    assert (spam.fate, ticket_of(spam).state) == (Fate.SPAM, State.SPAM)
    assert "rspamd takes it for spam" in reasons(spam) and "GTUBE" in reasons(spam)
    good = taken(mail("Hannah <hannah@example.org>", Date=formatdate()), helo="mx.example.com")
    assert (good.fate, ticket_of(good).state) == (Fate.OPENED, State.NEW), reasons(good)
    assert "rspamd gives it" in reasons(good)
    assert not ServiceTrouble.objects.exists()


def test_without_rspamd_mail_comes_in_and_the_trouble_is_noted_until_it_is_back(
    desk: World, filter_address: str
) -> None:
    options.put("mail.rspamd", f"127.0.0.1:{free_port()}")
    row = taken(mail())
    assert (row.fate, reasons(row)) == (Fate.OPENED, "rspamd did not answer.")
    assert ServiceTrouble.objects.get().service == "rspamd"
    options.put("mail.rspamd", filter_address)
    taken(mail())
    assert not ServiceTrouble.objects.exists()


def test_clamd_finds_the_file_and_only_that_is_withheld(desk: World) -> None:
    options.put("mail.clamd", require("clamd"))
    row = taken(with_file(EICAR))
    message = Message.objects.get(pk=row.ticket_message_id)
    assert (row.fate, message.marks) == (Fate.OPENED, ["virus"])
    assert "Eicar-Test" in reasons(row) and "bill.txt" in reasons(row)
    files = {each.name: each.file.sha256 for each in message.attachments.select_related("file")}
    assert list(InfectedFile.objects.values_list("sha256", flat=True)) == [files["bill.txt"]]
    clean = taken(with_file(b"nothing at all"))
    assert (Message.objects.get(pk=clean.ticket_message_id).marks, reasons(clean)) == ([], "")


def test_without_clamd_mail_waits_in_the_spool_or_comes_in_with_a_mark(desk: World) -> None:
    options.put("mail.clamd", f"127.0.0.1:{free_port()}")
    row = taken(mail())
    assert Message.objects.get(pk=row.ticket_message_id).marks == ["not-scanned"]
    options.put("mail.without_clamd", "hold")
    spooled(mail(subject="It waits"))
    for _ in range(2):
        with pytest.raises(deciding.Held):
            intake.take()
    assert IncomingMail.objects.count() == 1 and ServiceTrouble.objects.get().service == "clamd"
    options.put("mail.clamd", require("clamd"))
    assert intake.take() == 1
    assert IncomingMail.objects.get(subject="It waits").fate == Fate.OPENED
    assert not ServiceTrouble.objects.exists()


def test_what_clamd_cannot_take_is_let_in_with_a_mark() -> None:
    address = require("clamd")
    with pytest.raises(clamd.NotScanned):
        clamd.scan(address, b"x" * (31 << 20))  # its limit is 30 MB
    assert clamd.scan(address, EICAR).startswith("Eicar-Test")
    assert clamd.scan(address, b"") == ""
    assert not clamd.answers(f"127.0.0.1:{free_port()}")
