"""A conversation told from its beginning: all of it for agents, and for its customer what he reads on his own page."""

import pytest

from accord.messaging import retelling
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message
from accord.tickets.noting import note
from accord.tickets.replying import reply
from accord.tickets.resolving import resolve
from accord.tickets.writing import Words
from tests.world import World


def test_the_public_part_holds_what_both_sides_wrote_and_nothing_else(world: World) -> None:
    ticket = world.ticket(text="It stops.")
    reply(ticket, Words(text="Clean it.", html="<p>Clean it.</p>"), by=world.ieva)
    note(ticket, Words(text="He is a reseller."), by=world.tiina)
    Message.objects.create(
        ticket=ticket, kind="incoming", at=ticket.created_at, text="550 no such user", marks=["bounce"],
        author_address="mailer-daemon@example.org",
    )  # fmt: skip
    Message.objects.create(
        ticket=ticket, kind="incoming", at=ticket.created_at, text="Theirs.", marks=["apart"]
    )
    resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    public = retelling.public_part(ticket)
    assert [(each.kind, each.text) for each in public.entries] == [
        ("customer", "It stops."), ("us", "Clean it."), ("explanation", ""),
    ]  # fmt: skip
    assert public.entries[2].parts[0][0] == "what" and not public.earlier
    assert not any(each.address for each in public.entries)
    whole = [each.text for each in retelling.whole(ticket).entries]
    assert {"He is a reseller.", "550 no such user", "Theirs."} <= set(whole)


def test_a_very_long_one_is_told_from_its_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = world.ticket(text="First.")
    reply(ticket, Words(text="x" * 50), by=world.ieva)
    reply(ticket, Words(text="y" * 50), by=world.ieva)
    newest = retelling.whole(ticket, most=2)
    assert newest.earlier and [each.text[0] for each in newest.entries] == ["x", "y"]
    monkeypatch.setattr(retelling, "LONGEST_OF_ALL", 60)
    cut = retelling.whole(ticket)
    assert cut.earlier and [each.text[0] for each in cut.entries] == ["y"]
    monkeypatch.setattr(retelling, "LONGEST", 10)
    assert retelling.whole(ticket).entries[-1].text == "y" * 10 + " …"


def test_an_agents_alias_is_what_the_customer_reads(world: World) -> None:
    world.ieva.alias = "Ieva of Support"
    world.ieva.save()
    ticket = world.ticket()
    reply(ticket, Words(text="Clean it."), by=world.ieva)
    assert retelling.public_part(ticket).entries[-1].name == "Ieva of Support"
