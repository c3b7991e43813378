"""The ledger tells the fate of every mail, and why."""

import json

from click.testing import CliRunner

from accord.channels.email import ledger
from accord.channels.email.models import IncomingMail
from accord.channels.email.models.incoming import Fate
from accord.project.commands.mail_ledger import command
from tests.channels.email.mails import mail, taken, ticket_of
from tests.world import World


def test_a_page_is_newest_first_and_goes_on_before_an_id(desk: World) -> None:
    rows = [taken(mail(subject=f"Number {number}")) for number in range(3)]
    page = ledger.page(limit=2)
    assert [entry.mail.pk for entry in page] == [rows[2].pk, rows[1].pk]
    assert [entry.mail.pk for entry in ledger.page(before=rows[1].pk)] == [rows[0].pk]
    assert page[0].ticket_code == ticket_of(rows[2]).code
    assert (str(page[0].fate), str(page[0].reason)) == ("Opened a ticket", "It names no ticket of ours.")


def test_one_fate_alone_and_what_may_be_done(desk: World) -> None:
    raw = mail()
    taken(raw)
    same = taken(raw)
    entries = ledger.page(fate=Fate.SAME)
    assert [(entry.mail.pk, entry.may_separate, entry.may_retry) for entry in entries] == [(same.pk, True, False)]
    assert entries[0].same_as_id == same.same_as_id


def test_the_entry_of_a_message(desk: World) -> None:
    row = taken(mail())
    found = ledger.of_message(row.ticket_message_id or 0)
    assert found is not None and found.mail == row
    assert ledger.of_message(0) is None


def test_the_command_prints_a_json_object_a_line(desk: World) -> None:
    rows = [taken(mail(subject="Кафемелачка")), taken(mail())]
    lines = CliRunner().invoke(command, ["--json"], catch_exceptions=False).output.splitlines()
    shown = [json.loads(line) for line in lines]
    assert [line["ticket"] for line in shown] == [ticket_of(row).code for row in rows]
    assert set(shown[0]) >= {"received", "from", "subject", "message_id", "sha256", "fate", "reason", "ticket"}
    assert (shown[0]["subject"], shown[0]["from"], shown[0]["fate"]) == ("Кафемелачка", "hannah@example.com", "opened")
    assert CliRunner().invoke(command, ["--limit", "1"]).output.count("\n") == 1


def test_reading_everything_goes_in_batches(desk: World) -> None:
    for number in range(5):
        taken(mail(subject=str(number)))
    assert [entry.mail.subject for entry in ledger.everything(batch=2)] == ["0", "1", "2", "3", "4"]
    assert IncomingMail.objects.count() == 5
