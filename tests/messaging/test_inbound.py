"""What becomes of a message, whatever channel it came by."""

from datetime import timedelta
from typing import Any

from accord.core import clock
from accord.messaging import inbound, marks
from accord.messaging.inbound import Arrival, Claim, What
from accord.messaging.senders import sender_of
from accord.people.contacts import contact_for
from accord.people.models import Person
from accord.tickets import postponing
from accord.tickets.models import Participant, State, Ticket
from accord.tickets.writing import Words
from tests.world import World, kinds


def arrival(world: World, sender: str = "hannah@example.com", text: str = "It stops again.", **more: Any) -> Arrival:
    return Arrival(
        channel="form",
        sender=sender_of(sender),
        words=Words(text=text),
        subject="Grinder",
        department=world.support,
        **more,
    )


def proven(ticket: Ticket) -> list[Claim]:
    return [Claim(ticket.pk, "in_reply_to", proven=True)]


def test_nothing_named_opens_a_ticket(world: World) -> None:
    outcome = inbound.take_in(arrival(world, acknowledge=True))
    assert (outcome.what, outcome.ticket.state, outcome.ticket.channel) == (What.OPENED, State.NEW, "form")
    assert kinds(outcome.ticket) == ["ticket.opened"]


def test_the_first_claim_that_counts_wins(world: World) -> None:
    foreign = world.ticket(requester=world.elitsa)
    own = world.ticket()
    gone = Claim(10**9, "references", True)
    claims = [gone, Claim(foreign.pk, "subject_code", False), Claim(own.pk, "subject_code", False)]
    outcome = inbound.take_in(arrival(world, claims=claims))
    assert (outcome.what, outcome.ticket, outcome.may_belong_to) == (What.APPENDED, own, None)


def test_a_claim_without_right_is_only_remembered(world: World) -> None:
    foreign = world.ticket(requester=world.elitsa)
    outcome = inbound.take_in(arrival(world, claims=[Claim(foreign.pk, "subject_code", False)]))
    assert (outcome.what, outcome.may_belong_to, outcome.message.marks) == (What.OPENED, foreign, [marks.MAY_BELONG])


def test_a_postponed_ticket_comes_back_unless_it_was_to_stay(world: World) -> None:
    for stay, state in ((False, State.OPEN), (True, State.POSTPONED)):
        ticket = world.ticket()
        postponing.postpone(ticket, until=clock.now() + timedelta(days=2), by=world.ieva, stay=stay)
        outcome = inbound.take_in(arrival(world, claims=proven(ticket)))
        assert (outcome.what, outcome.ticket.state) == (What.APPENDED, state)


def test_people_in_copy_of_a_new_ticket_take_part_and_colleagues_do_not(world: World) -> None:
    others = [("Elitsa", "elitsa@example.com"), ("Ieva", "ieva@example.com"), ("Karel", "karel@example.org")]
    outcome = inbound.take_in(arrival(world, others=others))
    joined = Participant.objects.filter(ticket=outcome.ticket).values_list("address", "is_requester")
    assert dict(joined) == {"hannah@example.com": True, "elitsa@example.com": False, "karel@example.org": False}


def test_thousands_in_copy_do_not_all_take_part(world: World) -> None:
    others = [("", f"p{number}@example.org") for number in range(3000)]
    outcome = inbound.take_in(arrival(world, others=others))
    assert Participant.objects.filter(ticket=outcome.ticket).count() == inbound.MOST_COPIED + 1


def test_a_long_chain_of_merged_tickets_ends(world: World) -> None:
    first = last = world.ticket()
    for _ in range(3):
        following = world.ticket()
        Ticket.objects.filter(pk=last.pk).update(merged_into=following)
        last = following
    assert inbound.survivor(first.pk) == last
    Ticket.objects.filter(pk=last.pk).update(merged_into=first)  # a circle must not hang
    assert inbound.survivor(first.pk) is None


def test_a_sender_without_address_is_a_person_of_his_own(world: World) -> None:
    one, two = sender_of("", "Nobody"), sender_of("mailer-daemon")
    assert one.person != two.person and one.address == two.address == ""


def test_an_agents_address_never_makes_an_agent(world: World) -> None:
    found = sender_of("Ieva@Example.com")
    assert found.agents_address and found.person.kind == "contact" and found.person != world.ieva
    assert sender_of("ieva@example.com").person == found.person
    assert Person.objects.filter(email="ieva@example.com").count() == 2


def test_what_was_looked_up_before_is_believed_even_when_somebody_was_faster(world: World) -> None:
    karel = contact_for("karel@example.org")
    assert sender_of("karel@example.org", people={}).person == karel
    assert sender_of("karel@example.org", people={"karel@example.org": world.hannah}).person == world.hannah


def test_every_mark_that_the_rules_set_has_words() -> None:
    for mark in (marks.COURTESY, marks.NEW_PERSON, marks.MAY_BELONG, marks.SPOOFED, "auto-reply", "bounce", "delay"):
        assert str(marks.MARKS[mark])
