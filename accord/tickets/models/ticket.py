"""The ticket's row. Everything that a list shows or sorts by stands in it, so that a page of a list is one read."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from accord.people.models import Department, Person


class State(models.TextChoices):
    """The ten states of DOMAIN 6.1; one at a time."""

    NEW = "new", pgettext_lazy("state", "New")
    CHATTING = "chatting", pgettext_lazy("state", "Chatting")
    CALLING = "calling", pgettext_lazy("state", "Calling")
    OPEN = "open", pgettext_lazy("state", "Open")
    ANSWERED = "answered", pgettext_lazy("state", "Answered")
    POSTPONED = "postponed", pgettext_lazy("state", "Postponed")
    RESOLVED = "resolved", pgettext_lazy("state", "Resolved")
    CLOSED = "closed", pgettext_lazy("state", "Closed")
    SPAM = "spam", pgettext_lazy("state", "Spam")
    DELETED = "deleted", pgettext_lazy("state", "Deleted")


WAITING_FOR_US = (State.NEW, State.CHATTING, State.CALLING, State.OPEN)
UNFINISHED = (*WAITING_FOR_US, State.ANSWERED, State.POSTPONED)


class Priority(models.IntegerChoices):
    LOW = 0, pgettext_lazy("priority", "Low")
    NORMAL = 1, pgettext_lazy("priority", "Normal")
    HIGH = 2, pgettext_lazy("priority", "High")
    URGENT = 3, pgettext_lazy("priority", "Urgent")


class Ticket(models.Model):
    """One request with its history. Changed by the verbs of this room and by nothing else."""

    code = models.CharField(max_length=11, unique=True)
    subject = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=State.choices, default=State.NEW)
    state_before = models.CharField(max_length=20, blank=True)  # what spam and deleted go back to
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", db_index=False)
    requester = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    requester_address = models.CharField(
        max_length=254, blank=True
    )  # the address he last used here (DOMAIN 7.6)
    assignee = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    last_agent = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=16)
    our_address = models.CharField(
        max_length=254, blank=True
    )  # where the customer wrote to: From of our answers
    language = models.CharField(max_length=8, blank=True)

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    state_changed_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)  # since when the customer waits for us
    rank_at = models.DateTimeField()  # DOMAIN 6.11; smallest first; waiting.NEVER while nobody waits
    first_answered_at = models.DateTimeField(null=True)
    last_answered_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)  # its words are gone for good
    closed_by_customer = models.BooleanField(default=False)
    last_message_at = models.DateTimeField(null=True)
    last_customer_at = models.DateTimeField(null=True)  # his last word
    snippet = models.CharField(max_length=200, blank=True)
    messages_count = models.PositiveIntegerField(default=0)
    tag_names = models.JSONField(default=list)  # the names again, for lists; TicketTag is what counts

    is_open = models.BooleanField(
        default=True
    )  # anybody still owes something: not resolved, closed, spam, deleted
    to_solve = models.BooleanField(default=True)  # waits for us now
    undelivered = models.BooleanField(default=False)  # our last mail bounced or could not be sent
    resolution = models.ForeignKey(
        "tickets.Resolution", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    follow_up_of = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # A status of the team's own within the state; None is the state's own (models.status).
    status = models.ForeignKey(
        "tickets.TicketStatus", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    fields = models.JSONField(default=dict, db_default={})  # values of the team's own fields, by key
    version = models.PositiveIntegerField(
        default=1
    )  # grows with every change; a page tells which it was made from

    class Meta:
        db_table = "ticket"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="ticket_state_known"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="ticket_closed_when"
            ),
        ]
        indexes: ClassVar = [
            # Lists: equality columns first, then the order of the list, then the id (DESIGN 6, 9). Those without a
            # department are for who sees everything. What a condition asks stands at the end of its index too: only
            # then SQLite answers from the index alone.
            models.Index(
                F("department"),
                F("rank_at"),
                F("waiting_since"),
                F("id"),
                F("to_solve"),
                condition=Q(to_solve=True),
                name="ticket_todo",
            ),
            models.Index(
                F("rank_at"),
                F("waiting_since"),
                F("id"),
                F("to_solve"),
                condition=Q(to_solve=True),
                name="ticket_todo_all",
            ),
            models.Index(
                F("department"),
                F("rank_at"),
                F("waiting_since"),
                F("id"),
                F("assignee"),
                F("to_solve"),
                condition=Q(to_solve=True, assignee__isnull=True),
                name="ticket_unassigned",
            ),
            models.Index(
                F("rank_at"),
                F("waiting_since"),
                F("id"),
                F("assignee"),
                F("to_solve"),
                condition=Q(to_solve=True, assignee__isnull=True),
                name="ticket_unassigned_all",
            ),
            # Whom To Solve prefers to give a ticket to: who answered it last.
            models.Index(
                F("last_agent"),
                F("rank_at"),
                F("waiting_since"),
                F("id"),
                condition=Q(to_solve=True, assignee__isnull=True, last_agent__isnull=False),
                name="ticket_last_agent",
            ),
            models.Index(
                F("assignee"),
                F("rank_at"),
                F("id"),
                F("is_open"),
                condition=Q(is_open=True, assignee__isnull=False),
                name="ticket_mine",
            ),
            models.Index(
                F("department"),
                F("state"),
                F("updated_at"),
                F("id"),
                F("merged_into"),
                condition=Q(merged_into__isnull=True),
                name="ticket_by_state",
            ),
            models.Index(
                F("state"),
                F("updated_at"),
                F("id"),
                F("merged_into"),
                condition=Q(merged_into__isnull=True),
                name="ticket_state_all",
            ),
            # The customer could not be told: few tickets, so the states are sifted.
            models.Index(
                F("department"),
                F("updated_at"),
                F("id"),
                F("state"),
                F("undelivered"),
                condition=Q(undelivered=True),
                name="ticket_untold",
            ),
            models.Index(
                F("updated_at"),
                F("id"),
                F("state"),
                F("undelivered"),
                condition=Q(undelivered=True),
                name="ticket_untold_all",
            ),
            models.Index(F("department"), F("updated_at"), F("id"), name="ticket_by_update"),
            models.Index(F("updated_at"), F("id"), name="ticket_all"),
            models.Index(F("department"), F("created_at"), F("id"), name="ticket_by_created"),
            models.Index(F("created_at"), F("id"), name="ticket_created_all"),
            # Seen because they are one's own although in somebody else's department; also assignee: in a search.
            models.Index(
                F("assignee"),
                F("department"),
                F("state"),
                F("updated_at"),
                F("id"),
                F("merged_into"),
                condition=Q(assignee__isnull=False),
                name="ticket_assigned",
            ),
            models.Index(F("requester"), F("id"), name="ticket_of_requester"),
            models.Index(F("resolution"), condition=Q(resolution__isnull=False), name="ticket_resolution"),
            models.Index(F("merged_into"), condition=Q(merged_into__isnull=False), name="ticket_merged"),
            models.Index(F("follow_up_of"), condition=Q(follow_up_of__isnull=False), name="ticket_follow_up"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def locked(self) -> bool:
        """Closed: nobody changes it any more (DOMAIN 6.4)."""
        return self.state == State.CLOSED
