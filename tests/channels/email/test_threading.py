"""Which ticket a mail belongs to, through the real intake."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from accord.channels.email import intake, message_ids, proofs, thanks
from accord.channels.email.models import IncomingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.parsing import ParsedMail
from accord.core import ids
from accord.messaging.marks import MAY_BELONG, NEW_PERSON
from accord.people.contacts import contact_for
from accord.tickets import replying, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, State, Ticket
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.services import VARIABLES, require
from tests.world import World

OURS = "k7q.abc@support.example.com"
STRANGER = "Mallory <mallory@example.org>"


def marks_of(row: IncomingMail) -> list[str]:
    marks: list[str] = Message.objects.get(pk=row.ticket_message_id).marks
    return marks


def test_in_reply_to_one_of_our_mails(desk: World) -> None:
    ticket = desk.ticket()
    sent(ticket, OURS)
    row = taken(mail(In_Reply_To=f"<{OURS}>", subject="Something else"))
    assert (row.fate, row.reason, row.ticket_id) == (Fate.APPENDED, "in_reply_to", ticket.pk)
    assert marks_of(row) == []


def test_references_are_read_from_the_newest(desk: World) -> None:
    old, new = desk.ticket(), desk.ticket()
    sent(old, "old@ours")
    sent(new, "new@ours")
    row = taken(mail(References="<old@ours> <new@ours> <unknown@x>"))
    assert (row.reason, row.ticket_id) == ("references", new.pk)


def test_in_reply_to_comes_before_references(desk: World) -> None:
    one, other = desk.ticket(), desk.ticket()
    sent(one, "one@ours")
    sent(other, "other@ours")
    assert taken(mail(In_Reply_To="<one@ours>", References="<one@ours> <other@ours>")).ticket_id == one.pk


def test_an_id_that_we_signed_proves_without_its_row(desk: World) -> None:
    ticket = desk.ticket()
    signed = message_ids.new(ticket.code, "support.example.com", proofs.keys()[0])
    relayed = signed.upper().replace("SUPPORT.EXAMPLE.COM", "relay.example")
    assert taken(mail(In_Reply_To=f"<{relayed}>")).ticket_id == ticket.pk


def test_the_token_in_the_reply_address_comes_first(desk: World) -> None:
    named, other = desk.ticket(), desk.ticket()
    sent(other, OURS)
    address = proofs.reply_address("support@example.com", named.pk)
    row = taken(mail(to=address, In_Reply_To=f"<{OURS}>"), [address])
    assert (row.reason, row.ticket_id) == ("reply_address", named.pk)


def test_a_thread_index_that_we_issued(desk: World) -> None:
    ticket = desk.ticket()
    index = proofs.thread_index(ticket.pk)
    assert proofs.ticket_of_thread_index(index) == ticket.pk
    row = taken(mail(Thread_Index=index))
    assert (row.reason, row.ticket_id) == ("thread_index", ticket.pk)
    foreign = "Adr1aKMqv0QyX6JmQ1m0V5x3qQ0zWw=="
    assert taken(mail(Thread_Index=foreign)).fate == Fate.OPENED


def test_our_mark_in_the_quote(desk: World) -> None:
    ticket = desk.ticket()
    mark = message_ids.local_part(message_ids.new(ticket.code, "x", proofs.keys()[0]))
    text = f"It still stops.\n\nOn Friday Ieva wrote:\n> Hold the button.\n> {mark}\n"
    row = taken(mail(text=text, subject="New words"))
    assert (row.reason, row.ticket_id) == ("mark_in_quote", ticket.pk)


def test_the_code_in_the_subject_counts_for_who_takes_part(desk: World) -> None:
    ticket = desk.ticket()
    row = taken(mail(subject=f"Re: Grinder [#{ticket.code}]"))
    assert (row.reason, row.ticket_id) == ("subject_code", ticket.pk)


def test_a_stranger_who_guesses_a_code_gets_a_ticket_of_his_own(desk: World) -> None:
    ticket = desk.ticket()
    row = taken(mail(sender=STRANGER, subject=f"Re: [#{ticket.code}]"))
    assert row.fate == Fate.OPENED and row.ticket_id != ticket.pk
    assert row.details["may_belong_to"] == ticket.code and marks_of(row) == [MAY_BELONG]
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_a_code_that_nobody_has_is_no_code(desk: World) -> None:
    row = taken(mail(subject=f"Re: [#{ids.code_from(5)}]"))
    assert row.fate == Fate.OPENED and "may_belong_to" not in row.details


def test_a_forged_in_reply_to_proves_nothing(desk: World) -> None:
    ticket = desk.ticket()
    forged = f"{ticket.code.lower()}.{'a' * 16}.{'b' * 16}@support.example.com"
    row = taken(mail(sender=STRANGER, In_Reply_To=f"<{forged}>", References=f"<{forged}>"))
    assert row.fate == Fate.OPENED and marks_of(row) == []


def test_a_customers_message_id_counts_for_who_takes_part(desk: World) -> None:
    first = taken(mail(message_id="<mine@hannah>", Cc="Elitsa <elitsa@example.com>"))
    row = taken(mail(sender="elitsa@example.com", In_Reply_To="<mine@hannah>", text="I see the same on mine."))
    assert (row.fate, row.reason, row.ticket_id) == (Fate.APPENDED, "customers_message", first.ticket_id)


def test_never_by_the_bare_subject(desk: World) -> None:
    ticket = desk.ticket(subject="Invoice")
    assert taken(mail(subject="Re: Invoice")).ticket_id != ticket.pk


def test_a_stranger_with_an_id_of_ours_is_let_in_marked(desk: World) -> None:
    ticket = desk.ticket()
    sent(ticket, OURS)
    row = taken(mail(sender=STRANGER, In_Reply_To=f"<{OURS}>"))
    assert row.ticket_id == ticket.pk and marks_of(row) == [NEW_PERSON]


def test_a_ticket_that_is_gone_is_no_ticket(desk: World) -> None:
    ticket = desk.ticket()
    address = proofs.reply_address("support@example.com", ticket.pk + 1000)
    assert taken(mail(to=address), [address]).fate == Fate.OPENED


def test_who_answers_later_than_the_resolving_reopens(desk: World) -> None:
    ticket = desk.ticket()
    replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    sent(ticket, OURS)
    taken(mail(In_Reply_To=f"<{OURS}>", text="No, it does not help at all."))
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN


def scenarios() -> list[Any]:
    folder = os.environ.get(VARIABLES["mail-cases"], "")
    if not folder:
        return [pytest.param(None, id="cases")]
    lines = (Path(folder) / "threads.jsonl").read_text("utf-8").splitlines()
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


@pytest.mark.parametrize("case", scenarios())
def test_scenarios(desk: World, case: dict[str, Any] | None) -> None:
    folder = Path(require("mail-cases"))
    assert case is not None
    tickets: dict[str, Ticket] = {}
    for given in case["tickets"]:
        requester = contact_for(given["requester"])
        tickets[given["key"]] = ticket = desk.ticket(given["subject"], requester=requester)
        for message_id in given["message_ids"]:
            sent(ticket, message_id.strip("<>"), to=given["requester"])
    row = taken((folder / case["file"]).read_bytes(), sender="")
    found = next((key for key, ticket in tickets.items() if ticket.pk == row.ticket_id), None)
    assert found == case["expect"], row.reason
    if case["id"].endswith("#stranger"):
        assert ticket_of(row).pk not in {ticket.pk for ticket in tickets.values()}
    assert intake.take(1) == 0


def test_only_what_could_belong_to_a_ticket_is_judged(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging reads six word lists: most mails do without."""
    judged: list[str] = []

    def read(parsed: ParsedMail, files: object) -> thanks.Thanks:
        judged.append(parsed.subject)
        return thanks.Thanks()

    monkeypatch.setattr(thanks, "read", read)
    ticket = desk.ticket()
    sent(ticket, OURS)
    taken(mail(subject="A new question"))
    assert judged == []
    taken(mail(In_Reply_To=f"<{OURS}>", subject="By the id"))
    taken(mail(subject=f"By the code [#{ticket.code}]"))
    mark = message_ids.new(ticket.code, "support.example.com", proofs.keys()[0]).partition("@")[0]
    taken(mail(subject="By the mark", text=f"Thanks\n\n> {mark}\n> We sent it\n"))
    address = proofs.reply_address("support@example.com", ticket.pk)
    taken(mail(subject="By the address", to=address))
    assert [subject[:9] for subject in judged] == ["By the id", "By the co", "By the ma", "By the ad"]
