"""Tags on tickets."""

from django.db import connection

from accord.core import records
from accord.core.errors import Invalid
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets.acting import demand
from accord.tickets.happenings import TagAdded, TagRemoved
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Tag, Ticket, TicketTag
from accord.tickets.tags import known

LONGEST = 60
_PUT_ON = "INSERT INTO ticket_tag (ticket_id, tag_id) VALUES (%s, %s) ON CONFLICT (ticket_id, tag_id) DO NOTHING"


def written(name: str) -> str:
    """A name as tags are written: lower case, single spaces. Raises Invalid when nothing is left or it is too long."""
    name = " ".join(name.lower().split()).strip(",")
    if not name or len(name) > LONGEST:
        raise Invalid("tag")
    return name


def clean_name(name: str) -> str:
    """A tag as it is stored: `written`, by the name that it has today. Raises Invalid."""
    return known.current(written(name))


def tag(ticket: Ticket, name: str, *, by: Person, because: str = "") -> None:
    """Put a tag on a ticket; one that is on it already stays. Raises NotAllowed, NotPossible (closed), Invalid."""
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "tag", ticket)
        put_on(ticket, name, by=by, because=because)


def begin(ticket: Ticket) -> None:
    """Store the tags that a new ticket's row names; the event of its opening tells of them."""
    for name in ticket.tag_names:
        row, _ = Tag.objects.get_or_create(name=name)
        TicketTag.objects.create(ticket=ticket, tag=row)


def put_on(ticket: Ticket, name: str, *, by: Person, because: str = "") -> None:
    """`tag` for a verb that holds the lock."""
    name = clean_name(name)
    if name in known.currents(ticket.tag_names):
        return
    row = records.find(Tag, "name", name) or Tag.objects.get_or_create(name=name)[0]
    with connection.cursor() as cursor:
        cursor.execute(_PUT_ON, [ticket.pk, row.pk])
    changed = change(ticket, tag_names=sorted([*ticket.tag_names, name]))
    record(TagAdded(ticket=ticket.pk, by_id=by.pk, set=changed, tag=name, because=because))


def untag(ticket: Ticket, name: str, *, by: Person, because: str = "") -> None:
    """Take a tag off; one that is not on it is a no-op."""
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "tag", ticket)
        name = clean_name(name)
        held = {each for each in ticket.tag_names if known.current(each) == name}  # a former name, too
        if not held:
            return
        TicketTag.objects.filter(ticket=ticket, tag__name__in=[*held, name]).delete()
        changed = change(ticket, tag_names=[each for each in ticket.tag_names if each not in held])
        record(TagRemoved(ticket=ticket.pk, by_id=by.pk, set=changed, tag=name, because=because))
