"""At which of his addresses a customer is answered, where that changes by itself.

Who phoned or came by may have none: he gets one later, or turns out to be somebody who has. Two who were joined and
are parted again are each answered at what is their own.
"""

from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.events.reactions import Reaction
from accord.events.recording import record
from accord.people.happenings import AddressAdded
from accord.people.models import Address, Person
from accord.tickets.happenings import AddressKnown
from accord.tickets.lifecycle import change, locked, take
from accord.tickets.models import Participant, Ticket


def settle(person: Person, *, by_id: int) -> None:
    """Each ticket of the person that is answered nowhere, or where somebody else reads, gets his first address.

    In whatever state it is; without an address of his own it is answered nowhere.
    """
    own = {person.email, *Address.objects.filter(person=person).values_list("email", flat=True)}
    asked = Ticket.objects.filter(requester=person, purged_at__isnull=True).order_by("id")
    found = [each for each in asked if each.requester_address.lower() not in own]
    take([each.pk for each in found])
    for ticket in found:
        with locked(ticket):
            before = ticket.requester_address
            Participant.objects.filter(ticket=ticket, is_requester=True, address=before).update(address=person.email)
            changed = change(ticket, requester_address=person.email)
            record(AddressKnown(ticket=ticket.pk, by_id=by_id, set=changed, address=person.email))


def _react(happening: EventKind, event: Event) -> None:
    match happening:
        case AddressAdded(address=address):
            person = Person.objects.get(pk=event.subject_id)
            if person.email == address:  # his first one
                settle(person, by_id=event.actor_id)


REACTION = Reaction(_react, (AddressAdded,))
