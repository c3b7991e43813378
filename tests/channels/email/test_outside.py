"""Mails of rules: answers that say they are automatic, mails to outsiders that lead nowhere, news to agents."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from accord.automation.actions.acting import Acting
from accord.automation.actions.steps import Steps
from accord.channels.email import message_ids, proofs
from accord.channels.email.models import AutomaticMail, OutgoingMail
from accord.core import files
from accord.people.system import system
from accord.tickets import replying
from accord.tickets.models import Ticket
from accord.tickets.writing import Words
from tests.channels.email.outbox import mailbox_at, work
from tests.messaging.notices.told import at_once, carried_out
from tests.world import World, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(world: World) -> None:
    mailbox_at(25, world.support, smtp_host="")


def run(ticket: Ticket, key: str, **values: object) -> str:
    done = Steps.parse([{"a": key, "v": values}]).run(Acting(ticket, system(), "rule:7"))
    return done[0].refused


def mails() -> list[EmailMessage]:
    work()
    rows = OutgoingMail.objects.select_related("raw").order_by("id")
    return [message_from_bytes(files.read(row.raw), policy=policy.default) for row in rows if row.raw]


def words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def test_a_rules_answer_says_of_itself_that_it_is_automatic_and_is_budgeted(world: World) -> None:
    ticket = world.ticket()
    assert (
        run(ticket, "answer", text={"en": "<p>Dear {contact.first_name}, we look.</p>"}, keep_state=True)
        == ""
    )
    ticket.refresh_from_db()
    assert (ticket.state, ticket.first_answered_at) == ("new", None), "kept: he goes on waiting"
    (mail,) = mails()
    assert mail["Auto-Submitted"] == "auto-generated" and mail["X-Accord-Loop"]
    assert "Dear Hannah, we look." in words(mail)
    assert AutomaticMail.objects.get().ticket_id == ticket.pk
    refused = [run(ticket, "answer", text="<p>Again</p>") for _time in range(5) if work() is None or True]
    assert refused.count("held") >= 1, "five an hour on a ticket"
    assert "notice.held" in kinds(ticket)


def test_an_agents_answer_stays_a_persons(world: World) -> None:
    replying.reply(world.ticket(), Words(text="Hello"), by=world.ieva)
    (mail,) = mails()
    assert mail["Auto-Submitted"] is None and not AutomaticMail.objects.exists()


def test_a_mail_to_an_outsider_gives_no_way_into_the_ticket(world: World) -> None:
    ticket = world.ticket(subject="Lid")
    more = {"to": ["supplier@example.org"], "cc": ["two@example.org"], "bcc": ["blind@example.org"]}
    assert (
        run(
            ticket,
            "send_mail",
            text="<p>Do you have {ticket.subject}?</p>",
            subject="Order {ticket.code}",
            **more,
        )
        == ""
    )
    first, blind = mails()
    assert (first["To"], first["Cc"], first["Subject"]) == (
        "supplier@example.org", "two@example.org", f"Order {ticket.code}",
    )  # fmt: skip
    assert "blind@example.org" not in str(first) and "Do you have Lid?" in words(first)
    assert "supplier" not in str(blind["To"])
    assert message_ids.read(str(first["Message-ID"]), proofs.keys()) is None, "it names no ticket"
    assert all(first[name] is None for name in ("In-Reply-To", "References", "Thread-Index"))
    assert "+" not in str(first["Reply-To"]) and "/my/ticket/" not in words(first)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.messages_count) == ("new", 1), "the customer's thread knows nothing of it"


def test_forwarding_carries_the_customers_words(world: World) -> None:
    ticket = world.ticket(subject="Lid", text="The lid is broken.")
    replying.reply(ticket, Words(text="We ask."), by=world.ieva)
    assert run(ticket, "forward", to=["supplier@example.org"], text="<p>See below.</p>") == ""
    mail = mails()[-1]
    assert mail["Subject"] == "Fwd: Lid"
    assert (
        "See below." in words(mail) and "The lid is broken." in words(mail) and "We ask." not in words(mail)
    )


def test_agents_are_told_each_alone_and_only_who_may_see_it(world: World) -> None:
    ticket = world.ticket(department=world.billing)
    told = [str(world.ieva.pk), str(world.tiina.pk)]
    at_once(world.ieva, world.tiina)
    assert run(ticket, "notify", to=told, text="{ticket.code} waits\nPlease look.") == ""
    carried_out()
    (mail,) = mails()
    assert mail["To"].addresses[0].addr_spec == "tiina@example.com", "Ieva does not see Billing"
    assert f"{ticket.code} waits" in words(mail) and "Please look." in words(mail)
    assert kinds(ticket) == ["ticket.opened", "agents.notified"]


def test_agents_are_left_in_peace_after_twenty_an_hour(world: World) -> None:
    ticket = world.ticket()
    refused = [run(ticket, "notify", to=["supervisors"], text="Look") for _time in range(21)]
    assert refused == [""] * 20 + ["told_often_enough"]
