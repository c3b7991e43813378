"""What was erased is remembered outside of the database, once each, and replaying it is harmless."""

from pathlib import Path

import pytest
from django.conf import settings

from accord.events import delivering
from accord.events.models import Delivery
from accord.tickets import discarding
from accord.tickets.models import Message, State, Ticket
from accord.transfer import erasures
from tests.world import World


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path / erasures.FILE_NAME


def purged(world: World) -> Ticket:
    ticket = world.ticket()
    discarding.delete(ticket, by=world.omar)
    discarding.purge(Ticket.objects.get(pk=ticket.pk), by=world.omar)
    return ticket


def test_a_worker_writes_down_what_was_purged(world: World, log: Path) -> None:
    ticket = purged(world)
    delivery = Delivery.objects.get(effect=erasures.EFFECT.key)
    assert delivering.carry_out(delivery) and delivering.carry_out(delivery), "twice is once"
    (entry,) = erasures.read(log)
    assert (entry["kind"], entry["id"], entry["code"]) == ("ticket", ticket.pk, ticket.code)
    assert "Hannah" not in log.read_text(), "ids only"


def test_it_is_erased_again_and_only_once(world: World, log: Path) -> None:
    """As after a restore of an older backup: the ticket is there as if nothing had happened."""
    back, other = world.ticket(), world.ticket()
    entries = [{"kind": "ticket", "id": back.pk, "code": back.code}]
    assert erasures.replay(entries) == 1
    assert Ticket.objects.get(pk=back.pk).state == State.DELETED
    assert not Message.objects.filter(ticket=back).exists() and Message.objects.filter(ticket=other).exists()
    assert erasures.replay(entries) == 0


def test_another_ticket_under_that_id_stays(world: World, log: Path) -> None:
    ticket = world.ticket()
    assert erasures.replay([{"kind": "ticket", "id": ticket.pk, "code": "AAA-AAA-AAA"}]) == 0
    assert erasures.replay([{"kind": "of a newer version", "id": 1}]) == 0
    assert Message.objects.filter(ticket=ticket).exists()


def test_a_torn_line_costs_no_other(log: Path) -> None:
    first, second = ({"kind": "ticket", "id": number, "code": "x"} for number in (1, 2))
    erasures.append(log, [first])
    log.write_bytes(log.read_bytes() + b'{"kind": "tick')
    erasures.append(log, [second, first])
    assert list(erasures.read(log)) == [first, second]
    assert list(erasures.read(log.with_name("none"))) == []
