"""How many statements a letter costs, from the delivery that waits to the note that it was taken.

Each is a way to the database and back. Savepoints and beginnings of transactions are not counted: they differ between
the databases.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.channels.email import transport
from accord.channels.email.models import Mailbox
from accord.events.delivering import deliver
from accord.events.models import Delivery
from accord.tickets.explaining import ready_text
from accord.tickets.models import Ticket
from accord.tickets.replying import reply
from accord.tickets.resolving import resolve
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, taken, ticket_of
from tests.channels.email.outbox import Sink, smtp_server
from tests.world import World

ANSWER = Words(text="A new one is on its way.", html="<p>A new one is on its way.</p>")
OVERHEAD = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "NOTIFY")


@pytest.fixture
def sink(desk: World) -> Iterator[Sink]:
    transport.close_all()
    with smtp_server() as (sink, port):
        Mailbox.objects.update(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
        yield sink
        transport.close_all()


def statements(sink: Sink) -> list[str]:
    """What delivering the mail that waits asks of the database."""
    before = len(sink.mails)
    Delivery.objects.exclude(effect="mail").delete()
    Delivery.objects.update(due_at="2020-01-01T00:00:00Z")
    with CaptureQueriesContext(connection) as asked:
        assert deliver() == 1
    assert len(sink.mails) == before + 1
    return [each["sql"] for each in asked.captured_queries if not each["sql"].startswith(OVERHEAD)]


def asking() -> Ticket:
    """A ticket by mail whose acknowledgement has not left."""
    return ticket_of(taken(mail(sender="Hannah Whitfield <hannah@example.com>")))


# With the six that a round asks for all its deliveries together: is one due, which, mine now, which are mine, their
# events, done.
BOUNDS = {"received": 20, "answered": 28, "resolved": 26}


def test_statements_of_each_letter_are_bounded(desk: World, sink: Sink) -> None:
    ticket = asking()
    statements(sink)
    reply(ticket, ANSWER, by=desk.ieva)
    statements(sink)  # now all is known that a process asks once
    ticket = asking()
    asked = {"received": statements(sink)}
    reply(ticket, ANSWER, by=desk.ieva)
    asked["answered"] = statements(sink)
    resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    asked["resolved"] = statements(sink)
    over = {name: found for name, found in asked.items() if len(found) > BOUNDS[name]}
    assert not over, "\n".join(f"{name} {len(found)}:\n" + "\n".join(found) for name, found in over.items())
    assert {name: len(found) for name, found in asked.items()} == BOUNDS, "fewer now: lower the bounds"
