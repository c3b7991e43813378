"""Who takes part: the requester and people in copy."""

from collections.abc import Sequence

from accord.core import clock
from accord.core.records import insert, new
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import going_outside
from accord.tickets.acting import demand
from accord.tickets.happenings import ParticipantAdded, ParticipantRemoved
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Participant, Ticket
from accord.tickets.rows import run

_TAKES_PART = "SELECT 1 FROM participant WHERE person_id = %s AND ticket_id = %s LIMIT 1"
_IN_COPY = "SELECT address FROM participant WHERE ticket_id = %s AND person_id <> %s ORDER BY id"


def begin(ticket: Ticket, requester: Person, address: str, copied: Sequence[tuple[Person, str]]) -> None:
    """The participants of a new ticket."""
    now = clock.now()
    rows = [new(Participant, ticket=ticket, person=requester, address=address, is_requester=True, added_at=now)]
    seen = {(requester.pk, address)}
    for person, where in copied:
        if (person.pk, where) not in seen:
            seen.add((person.pk, where))
            rows.append(new(Participant, ticket=ticket, person=person, address=where, added_at=now))
    for row in rows:
        insert(row)


def takes_part(ticket: Ticket, person: Person) -> bool:
    """Whether the person is requester or in copy."""
    return bool(run(_TAKES_PART, [person.pk, ticket.pk]))


def addresses_in_copy(ticket: Ticket) -> list[str]:
    """Where an answer goes besides the requester, each address once (DOMAIN 7.3)."""
    rows = run(_IN_COPY, [ticket.pk, ticket.requester_id])  # in each answer's transaction: built queries cost more
    own = ticket.requester_address.lower()
    return list(dict.fromkeys(address for (address,) in rows if address and address.lower() != own))


def add(ticket: Ticket, person: Person, address: str, *, by: Person, because: str = "") -> None:
    """Add somebody in copy. Somebody who is in already stays as he is."""
    with locked(ticket):
        target(ticket.state, "change")
        if by.is_agent:
            demand(by, "edit", ticket)
        going_outside.demand(ticket)
        _, new = Participant.objects.get_or_create(
            ticket=ticket, person=person, address=address, defaults={"added_at": clock.now()}
        )
        if new:
            change(ticket)
            record(ParticipantAdded(ticket=ticket.pk, by_id=by.pk, person=person.pk, because=because))


def remove(ticket: Ticket, person: Person, *, by: Person, because: str = "") -> None:
    """Take somebody out of the copies; the requester cannot be taken out (change the requester instead)."""
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "edit", ticket)
        gone, _ = Participant.objects.filter(ticket=ticket, person=person, is_requester=False).delete()
        if gone:
            change(ticket)
            record(ParticipantRemoved(ticket=ticket.pk, by_id=by.pk, person=person.pk, because=because))
