"""What is read beside a ticket is read by indexes, however many links, entries and things there are."""

import re
from datetime import date

import pytest
from django.db import connection

from accord.people.rights import access_of
from accord.tickets.checklists import ticking
from accord.tickets.models import Ticket
from accord.tickets.related import kin, parts
from accord.tickets.seeing import scope_of
from accord.tickets.spending import sums
from tests.tickets.test_plans import plan, statements
from tests.world import World

SCANNED = re.compile(r"SCAN (?!CONSTANT|\(|json_each|compound|\d)")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plans of SQLite")
def test_nothing_is_scanned(world: World) -> None:
    ticket = world.ticket()
    scope = scope_of(access_of(world.ieva))
    with statements() as asked:
        kin.of(ticket, scope)
        list(ticking.items_of(ticket))
        sums.on(ticket)
        sums.between(scope, date(2026, 11, 1), date(2026, 11, 30))
        parts._above(ticket.pk)
        for sql in (
            "SELECT 1 FROM checklist_item y WHERE y.ticket_id = %s AND y.done_at IS NULL LIMIT 1",
            "SELECT COALESCE(SUM(y.seconds), 0) FROM time_entry y WHERE y.ticket_id = %s",
        ):
            list(Ticket.objects.raw(f"SELECT ({sql}) AS id", [ticket.pk]))
    assert len(asked) >= 9
    found = {
        sql: [text for *_place, text in plan(sql, params) if SCANNED.search(text)] for sql, params in asked
    }
    assert {sql: lines for sql, lines in found.items() if lines} == {}
