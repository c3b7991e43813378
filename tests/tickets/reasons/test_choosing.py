"""A team's own reasons: offered, ordered, switched off, with ready texts by language and department."""

import pytest

from accord.core.errors import Invalid, Missing, NotAllowed, NotPossible
from accord.events.models import Event
from accord.tickets import closing, postponing, replying, resolving
from accord.tickets.explaining import ENDINGS, PAUSES, bases, endings_of, label_of, offered, ready_text
from accord.tickets.models import State
from accord.tickets.reasons import choosing
from accord.tickets.telling import reasons_of
from accord.tickets.writing import Words
from tests.world import World

REFUND = {"en": "Refund paid", "bg": "Върнати пари"}
TEXT = {
    "what": "We have paid your money back.",
    "why": "You asked for it.",
    "next": "It arrives within five days.",
}


def test_with_nothing_set_up_the_built_in_reasons_stand(world: World) -> None:
    assert offered(ENDINGS) is ENDINGS and offered(PAUSES, world.support.pk) is PAUSES
    assert list(bases()) == ["customer_said_so", "cannot_be_solved", "moved", "behaviour"]


def test_an_own_reason_is_given_told_and_follows_its_kin(world: World) -> None:
    own = choosing.make("cannot_be_solved", REFUND, by=world.omar)
    choosing.write(own.key, {"en": TEXT}, by=world.omar)
    ticket = world.ticket()
    ready = ready_text(own.key, "en", ticket.department_id)
    assert (ready.what, ready.next) == (TEXT["what"], TEXT["next"])
    assert ready_text(own.key, "bg").what == ready_text("cannot_be_solved", "bg").what, (
        "the standard of its kin"
    )
    resolving.resolve(ticket, ready, by=world.ieva)
    assert ticket.state == State.RESOLVED and ticket.resolution is not None
    assert (ticket.resolution.reason, ticket.resolution.what) == (own.key, TEXT["what"])
    event = Event.objects.get(ticket_id=ticket.pk, kind="ticket.resolved")
    assert reasons_of(event.data) == ["Refund paid"]
    closing.close(ticket, by=world.ieva, basis=own.key)
    assert ticket.state == State.CLOSED


def test_one_that_is_off_or_of_another_department_is_refused_and_keeps_its_name(world: World) -> None:
    own = choosing.make("moved", REFUND, by=world.omar)
    choosing.change(own.key, departments=[world.billing.pk], by=world.omar)
    assert own.key not in endings_of(world.ieva, world.support.pk)
    assert own.key in endings_of(world.ieva, world.billing.pk)
    with pytest.raises(Missing):
        resolving.resolve(world.ticket(), ready_text(own.key, "en"), by=world.ieva)
    choosing.change("moved", is_on=False, by=world.omar)
    assert "moved" not in bases(world.support.pk)
    with pytest.raises(Missing):
        replying.reply(world.ticket(), Words("Over there."), by=world.ieva, resolve=ready_text("moved", "en"))
    assert label_of("moved") == "Moved to another channel" and label_of(own.key) == "Refund paid"


def test_a_department_has_its_own_words_and_the_standard_comes_back(world: World) -> None:
    theirs = {**TEXT, "what": "Billing has paid."}
    choosing.write("solved", {"en": TEXT}, by=world.omar)
    choosing.write("solved", {"en": theirs}, by=world.omar, department=world.billing)
    assert ready_text("solved", "en", world.support.pk).what == TEXT["what"]
    assert ready_text("solved", "en", world.billing.pk).what == "Billing has paid."
    choosing.write("solved", {}, by=world.omar, department=world.billing)
    choosing.write("solved", {"en": {}}, by=world.omar)
    assert ready_text("solved", "en", world.billing.pk).what.startswith("We have worked on your request")
    dids = list(
        Event.objects.filter(kind="reasons.set_up").order_by("id").values_list("data__did", flat=True)
    )
    assert dids == ["written", "written", "standard", "standard"]


def test_the_order_is_the_teams(world: World) -> None:
    own = choosing.make("solved", {"et": "Tehtud"}, by=world.omar)
    choosing.order([own.key, "moved", "solved", "cannot_be_solved", "behaviour"], by=world.omar)
    assert list(offered(ENDINGS)) == [own.key, "moved", "solved", "cannot_be_solved", "behaviour"]
    assert label_of(own.key) == "Tehtud", "in any language rather than not at all"


def test_an_own_reason_for_pausing_is_told_with_the_pause(world: World) -> None:
    own = choosing.make("takes_longer", {"en": "Waits for a part"}, by=world.omar)
    choosing.write(own.key, {"en": TEXT}, by=world.omar)
    ticket = world.ticket()
    until = ticket.created_at.replace(year=ticket.created_at.year + 1)
    postponing.postpone(
        ticket, until, by=world.ieva, explanation=ready_text(own.key, "en", ticket.department_id)
    )
    assert ticket.state == State.POSTPONED
    with pytest.raises(Missing):
        postponing.postpone(world.ticket(), until, by=world.ieva, explanation=ready_text("solved", "en"))


def test_what_cannot_be(world: World) -> None:
    with pytest.raises(NotAllowed):
        choosing.make("solved", REFUND, by=world.tiina)
    with pytest.raises(Invalid):
        choosing.make("no_answer", REFUND, by=world.omar)
    with pytest.raises(Missing):
        choosing.make("solved", {"xx": "Fort"}, by=world.omar)
    with pytest.raises(Missing, match="all three parts"):
        choosing.write("solved", {"en": {**TEXT, "why": " "}}, by=world.omar)
    with pytest.raises(NotPossible):
        choosing.change("solved", is_on=False, by=world.omar)
    choosing.change("takes_longer", is_on=False, by=world.omar)
    with pytest.raises(NotPossible, match="has to stay"):
        choosing.change("others_needed", is_on=False, by=world.omar)
    assert list(offered(PAUSES)) == ["others_needed"]
