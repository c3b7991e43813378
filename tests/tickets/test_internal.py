"""Internal tickets: asked, answered, opened again, and never outside."""

from collections.abc import Callable

import pytest

from accord.channels.email.models import OutgoingMail
from accord.core.errors import AccordError, Missing, NotAllowed
from accord.core.html import from_text
from accord.people.contacts import contact_for
from accord.people.rights import access_of
from accord.tickets import (
    checking,
    closing,
    editing,
    internal,
    mailing_outside,
    merging,
    noting,
    participating,
    replying,
    resolving,
    seeing,
)
from accord.tickets.audiences import Audience
from accord.tickets.explaining import ready_text
from accord.tickets.going_outside import Internal
from accord.tickets.models import Message, State, Ticket
from accord.tickets.searching import search
from accord.tickets.writing import Words
from tests.channels.email.outbox import work
from tests.world import World, agent, kinds


def asked(world: World) -> Ticket:
    """Ieva of Support asks Billing, whose tickets she does not see."""
    return internal.open_internal(world.billing, "Invoice 4711", Words(text="Was it paid?"), by=world.ieva)


def test_it_goes_to_and_fro_between_two_departments(world: World) -> None:
    ticket, bruno = asked(world), agent("Bruno", solver=world.billing)
    assert (ticket.state, ticket.to_solve, ticket.requester_address) == (State.NEW, True, "")
    internal.write(ticket, Words(text="Let me look.", files=()), by=bruno, audience=Audience(frozenset({bruno.pk})))
    assert ticket.state == State.NEW, "for himself alone: no answer yet"
    internal.write(ticket, Words(text="Yes, in May."), by=bruno)
    assert ticket.state == State.ANSWERED
    internal.write(ticket, Words(text="All of it?"), by=world.ieva)
    assert ticket.state == State.OPEN and ticket.to_solve
    resolving.resolve(ticket, ready_text("solved", "en"), by=bruno)
    internal.write(ticket, Words(text="One more thing."), by=world.ieva)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.resolution_id) == (State.OPEN, None)
    assert kinds(ticket)[0] == "ticket.opened" and not list(checking.problems(deep=True))
    assert set(Message.objects.filter(ticket=ticket).values_list("kind", flat=True)) == {"note"}


def test_who_asked_sees_it_and_nobody_else_of_his(world: World) -> None:
    ticket, jaan = asked(world), agent("Jaan", solver=world.support)
    assert seeing.find(access_of(world.ieva), ticket.code).pk == ticket.pk
    assert not seeing.may_see(access_of(jaan), ticket)
    assert internal.opened_by(world.ieva) == [ticket] and internal.opened_by(jaan) == []
    condition, values = seeing.scope_of(access_of(world.ieva)).sql("ticket")
    assert list(Ticket.objects.extra(where=[condition], params=values)) == [ticket]
    assert search(access_of(jaan), "Invoice").rows == []


def test_what_he_writes_for_some_is_not_read_by_all(world: World) -> None:
    ticket = asked(world)
    with pytest.raises(NotAllowed):  # he has no right to notes there, and so it is refused rather than shown to all
        internal.write(ticket, Words(text="Hush."), by=world.ieva, audience=Audience(frozenset({world.ieva.pk})))
    assert ticket.messages.count() == 1


OUTWARD: dict[str, Callable[[World, Ticket], object]] = {
    "reply": lambda w, t: replying.reply(t, Words(text="Hello"), by=w.tiina, to=["hannah@example.com"]),
    "mail outside": lambda w, t: mailing_outside.mail_outside(t, "<p>Hello</p>", by=w.tiina, to=["x@example.org"]),
    "copy": lambda w, t: participating.add(t, contact_for("x@example.org"), "x@example.org", by=w.tiina),
    "requester": lambda w, t: editing.change_requester(t, w.hannah, "hannah@example.com", by=w.tiina),
    "merge into": lambda w, t: merging.merge(t, w.ticket(department=w.billing), by=w.tiina),
    "merge here": lambda w, t: merging.merge(w.ticket(department=w.billing), t, by=w.tiina),
}


@pytest.mark.parametrize("way", OUTWARD)
def test_nothing_goes_outside_and_nobody_comes_in(world: World, way: str) -> None:
    ticket = asked(world)
    with pytest.raises(Internal):
        OUTWARD[way](world, ticket)


def test_its_whole_life_mails_nobody_outside(world: World) -> None:
    ticket = asked(world)
    noting.note(ticket, Words(text="Hm", html=from_text("Hm")), by=world.tiina)
    internal.write(ticket, Words(text="Yes."), by=world.tiina)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.tiina)
    closing.close(ticket, by=world.tiina, basis="customer_said_so", how="At lunch.")
    work()
    assert not OutgoingMail.objects.exists()


def test_no_customer_opens_one_and_none_without_words(world: World) -> None:
    for by, words in ((world.hannah, Words(text="x")), (world.ieva, Words(text=" "))):
        with pytest.raises((NotAllowed, Missing)):
            internal.open_internal(world.billing, "Invoice", words, by=by)
    with pytest.raises(AccordError):
        internal.write(world.ticket(), Words(text="x"), by=world.ieva)
