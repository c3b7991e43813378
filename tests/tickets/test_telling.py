"""The history reads as sentences, with today's names, in the reader's language, and nothing of it is active HTML."""

import pytest

from accord.events.kinds import kinds
from accord.events.models import Event
from accord.tickets import assigning, closing, editing, postponing, resolving, tagging
from accord.tickets.explaining import ready_text
from accord.tickets.telling import tell
from tests.world import World


def told(ticket_id: int) -> list[str]:
    events = Event.objects.filter(ticket_id=ticket_id).order_by("id")
    return [str(line.sentence) for line in tell(events, lambda moment: moment.strftime("%d.%m."))]


def test_sentences_name_who_did_what(world: World) -> None:
    ticket = world.ticket()
    assigning.assign(ticket, world.ieva, by=world.tiina)
    editing.prioritise(ticket, 3, by=world.ieva)
    tagging.tag(ticket, "Warranty", by=world.ieva)
    assert told(ticket.pk)[1:] == [
        "<b>Tiina</b> gave this to <b>Ieva</b>.",
        "<b>Ieva</b> changed the priority from <b>Normal</b> to <b>Urgent</b>.",
        "<b>Ieva</b> added the tag warranty.",
    ]


def test_a_hostile_name_stays_text(world: World) -> None:
    world.hannah.name = "<script>alert(1)</script>%(actor)s"
    world.hannah.save()
    ticket = world.ticket()
    assert "<script>" not in told(ticket.pk)[0]


def test_why_names_the_basis_and_the_words(world: World) -> None:
    ticket = world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    closing.close(ticket, by=world.ieva, basis="customer_said_so", how="By phone, today")
    line = tell(Event.objects.filter(ticket_id=ticket.pk).order_by("-id")[:1], str)[0]
    assert line.reasons == ["The customer said so elsewhere", "By phone, today"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(kinds))
def test_every_kind_has_a_sentence_an_icon_and_gaps_that_are_filled(key: str) -> None:
    cls = kinds[key]
    assert str(cls.sentence) and cls.icon[:2] in ("i-", "m-")
    needed = {name.split(")")[0] for name in str(cls.sentence).split("%(")[1:]}
    sample = {
        "department": 1,
        "before": "agent" if key == "person.role_changed" else 2,
        "priority": 1,
        "requester": 3,
        "person": 3,
        "tag": "x",
        "host": "example.com",
        "rule": 4,
        "role": "agent",
        "until": "2026-11-22T00:00:00+00:00",
        "due_at": "2026-11-22T00:00:00+00:00",
        "written_at": "2026-11-22T00:00:00+00:00",
    }
    assert needed <= {"actor", *cls.gaps(sample)}


def test_postponing_tells_until_when(world: World) -> None:
    from datetime import timedelta

    from accord.core import clock

    ticket = world.ticket()
    postponing.postpone(ticket, clock.now() + timedelta(days=2), by=world.ieva)
    assert "postponed this until <b>" in told(ticket.pk)[-1]
