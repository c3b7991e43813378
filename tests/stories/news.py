"""What happens inside of a desk so that somebody has news."""

from typing import Any

from accord.people.models import Person
from accord.tickets import assigning
from accord.tickets.models import Ticket


def given(code: str, to: str, by: str = "tiina@example.com") -> dict[str, Any]:
    """That ticket is given to an agent by another."""
    ticket = Ticket.objects.get(code=code)
    assigning.assign(ticket, Person.objects.get(email=to), by=Person.objects.get(email=by))
    return {"subject": ticket.subject}
