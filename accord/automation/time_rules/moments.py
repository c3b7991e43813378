"""What the wait of a time rule counts from: one small class each, with the moment at which it is over."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core.registry import Registry
from accord.tickets.models import Ticket
from accord.tickets.waiting import NEVER


class Since(ABC):
    """`label` stands between "When" and the time to wait."""

    key: ClassVar[str] = ""
    label: ClassVar[Promise]
    help: ClassVar[Promise | str] = ""
    curve: ClassVar[bool] = True  # another wait can be compared with this one

    @abstractmethod
    def begins(self, ticket: Ticket) -> datetime | None:
        """What it counts from; None where it does not count. A rule looks at nothing that began before it was on."""

    def due(self, ticket: Ticket, wait: timedelta) -> datetime | None:
        """When the wait is over."""
        begun = self.begins(ticket)
        return None if begun is None else begun + wait


sinces: Registry[Since] = Registry("moment of time rules")
Kind = TypeVar("Kind", bound=type[Since])


def add(key: str) -> Callable[[Kind], Kind]:
    """Class decorator: known under `key`."""

    def register(cls: Kind) -> Kind:
        cls.key = key
        sinces.add(key)(cls())
        return cls

    return register


@add("state_for")
class StateFor(Since):
    label = _("the state is the same for")
    help = _("Counts from when the ticket came into its state.")

    def begins(self, ticket: Ticket) -> datetime | None:
        return ticket.state_changed_at


@add("older_than")
class OlderThan(Since):
    label = _("the ticket is older than")
    help = _("Counts from when the ticket was created.")

    def begins(self, ticket: Ticket) -> datetime | None:
        return ticket.created_at


@add("customer_silent")
class CustomerSilent(Since):
    label = _("the customer is silent, since our last answer, for")
    help = _("Counts from our last answer. Whatever the customer writes ends it.")

    def begins(self, ticket: Ticket) -> datetime | None:
        answered, asked = ticket.last_answered_at, ticket.last_customer_at
        if answered is None or ticket.to_solve or (asked is not None and asked > answered):
            return None
        return answered


@add("no_answer")
class NoAnswer(Since):
    label = _("the customer has waited for us for")
    help = _("Counts from when the customer began to wait.")

    def begins(self, ticket: Ticket) -> datetime | None:
        return ticket.waiting_since


def _due(ticket: Ticket) -> datetime | None:
    """When an answer is due: what To Solve ranks by."""
    return ticket.rank_at if ticket.to_solve and ticket.rank_at != NEVER else None


@add("due_within")
class DueWithin(Since):
    label = _("an answer is due in less than")
    help = _("Counts back from when an answer is due, by the ticket's service level or its priority.")
    curve = False

    def begins(self, ticket: Ticket) -> datetime | None:
        return ticket.waiting_since

    def due(self, ticket: Ticket, wait: timedelta) -> datetime | None:
        due = _due(ticket)
        return None if due is None else due - wait


@add("overdue")
class Overdue(Since):
    label = _("an answer is overdue for")
    help = _("Counts from when an answer was due, by the ticket's service level or its priority.")
    curve = False

    def begins(self, ticket: Ticket) -> datetime | None:
        return ticket.waiting_since

    def due(self, ticket: Ticket, wait: timedelta) -> datetime | None:
        due = _due(ticket)
        return None if due is None else due + wait
