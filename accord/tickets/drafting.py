"""Drafts: saved while somebody writes, gone when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accord.core import clock, records
from accord.core.errors import Conflict, NotFound
from accord.core.html import clean_outgoing, to_text
from accord.people.models import Person
from accord.tickets.models import Attachment, Draft, Ticket
from accord.tickets.rows import run


@dataclass(frozen=True)
class Known:
    """What a page knows of the draft that it saves: the mark of the stored words that it saw last, and words that it
    sent since and does not know the fate of."""

    mark: str
    sent: str = ""


class ChangedElsewhere(Conflict):
    """Another page of the same person has stored other words, which are in `draft`."""

    sentence = _("This draft was changed in another window.")

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


def save(
    ticket: Ticket | None,
    person: Person,
    kind: str,
    *,
    html: str,
    subject: str | None = None,
    to: Sequence[str] | None = None,
    cc: Sequence[str] | None = None,
    bcc: Sequence[str] | None = None,
    readers: Sequence[str] | None = None,
    known: Known | None = None,
) -> Draft:
    """Store the draft as it stands now, cleaned; one per ticket, person and kind. `readers`: for whom a note is. What
    is None stays as it is stored.

    With `known` no words are overwritten that the page has not seen. Raises ChangedElsewhere, and NotFound for a ticket
    that was deleted for good, also while this waited for it: no words are kept there.
    """
    lists = {"to": to, "cc": cc, "bcc": bcc, "readers": readers}
    with transaction.atomic():
        if ticket is not None:
            _demand_there(ticket)
        if known is not None:
            _demand_known(Draft.objects.filter(ticket=ticket, person=person, kind=kind), known, html)
        draft, _made = Draft.objects.update_or_create(
            ticket=ticket,
            person=person,
            kind=kind,
            defaults={
                "html": clean_outgoing(html),
                **({"subject": subject[:300]} if subject is not None else {}),
                **{name: list(given) for name, given in lists.items() if given is not None},
                "updated_at": clock.now(),
            },
        )
    return draft


def _demand_there(ticket: Ticket) -> None:
    """Raises NotFound for a ticket that was deleted for good; whoever does that at the moment is waited for."""
    share = " FOR KEY SHARE" if connection.features.has_select_for_update else ""
    if run(f"SELECT purged_at FROM ticket WHERE id = %s{share}", [ticket.pk]) != [(None,)]:
        raise NotFound("ticket")


def _demand_known(drafts: QuerySet[Draft], known: Known, html: str) -> None:
    stored = drafts.select_for_update().first()
    if stored is None or not to_text(stored.html).strip() or stored.mark == known.mark:
        return
    if stored.html not in (clean_outgoing(html), clean_outgoing(known.sent)):
        raise ChangedElsewhere(stored)


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
