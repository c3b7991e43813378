"""Drafts: saved while somebody writes, gone when it is sent."""

from collections.abc import Sequence

from django.db import connection, transaction

from accord.core import clock, records
from accord.core.html import clean_outgoing
from accord.people.models import Person
from accord.tickets.models import Attachment, Draft, Ticket


def save(
    ticket: Ticket | None,
    person: Person,
    kind: str,
    *,
    html: str,
    subject: str = "",
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    readers: Sequence[str] = (),
) -> Draft:
    """Store the draft as it stands now, cleaned; one per ticket, person and kind. `readers`: for whom a note is."""
    with transaction.atomic():
        draft, _ = Draft.objects.update_or_create(
            ticket=ticket,
            person=person,
            kind=kind,
            defaults={
                "html": clean_outgoing(html),
                "subject": subject[:300],
                "to": list(to),
                "cc": list(cc),
                "bcc": list(bcc),
                "readers": list(readers),
                "updated_at": clock.now(),
            },
        )
    return draft


def find(ticket: Ticket | None, person: Person, kind: str) -> Draft | None:
    """The person's draft, if there is one."""
    if ticket is None:
        found = records.select(Draft, "ticket_id IS NULL AND person_id = %s AND kind = %s", [person.pk, kind])
    else:
        found = records.select(
            Draft, "ticket_id = %s AND person_id = %s AND kind = %s", [ticket.pk, person.pk, kind]
        )
    return found[0] if found else None


def of(ticket: Ticket, person: Person) -> dict[str, Draft]:
    """The person's drafts on this ticket, by kind; with any answer, his or another's, that waits for its moment."""
    found = records.select(Draft, "ticket_id = %s AND (person_id = %s OR kind = 'later')", [ticket.pk, person.pk])
    return {each.kind: each for each in found}


def forget(ticket: Ticket | None, person: Person, kind: str) -> None:
    """Drop the draft with its files; those that were sent have rows of the message's own by then."""
    for draft_id in _ids(ticket, person, kind):
        Attachment.objects.filter(draft_id=draft_id).delete()
        Draft.objects.filter(pk=draft_id).delete()


def forget_all(ticket: Ticket) -> None:
    """Drop what anybody has begun to write on this ticket, and what waits to be sent."""
    Attachment.objects.filter(draft__ticket=ticket).delete()
    Draft.objects.filter(ticket=ticket).delete()


def _ids(ticket: Ticket | None, person: Person, kind: str) -> list[int]:
    """Asked at each reply, and mostly there is none: a plain statement costs a tenth of a built query."""
    of_ticket, values = ("ticket_id = %s", [ticket.pk]) if ticket else ("ticket_id IS NULL", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM draft WHERE {of_ticket} AND person_id = %s AND kind = %s", [*values, person.pk, kind]
        )
        return [row[0] for row in cursor.fetchall()]
