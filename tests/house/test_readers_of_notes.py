"""Whoever shows messages says for whom: a note may be for a few agents, and none is for a customer."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "accord"
ROOMS = ("web", "messaging", "automation", "transfer")
READS = re.compile(r"\b(Message|MessageRow|Attachment)\.objects|conversation\.load\(|(FROM|JOIN) message\b")
SAYS = re.compile(r"\baudiences\.|reader=|MessageKind\.|kind=.note.|public_only=True|is_note|notes\.readable")
# Modules that read messages and show nothing that was written.
SHOW_NO_WORDS = {
    "web/console/later.py": "files of a draft",
    "web/api/thanks.py": "hands a message to a verb, which takes a customer's alone",
    "web/console/ticket_thanks.py": "hands a message to a verb, which takes a customer's alone",
    "messaging/notices/readers.py": "who wrote it",
}


def silent(source: str) -> bool:
    """Whether a module reads messages and says nothing of who may read them."""
    return READS.search(source) is not None and SAYS.search(source) is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Message.objects.filter(ticket=ticket)", True),
        ("conversation.load(ticket)", True),
        ("conversation.load(ticket, reader=access)", False),
        ("Message.objects.exclude(kind=MessageKind.NOTE)", False),
        ("Ticket.objects.all()", False),
    ],
)
def test_a_silent_reader_is_recognised(source: str, expected: bool) -> None:
    assert silent(source) is expected


def test_every_module_that_reads_messages_says_for_whom() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if silent(path.read_text("utf-8"))
    }
    assert found <= SHOW_NO_WORDS.keys(), "ask accord.tickets.audiences who may read it, and add a case to READERS"
