"""The whole conversation by mail: to the customer or to somebody else, and never more than the customer reads."""

import pytest

from accord.automation.actions.acting import Acting
from accord.automation.actions.steps import Steps
from accord.channels.email.drafting import Mail
from accord.channels.email.letters.blocks import Link, Told
from accord.channels.email.planning import plan
from accord.channels.email.rendering import render
from accord.core import clock
from accord.core.errors import Invalid, Missing, NotAllowed, NotPossible
from accord.events.models import Event
from accord.people.models import Membership
from accord.people.system import system
from accord.tickets import discarding, telling
from accord.tickets.internal import open_internal
from accord.tickets.models import State, Ticket
from accord.tickets.noting import note
from accord.tickets.replying import reply
from accord.tickets.transcribing import send_transcript
from accord.tickets.writing import Words
from accord.web.moments import day_and_time
from tests.world import World, kinds


@pytest.fixture
def ticket(world: World) -> Ticket:
    made = world.ticket(text="It stops after ten seconds.")
    reply(made, Words(text="Clean it.", html="<p>Clean <b>it</b>.</p>"), by=world.ieva)
    note(made, Words(text="He is a reseller."), by=world.ieva)
    return made


def mails(ticket: Ticket) -> list[Mail]:
    return plan(Event.objects.filter(ticket_id=ticket.pk, kind="transcript.sent").latest("id"))


def test_the_customer_gets_what_both_sides_wrote_and_the_way_back(world: World, ticket: Ticket) -> None:
    state = ticket.state
    send_transcript(ticket, by=world.ieva)
    (mail,) = mails(ticket)
    plain, rich = render(mail.letter, mail.subject)
    assert mail.recipients == ["hannah@example.com"] and f"[#{ticket.code}]" in mail.subject
    assert "It stops after ten seconds." in plain and "Clean <b>it</b>." in rich
    assert "reseller" not in plain + rich
    assert [type(each) for each in mail.letter.blocks][2:] == [Told, Told, Link]
    ticket.refresh_from_db()
    assert ticket.state == state
    (line,) = telling.tell(Event.objects.filter(kind="transcript.sent"), day_and_time)
    assert line.sentence == "<b>Ieva</b> mailed the whole conversation to the customer."


def test_somebody_else_gets_no_way_into_the_ticket(world: World, ticket: Ticket) -> None:
    send_transcript(ticket, by=world.ieva, to=" Insurer@Example.org ")
    (mail,) = mails(ticket)
    plain, rich = render(mail.letter, mail.subject)
    assert mail.recipients == ["insurer@example.org"] and not mail.leads_back
    assert ticket.code not in plain + rich + mail.subject and "/my/" not in plain + rich
    assert mail.part.startswith("outside")
    send_transcript(ticket, by=world.ieva, to="HANNAH@example.com")
    assert mails(ticket)[0].part == "transcript", "the customer's own address is the customer"


def test_who_may_not_answer_mails_nothing(world: World, ticket: Ticket) -> None:
    Membership.objects.filter(person=world.ieva).update(level="reader")
    with pytest.raises(NotAllowed):
        send_transcript(ticket, by=world.ieva)
    with pytest.raises(NotAllowed):
        send_transcript(ticket, by=world.hannah)


def test_what_cannot_be_mailed_is_refused(world: World, ticket: Ticket) -> None:
    for address in ("nobody", "a b@example.com", "x@y, z@example.com"):
        with pytest.raises(Invalid):
            send_transcript(ticket, by=world.ieva, to=address)
    Ticket.objects.filter(pk=ticket.pk).update(requester_address="")
    with pytest.raises(Missing):
        send_transcript(ticket, by=world.ieva)
    discarding.delete(ticket, by=world.tiina)
    with pytest.raises(NotPossible):
        send_transcript(ticket, by=world.ieva, to="x@example.org")


def test_an_internal_ticket_goes_nowhere(world: World) -> None:
    ticket = open_internal(world.billing, "Refund?", Words(text="May we?"), by=world.ieva)
    with pytest.raises(NotPossible, match="internal"):
        send_transcript(ticket, by=world.tiina, to="x@example.org")


def test_a_rule_mails_it_also_of_a_closed_ticket(world: World, ticket: Ticket) -> None:
    steps = Steps.parse(
        [{"a": "send_transcript", "v": {}}, {"a": "send_transcript", "v": {"to": "x@example.org"}}]
    )
    assert steps.sentence() == (
        "Mail the whole conversation to the customer; Mail the whole conversation to x@example.org"
    )
    Ticket.objects.filter(pk=ticket.pk).update(state=State.CLOSED, closed_at=clock.now())
    ticket.refresh_from_db()
    done = steps.run(Acting(ticket, system(), "rule:7"))
    assert [(each.refused, each.changed) for each in done] == [("", True), ("", True)]
    assert kinds(ticket)[-2:] == ["transcript.sent"] * 2
