"""The tables that are loaded, with their columns in the order of the rows, and the rows of one batch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from accord.project.seeding.chance import Chance

COLUMNS: dict[str, str] = {
    "ticket": (
        "id code subject state state_before priority department_id requester_id requester_address assignee_id"
        " last_agent_id channel our_address language created_at updated_at state_changed_at waiting_since rank_at"
        " first_answered_at last_answered_at resolved_at closed_at purged_at closed_by_customer last_message_at"
        " last_customer_at snippet messages_count tag_names is_open to_solve undelivered resolution_id merged_into_id"
        " follow_up_of_id status_id fields version"
    ),
    "participant": "id ticket_id person_id address is_requester added_at",
    "message": (
        "id ticket_id kind author_id author_address channel at text html quoted to cc bcc language marks delivery"
        " delivery_note has_files"
    ),
    "attachment": "id message_id draft_id file_id name content_type size inline content_id",
    "resolution": (
        "id ticket_id by_id at reason what why next message_id silent told_at answer answered_at answered_by_id"
        " answered_by_link ended_at"
    ),
    "postponement": "ticket_id until by_id at reason stay told",
    "timer": "id kind subject_kind subject_id due_at data attempts last_error",
    "ticket_tag": "id ticket_id tag_id",
    "event": "id kind version at actor_id subject_kind subject_id ticket_id public data words",
    "incoming_mail": (
        "id spool_id received_at handled_at mailbox_id sender recipients from_address subject message_id sha256"
        " body_hash size fate reason details same_as_id ticket_id ticket_message_id raw_id attempts"
    ),
    "outgoing_mail": (
        "id event_id part message_id ticket_id ticket_message_id resolution_id mailbox_id sender recipients outcomes"
        " subject raw_id state created_at sent_at attempts last_error"
    ),
    "automatic_mail": "id address ticket_id at",
    "search_doc": "message_id ticket_id terms scope",
}
PEOPLE: dict[str, str] = {
    "person": (
        "id password last_login kind role name alias email phone company_id language language_set_by_hand time_zone"
        " theme keys_on signature is_active created_at"
    ),
    "address": "person_id email verified_at bounced_at bounce_reason",
    "contact_word": "person_id word",
}
NUMBERED = [table for table, columns in COLUMNS.items() if columns.startswith("id ")]


@dataclass(frozen=True)
class World:
    """What all tickets share. `tags` are ids by name."""

    system: int
    names: dict[int, str]  # of agents, by id
    tags: dict[str, int]
    key: bytes  # the installation's, for our Message-IDs
    forgotten_before: datetime  # automatic mails before this are no longer counted (naive UTC)

@dataclass
class Batch:
    """The rows of some tickets by table. `ids` are the first free ones, `new` gives one after the other."""

    world: World
    chance: Chance
    ids: dict[str, int]
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {table: [] for table in COLUMNS})
    new: dict[str, Callable[[], int]] = field(init=False)

    def __post_init__(self) -> None:
        self.new = {table: count(first).__next__ for table, first in self.ids.items()}

    def take(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows so far; the batch is empty afterwards and goes on counting."""
        taken, self.rows = self.rows, {table: [] for table in COLUMNS}
        return taken
