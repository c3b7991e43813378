"""What stands in a field for a number and is none is refused with a sentence, whatever it is."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from tests.world import World

NONE = ("²", "٣", "9" * 5_000, "-1", "1.5", "x", "\0")
POSTED = [  # address, field, the others
    ("/tickets/CODE/transfer/", "department", {}),
    ("/tickets/CODE/assignment/", "assignee", {}),
    ("/tickets/CODE/priority/", "priority", {}),
    ("/tickets/CODE/participants/", "remove", {}),
    ("/tickets/CODE/split/", "department", {"message": "1"}),
    ("/tickets/CODE/courtesy/", "only", {}),
    ("/tickets/CODE/messages/", "seen", {"kind": "reply", "html": "<p>Soon.</p>", "to": "hannah@example.com"}),
    ("/tickets/CODE/files/", "remove", {}),
    ("/tickets/new/", "department", {"address": "nele@example.com", "subject": "Lid"}),
    ("/internal/", "department", {"subject": "Invoice", "text": "Was it paid?"}),
    ("/people/PERSON/", "group", {"name": "Hannah"}),
    ("/people/PERSON/same/", "part", {}),
    ("/people/PERSON/same/", "into", {}),
    ("/settings/macros/new/", "departments", {"name": "Soon", "for": "departments"}),
    ("/settings/views/new/", "departments", {"name": "Late", "shared": "departments"}),
    ("/settings/reasons/moved/", "departments", {}),
    ("/settings/rules/order/", "move", {}),
    ("/settings/profile/", "undo_s", {"name": "Omar"}),
    ("/settings/workspace/", "email.answer_within_hours", {}),
    ("/live-state/presence/", "ticket", {"doing": "look"}),
]
ASKED = [
    ("/tickets/CODE/thread/", "before"),
    ("/mail/", "before"),
    ("/outbox/", "before"),
    ("/settings/macros/new/", "from"),
    ("/people/PERSON/", "of"),
    ("/settings/reasons/moved/", "department"),
    ("/settings/mailboxes/new/", "tested"),
]


@pytest.fixture
def omar(world: World) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(world.omar, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def test_posted(world: World, omar: Client) -> None:
    ticket = world.ticket()
    for address, field, others in POSTED:
        path = address.replace("CODE", ticket.code).replace("PERSON", str(world.hannah.pk))
        for text in NONE:
            status = omar.post(path, {**others, field: text}).status_code
            assert resolve(path) and status < 500 and status != 405, (path, field, text[:10])
    ticket.refresh_from_db()
    assert (ticket.department_id, ticket.assignee_id, ticket.priority) == (world.support.pk, None, 1)


def test_asked(world: World, omar: Client) -> None:
    ticket = world.ticket()
    for address, field in ASKED:
        path = address.replace("CODE", ticket.code).replace("PERSON", str(world.hannah.pk))
        for text in NONE:
            assert resolve(path) and omar.get(path, {field: text}).status_code < 500, (path, field, text[:10])
