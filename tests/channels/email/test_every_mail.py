"""Whatever comes gets a fate: real mails of many programs, and bytes that are no mail at all."""

import hashlib
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.channels.email import intake
from accord.channels.email.models import IncomingMail
from accord.channels.email.models.incoming import Fate
from tests.channels.email.mails import spooled, taken
from tests.services import require
from tests.world import World

_HEADERS = ("From", "To", "Cc", "Subject", "Message-ID", "In-Reply-To", "References", "Reply-To", "Thread-Index",
            "Content-Type", "Auto-Submitted", "X-Accord-Loop", "Date", "Content-Transfer-Encoding")  # fmt: skip
_VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b"<a@b>", b"a@b, c@d", b"support@example.com", b"=?utf-8?B?AA==?=", b"multipart/mixed; boundary=x",
                     b"[#K7Q-2MF-88D]", b"\x00", b"<>", b"text/html", b"base64", b"a@" + b"b" * 400]),  # fmt: skip
)


def test_every_real_mail_gets_a_fate(desk: World) -> None:
    mails = sorted(Path(require("mail-cases")).glob("*.eml"))
    for path in mails:
        spooled(path.read_bytes(), sender="someone@example.net")
    while intake.take(50):
        pass
    rows = list(IncomingMail.objects.all())
    assert len(rows) == len(mails) > 100
    assert {row.sha256 for row in rows} == {hashlib.sha256(path.read_bytes()).hexdigest() for path in mails}
    aside = [(row.subject, row.reason, row.details) for row in rows if row.fate == Fate.QUARANTINED]
    assert aside == []


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300))
def test_any_bytes_get_a_fate(desk: World, raw: bytes) -> None:
    row = taken(raw)
    assert row.fate in Fate.values and row.reason != "not_stored"
    assert row.sha256 == hashlib.sha256(raw).hexdigest()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.lists(st.tuples(st.sampled_from(_HEADERS), _VALUES), max_size=12),
    body=st.binary(max_size=200),
    sender=st.text(max_size=300),
    recipients=st.lists(st.text(max_size=300), max_size=3),
)
def test_any_headers_get_a_fate(
    desk: World, headers: list[tuple[str, bytes]], body: bytes, sender: str, recipients: list[str]
) -> None:
    head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    row = taken(head + b"\r\n" + body, recipients, sender=sender)
    assert row.fate in Fate.values and row.reason not in ("not_stored", "parser_failed")
