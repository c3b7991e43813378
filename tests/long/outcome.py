"""What must hold of a desk under load that was killed: nothing is lost, and nothing is stored twice."""

from collections import Counter
from collections.abc import Collection, Sequence

from tests.long.load import SETTLE_S, Load, by_message_id
from tests.long.providers import Box
from tests.running import Desk, eventually


def holds(made: Desk) -> None:
    """After each kill: the database's invariants, and no mail or answer twice."""
    assert made.check() == []
    rows = made.inside("tests.setting:ledger")
    fates = Counter(row["message_id"] or row["subject"] for row in rows if row["fate"] != "same")
    assert [mail for mail, count in fates.items() if count > 1] == []


def all_is_there(made: Desk, load: Load, fetched: Collection[str] = ()) -> None:
    """At the end: each acknowledged mail is in the ledger once, each answer is stored once and went out as one mail.

    `fetched` are the subjects of mails that came from mailboxes elsewhere, which `all_was_fetched` looks at.
    """
    mails_came_in(made, load, fetched)
    answers_went_out(made, load)
    assert [trouble for agent in load.agents for trouble in agent.troubles] == []
    assert made.check() == []


def mails_came_in(made: Desk, load: Load, fetched: Collection[str]) -> None:
    rows: dict[str, list[str]] = {}
    for row in made.inside("tests.setting:ledger"):
        if row["subject"] in fetched:
            continue
        rows.setdefault(row["sha256"], []).append(row["fate"])
    words = "\n".join(made.inside("tests.long.agents:incoming_texts"))
    sent = [mail for customer in load.customers for mail in customer.mails]
    for mail in sent:
        fates = rows.pop(mail.sha256, [])
        assert mail.acknowledged <= len(fates) <= mail.tried, (mail.mark, fates)
        if fates:
            assert len([fate for fate in fates if fate != "same"]) == 1, (mail.mark, fates)
            assert fates[0] in ("opened", "appended", "follow-up"), (mail.mark, fates)
            assert words.count(mail.mark) == 1, mail.mark
        else:
            assert mail.mark not in words
    assert rows == {}, "the ledger holds what nobody sent"
    assert sum(mail.acknowledged for mail in sent) > 50


def answers_went_out(made: Desk, load: Load) -> None:
    stored = made.inside("tests.long.agents:outgoing_texts")
    marks = Counter(row["text"].split()[-1] for row in stored)
    sure = [mark for agent in load.agents for mark in agent.answered.sure]
    tried = {mark for agent in load.agents for mark in agent.answered.tried}
    assert {mark: marks[mark] for mark in sure} == dict.fromkeys(sure, 1)
    assert set(marks) <= tried and set(marks.values()) <= {1}
    assert len(sure) > 20
    taken = by_message_id(load.sink.mails)
    rows = made.inside("tests.setting:outgoing")
    letters = {each for each in taken if not each.startswith("passing.")}  # probes and alarms are not stored
    assert {row["message_id"] for row in rows if row["state"] == "sent"} == letters
    for message_id, copies in taken.items():
        assert len({copy.raw for copy in copies}) == 1, f"{message_id} went out in two forms"
    of_message = {row["ticket_message_id"]: row["message_id"] for row in rows if row["part"] == "answer"}
    for row in stored:
        (copy, *_) = taken[of_message[row["id"]]]
        assert row["delivery"] == "sent"
        assert row["text"].split()[-1].encode() in copy.raw.replace(b"=\r\n", b"")
    assert sum(len(copies) > 1 for copies in taken.values()) > 0, "no mail went out twice: the mail server was too kind"


def nothing_is_nowhere(made: Desk, boxes: Sequence[Box]) -> None:
    """At any moment each mail that was put into a box is on its server, in the spool or in the ledger.

    A mail goes that way and never back, so who looks in this order misses none that moves meanwhile.
    """
    sent = {subject for box in boxes for subject in list(box.sent)}
    sent -= {subject for box in boxes for subject in box.subjects()}
    sent -= set(made.inside("tests.long.providers:spooled_subjects"))
    rows = made.inside("tests.setting:ledger")
    missing = sent - {row["subject"] for row in rows}
    assert missing == set(), [row for row in rows if not row["subject"]]


def all_was_fetched(made: Desk, kept: Box, moved: Box, emptied: Box) -> None:
    """At the end: each mail is one message and one row of the ledger, and on its server is what was chosen there."""
    sent = [subject for box in (kept, moved, emptied) for subject in box.sent]
    eventually(lambda: (moved.count(), emptied.count()) == (0, 0), patience_s=SETTLE_S, pause_s=0.5)
    rows = [row for row in made.inside("tests.setting:ledger") if row["subject"] in sent]
    assert Counter(row["subject"] for row in rows) == dict.fromkeys(sent, 1)  # not even as "the same again"
    assert {row["fate"] for row in rows} == {"opened"}
    on_tickets = made.inside("tests.long.providers:on_tickets")
    assert {subject: on_tickets.get(subject) for subject in sent} == dict.fromkeys(sent, 1)
    assert kept.flags() == [""] * len(kept.sent)
    assert set(moved.flags("Done")) == {""}
    assert moved.count("Done") == len(moved.sent)
