"""A customer sees the fields that he may see, and fills in those that he may."""

import pytest
from django.test import Client

from accord.core import clock
from accord.people.fields import defining
from accord.tickets import filling
from accord.web.portal import proving
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def hannah(world: World) -> Client:
    client = Client()
    session = client.session
    until = clock.now().timestamp() + 3600
    session[proving.PROVEN] = {"person": world.hannah.pk, "address": "hannah@example.com", "until": until}
    session.save()
    return client


def test_he_reads_fills_in_and_hears_what_does_not_fit(world: World, hannah: Client) -> None:
    defining.make("ticket", "text", "Inner remark", by=world.omar)
    defining.make("ticket", "date", "Sent on", by=world.omar, customers="see")
    defining.make("ticket", "number", "Serial number", by=world.omar, customers="edit")
    ticket = world.ticket()
    filling.fill(ticket, {"inner_remark": "Nervous", "sent_on": "2026-11-02"}, by=world.ieva)
    address = f"/my/tickets/{ticket.code}/"
    page = hannah.get(address).content.decode()
    assert "2 Nov 2026" in page and "field_serial_number" in page and "field_sent_on" not in page
    assert "Inner remark" not in page and "Nervous" not in page
    sent = {"answer": "fields", "fields": ["serial_number", "inner_remark"], "field_inner_remark": "x"}
    refused = hannah.post(address, {**sent, "field_serial_number": "many"})
    assert refused.status_code == 422 and "Write a number." in refused.content.decode()
    assert hannah.post(address, {**sent, "field_serial_number": "4711"}).status_code == 303
    ticket.refresh_from_db()
    assert ticket.fields == {"inner_remark": "Nervous", "sent_on": "2026-11-02", "serial_number": 4711}
