"""Asking a supervisor, and his consent to ending for behaviour."""

import pytest

from accord.core.errors import Missing, NotAllowed, NotPossible
from accord.events.models import Event
from accord.tickets import asking, closing, discarding, reopening, replying, resolving, tagging
from accord.tickets.agreeing import BEHAVIOUR, ConsentNeeded
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, State, SupervisorQuestion, Ticket
from accord.tickets.writing import Words
from tests.world import World, kinds


def told(ticket: Ticket) -> list[tuple[list[int], str]]:
    rows = Event.objects.filter(ticket_id=ticket.pk, kind="agents.notified").order_by("id")
    return [(event.data["people"], event.words["text"].split("\n")[0]) for event in rows if event.words]


def test_the_ticket_waits_for_a_supervisor_until_he_answers(world: World) -> None:
    ticket = world.ticket()
    asking.ask(ticket, "May I refund all of it?", by=world.ieva)
    assert asking.WAITS in ticket.tag_names
    assert told(ticket) == [([world.tiina.pk], "Ieva asks you as a supervisor")]
    assert Message.objects.get(ticket=ticket, kind="note").text == "May I refund all of it?"
    with pytest.raises(NotPossible, match="asked already"):
        asking.ask(ticket, "Well?", by=world.ieva)
    with pytest.raises(NotAllowed):
        asking.answer(ticket, "Yes.", by=world.ieva)
    with pytest.raises(Missing):
        asking.answer(ticket, " ", by=world.tiina)
    asking.answer(ticket, "Half of it.", by=world.tiina)
    assert asking.WAITS not in ticket.tag_names and asking.waiting_on(ticket) is None
    assert told(ticket)[1] == ([world.ieva.pk], "Tiina answered your question")
    event = Event.objects.get(ticket_id=ticket.pk, kind="supervisor.answered")
    assert (event.data["outcome"], event.data["asked_by"], event.data["waited_s"]) == (
        "answered",
        world.ieva.pk,
        0,
    )
    with pytest.raises(NotPossible, match="Nobody is asking"):
        asking.answer(ticket, "And?", by=world.tiina)


def test_ending_for_behaviour_takes_a_supervisors_consent(world: World) -> None:
    ticket = world.ticket()
    words = ready_text("behaviour", "en")
    with pytest.raises(ConsentNeeded):
        resolving.resolve(ticket, words, by=world.ieva)
    with pytest.raises(ConsentNeeded):
        replying.reply(ticket, Words("Enough."), by=world.ieva, resolve=words)
    asking.ask(ticket, "Third insult today.", by=world.ieva, about=BEHAVIOUR)
    with pytest.raises(Missing, match="agree"):
        asking.answer(ticket, "Hm.", by=world.tiina)
    with pytest.raises(Missing):
        asking.answer(ticket, "", by=world.tiina, agrees=False)
    asking.answer(ticket, "Not for that.", by=world.tiina, agrees=False)
    with pytest.raises(ConsentNeeded):
        resolving.resolve(ticket, words, by=world.ieva)
    asking.ask(ticket, "Now he threatens.", by=world.ieva, about=BEHAVIOUR)
    asking.answer(ticket, "", by=world.tiina, agrees=True)
    resolving.resolve(ticket, words, by=world.ieva)
    closing.close(ticket, by=world.ieva, basis="behaviour")
    assert ticket.state == State.CLOSED
    outcomes = SupervisorQuestion.objects.order_by("id").values_list("outcome", flat=True)
    assert list(outcomes) == ["refused", "granted"]
    reopening.reopen(ticket, by=world.tiina, reason="He apologised.")
    with pytest.raises(ConsentNeeded):
        resolving.resolve(ticket, words, by=world.ieva)


def test_nothing_waits_after_the_end_or_without_its_tag(world: World) -> None:
    ticket = world.ticket()
    asking.ask(ticket, "Spam?", by=world.ieva)
    discarding.mark_spam(ticket, by=world.ieva)
    assert SupervisorQuestion.objects.get().outcome == "over" and asking.WAITS not in ticket.tag_names
    other = world.ticket()
    asking.ask(other, "Really?", by=world.ieva)
    tagging.untag(other, asking.WAITS, by=world.ieva)
    assert kinds(other).count("supervisor.answered") == 1 and asking.waiting_on(other) is None
    third = world.ticket()
    asking.ask(third, "Or?", by=world.ieva)
    asking.take_back(third, by=world.ieva)
    assert third.tag_names == [] and asking.waiting_on(third) is None
    resolving.resolve(third, ready_text("solved", "en"), by=world.ieva)
