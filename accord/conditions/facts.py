"""What a condition is asked of: a ticket as it stands, and what just happened to it, if anything."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from accord.core import clock
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.people.models import Company, Person
from accord.people.system import system
from accord.tickets.audiences import ONLY
from accord.tickets.models import Message, Ticket

# Where an event says itself what a column held before.
_SAID = {
    ("ticket.assigned", "assignee_id"): "before",
    ("ticket.transferred", "department_id"): "before",
    ("ticket.prioritised", "priority"): "before",
}


@dataclass
class Facts:
    """A ticket, and the event that just happened to it (None for lists and time rules). Reads more only when asked.

    `me` is whom "me" means: the reader of a list.
    """

    ticket: Ticket
    event: Event | None = None
    happening: EventKind | None = None
    now: datetime = field(default_factory=lambda: clock.now())
    me: int | None = None

    @property
    def tag_names(self) -> list[str]:
        return list(self.ticket.tag_names)

    @cached_property
    def requester(self) -> Person:
        return self.ticket.requester

    @cached_property
    def company(self) -> Company | None:
        return self.requester.company

    @cached_property
    def addresses(self) -> list[str]:
        """All addresses of the requester."""
        return list(self.requester.addresses.order_by("id").values_list("email", flat=True))

    @property
    def address(self) -> str:
        """The address that the requester last used here."""
        return self.ticket.requester_address or self.requester.email

    @cached_property
    def message(self) -> Message | None:
        """The message of the event, else the last one of the ticket. A note for a chosen audience is none: nobody is to
        find out by a rule what it says.
        """
        number = self.event.data.get("message") if self.event is not None else None
        if number is None:
            return self.last_message
        found = Message.objects.filter(pk=number).first()
        return None if found is not None and ONLY in found.marks else found

    @cached_property
    def last_message(self) -> Message | None:
        """The last word that was said, on either side; notes are none."""
        return self.ticket.messages.exclude(kind="note").order_by("-id").first()

    @cached_property
    def actor(self) -> Person | None:
        """Who did what happened."""
        if self.event is None:
            return None
        nobody = system()
        if self.event.actor_id == nobody.pk:
            return nobody
        return Person.objects.filter(pk=self.event.actor_id).first()

    @cached_property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """What the event changed on the row: column to (before, after), as JSON values. Before is None if unknown."""
        if self.event is None:
            return {}
        after: dict[str, Any] = self.event.data.get("set", {})
        return {name: (self._before(name), value) for name, value in after.items()}

    def _before(self, column: str) -> Any:
        """What a column held before the event: what the last event that set it says."""
        event = self.event
        if event is None or event.ticket_id is None:
            return None
        if (
            said := event.data.get(_SAID.get((event.kind, column), "was" if column == "state" else ""))
        ) is not None:
            return said
        earlier = Event.objects.filter(ticket_id=event.ticket_id, id__lt=event.pk).order_by("-id")
        for data in earlier.values_list("data", flat=True).iterator(chunk_size=50):
            if column in data.get("set", {}):
                return data["set"][column]
        return None
