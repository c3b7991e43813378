"""DOMAIN 7.6: two addresses of one person. Nothing joins by itself; joined, both may confirm; it can be undone."""

import pytest

from accord.core.errors import NotAllowed
from accord.people import editing
from accord.people.contacts import contact_for
from accord.people.models import Address, Person
from accord.people.rights import access_of
from accord.tickets import (
    checking,
    confirming,
    links,
    merging_people,
    participating,
    replying,
    resolving,
    searching,
)
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, State, Ticket
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.world import World, kinds

pytestmark = pytest.mark.django_db
HOME = "Hannah Whitfield <hannah@home.example>"


@pytest.fixture
def other(desk: World) -> Person:
    """Hannah as she writes from home, with a ticket of her own; nobody has said yet that it is she."""
    row = taken(mail(HOME, "The lid rattles, what can I do?", subject="The lid is loose"))
    return ticket_of(row).requester


def well() -> None:
    assert list(checking.problems(deep=True)) == []


def test_7_6_an_agent_says_that_they_are_one(desk: World, other: Person) -> None:
    ticket = desk.ticket()
    hers = Ticket.objects.get(requester=other)
    assert searching.search(access_of(desk.hannah), "rattles").rows == []
    merging_people.merge(other, desk.hannah, by=desk.ieva)
    hers.refresh_from_db()
    assert (hers.requester, hers.requester_address) == (desk.hannah, "hannah@home.example")
    assert Address.objects.get(email="hannah@home.example").person == desk.hannah
    assert Message.objects.get(ticket=hers).author == desk.hannah
    assert kinds(hers)[-1] == "ticket.requester_changed"
    assert [each.row.code for each in searching.search(access_of(desk.hannah), "rattles").rows] == [hers.code]
    later = taken(mail(HOME, "Is there news of it?", subject="Anything new?"))
    assert ticket_of(later).requester == desk.hannah
    assert ticket.requester == desk.hannah
    well()


def test_7_6_then_both_may_confirm(desk: World, other: Person) -> None:
    ticket = desk.ticket()
    sent(ticket, "ours@support.example.com")
    replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    taken(mail(HOME, "It still stops, I write from home.", In_Reply_To="<ours@support.example.com>"))
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    with pytest.raises(NotAllowed):
        confirming.say_solved(ticket, voice=Voice(other), resolution_id=ticket.resolution_id)
    link = links.read(links.ticket_url(ticket, other.pk, "hannah@home.example").rstrip("/").rpartition("/")[2])
    merging_people.merge(other, desk.hannah, by=desk.ieva)
    person = merging_people.living(link.person_id)  # an old link of the other address leads on
    assert person == desk.hannah
    confirming.say_solved(ticket, voice=Voice(person), resolution_id=ticket.resolution_id)
    assert ticket.state == State.CLOSED


def test_7_6_parted_again_all_is_as_before(desk: World, other: Person) -> None:
    hers = Ticket.objects.get(requester=other)
    editing.move_to_company(other, "Mill", by=desk.ieva)
    copied = desk.ticket(requester=desk.elitsa)
    participating.add(copied, other, "hannah@home.example", by=desk.ieva)
    merging_people.merge(other, desk.hannah, by=desk.ieva)
    assert desk.hannah.company is not None and participating.takes_part(copied, desk.hannah)
    merging_people.unmerge(other, by=desk.ieva)
    for each in (hers, other, desk.hannah):
        each.refresh_from_db()
    assert (hers.requester, other.is_active, desk.hannah.company) == (other, True, None)
    assert Address.objects.get(email="hannah@home.example").person == other
    assert participating.takes_part(copied, other) and not participating.takes_part(copied, desk.hannah)
    assert Message.objects.get(ticket=hers).author == other
    assert searching.search(access_of(desk.hannah), "rattles").rows == []
    well()


def test_7_6_a_person_says_so_himself_only_for_his_own_side(desk: World, other: Person) -> None:
    with pytest.raises(NotAllowed):
        merging_people.merge(desk.hannah, other, by=desk.hannah, proven=True)
    with pytest.raises(NotAllowed):
        merging_people.merge(other, desk.hannah, by=desk.elitsa, proven=True)
    merging_people.merge(other, desk.hannah, by=desk.hannah, proven=True)
    assert Address.objects.get(email="hannah@home.example").person == desk.hannah


def test_7_6_colleagues_are_never_joined(desk: World, other: Person) -> None:
    for pair in ((other, desk.ieva), (desk.ieva, other), (other, other)):
        with pytest.raises(merging_people.NoContact):
            merging_people.merge(*pair, by=desk.omar)


def test_7_6_whoever_may_not_work_on_her_tickets_may_not_join_them(desk: World, other: Person) -> None:
    elsewhere = contact_for("billing@customer.example", "Hannah Whitfield")
    desk.ticket(requester=elsewhere, department=desk.billing)
    with pytest.raises(NotAllowed):
        merging_people.merge(elsewhere, desk.hannah, by=desk.ieva)
    merging_people.merge(elsewhere, desk.hannah, by=desk.tiina)
    well()


def test_7_6_answers_go_to_the_address_last_used_also_when_joined(desk: World, other: Person) -> None:
    ticket = desk.ticket()
    sent(ticket, "ours@support.example.com")
    merging_people.merge(other, desk.hannah, by=desk.ieva)
    taken(mail(HOME, "I write from home now.", In_Reply_To="<ours@support.example.com>"))
    ticket.refresh_from_db()
    assert ticket.requester_address == "hannah@home.example"
    message = replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    assert message.to == ["hannah@home.example"]
