"""What programs get: one class per answer. They stand in the documentation, and the tests hold every answer to them.

Answers themselves are made as plain values (`presenting`): checking each again would cost as much as making it.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from accord.web.api.fields import Level, StateName


class Output(BaseModel):
    """The base of all answers."""

    model_config = ConfigDict(extra="forbid")


class PersonRef(Output):
    """A person, in short."""

    id: int
    kind: Literal["agent", "contact", "system"]
    name: str


class Requester(Output):
    """Who asked, with the address he last used on this ticket."""

    id: int
    name: str
    email: str


class DepartmentRef(Output):
    id: int
    name: str


class ResolutionOut(Output):
    """The resolution on which a ticket stands. `answer` is the customer's: yes, no or nothing yet."""

    reason: str
    what: str
    why: str
    next: str
    at: datetime
    by: int
    silent: bool
    answer: Literal["", "yes", "no"]
    answered_at: datetime | None


class PostponementOut(Output):
    until: datetime
    reason: str
    stay: bool
    told: bool


class OwnStatus(Output):
    """A status that the team made within the state; `label` is what agents read."""

    id: int
    label: str


class TicketRow(Output):
    """A ticket in a list."""

    code: str = Field(examples=["K7Q-2MF-88D"])
    subject: str
    state: StateName
    custom_status: OwnStatus | None = Field(description="null: the state's own.")
    priority: Level
    department: DepartmentRef
    requester: Requester
    assignee: PersonRef | None
    tags: list[str]
    snippet: str
    undelivered: bool
    waiting_since: datetime | None
    created_at: datetime
    updated_at: datetime


class LevelRef(Output):
    """A service level, in short."""

    id: int
    name: str


class TicketOut(TicketRow):
    """A ticket."""

    level: LevelRef | None = Field(description="Its service level; see /tickets/{code}/sla.")

    fields: dict[str, Any] = Field(description="Values of your own fields by key (`GET /fields`).")
    channel: str
    language: str
    our_address: str
    messages_count: int
    last_message_at: datetime | None
    first_answered_at: datetime | None
    last_answered_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    closed_by_customer: bool
    purged_at: datetime | None
    resolution: ResolutionOut | None
    postponement: PostponementOut | None
    merged_into: str | None = Field(description="The code of the ticket into which this one was merged.")
    follow_up_of: str | None
    version: int


class ClockOut(Output):
    """A clock that has not ended. `left_s` is business time, negative when late. `stands` is empty while it runs,
    `hours` outside of business hours (until `opens_at`), `state` while the ticket's state stops it (no `due_at`).
    """

    kind: str
    target_s: int
    started_at: datetime
    due_at: datetime | None
    left_s: int
    stands: Literal["", "hours", "state"]
    opens_at: datetime | None


class ClockLog(Output):
    """A clock that has ended: `spare_s` of business time to spare, negative when late; agents by id."""

    kind: str
    target_s: int
    started_at: datetime
    ended_at: datetime
    met: bool
    spare_s: int
    responsible: int | None
    ended_by: int | None


class ServiceOut(Output):
    """The service level of a ticket, and what has come of its promises."""

    level: LevelRef | None
    by_hand: bool
    why: str
    clocks: list[ClockOut]
    log: list[ClockLog]


class ServiceLevel(Output):
    """A promise. `targets` by clock: business seconds for low, normal, high, urgent; null promises nothing."""

    id: int
    name: str
    on: bool
    always: bool = Field(description="It counts around the clock, without business hours.")
    targets: dict[str, list[int | None]]


class ServiceLevels(Output):
    levels: list[ServiceLevel]


class GivenBecause(Output):
    """Why To Solve gives this one: an answer clock, the agent's own, answered by him last, or the longest wait."""

    key: Literal["clock", "own", "last", "waited"]
    due_at: datetime
    waiting_since: datetime
    sentence: str


class ToSolve(Output):
    """The most important ticket for the agent, null when nothing waits for him."""

    ticket: TicketOut | None
    because: GivenBecause | None


class FileOut(Output):
    id: int
    name: str
    content_type: str
    size: int
    inline: bool
    content_id: str
    url: str


class ReadersOut(Output):
    people: list[int]
    departments: list[int]


class MessageOut(Output):
    """A message or a note. `delivery` of an outgoing one: sending, sent, bounced or failed."""

    id: int
    kind: Literal["incoming", "outgoing", "note"]
    author: PersonRef | None
    address: str
    channel: str
    at: datetime
    text: str
    html: str
    quoted: str
    to: list[str]
    cc: list[str]
    bcc: list[str]
    language: str
    marks: list[str]
    delivery: str
    delivery_note: str
    files: list[FileOut]
    only_for: ReadersOut | None = Field(description="Of a note: who reads it besides its writer; null: all agents.")
    side_conversation: int | None = Field(description="The side conversation that it stands in.")


class TicketList(Output):
    tickets: list[TicketRow]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


class MessageList(Output):
    """Messages, the oldest of them first."""

    messages: list[MessageOut]
    earlier: int | None = Field(description="Give this as `before` to get those before; null when there are none.")


class Written(Output):
    """What was written, and the ticket after it."""

    message: MessageOut
    ticket: TicketOut


class ChangedTicket(Output):
    """A ticket that changed. `visible` is false when it went out of your sight; then forget it."""

    code: str
    visible: bool
    state: StateName | None
    purged: bool
    merged_into: str | None
    ticket: TicketOut | None


class ChangeList(Output):
    changes: list[ChangedTicket]
    next: str = Field(description="Give this as `updated_since` next time, also when there are no more for now.")
    has_more: bool


class EventOut(Output):
    cursor: str
    kind: str = Field(examples=["ticket.resolved"])
    at: datetime
    actor: PersonRef | None
    ticket: str | None
    sentence: str
    data: dict[str, Any]


class EventList(Output):
    events: list[EventOut]
    next: str
    has_more: bool


class ContactOut(Output):
    id: int
    name: str
    email: str
    addresses: list[str]
    phone: str
    company: str | None
    fields: dict[str, Any]
    language: str
    time_zone: str
    created_at: datetime


class ContactList(Output):
    contacts: list[ContactOut]
    next: str | None


class DepartmentOut(Output):
    id: int
    name: str
    rights: list[str] = Field(description="What you may do there.")


class DepartmentList(Output):
    departments: list[DepartmentOut]


class AgentOut(PersonRef):
    email: str
    role: str
    departments: list[int]


class AgentList(Output):
    agents: list[AgentOut]


class Me(Output):
    """The person for whom this token acts, and what it may be used for. `undo_s`: so many seconds the answers that he
    sends from the console can be undone; `undo_chosen`: he chose that himself, else it is the workspace's standard.
    """

    person: AgentOut
    scopes: list[str]
    departments: list[DepartmentOut]
    undo_s: int
    undo_chosen: bool


class UploadOut(Output):
    """A stored file. The id may be used by you for a day."""

    id: str
    name: str
    content_type: str
    size: int


class FieldProblem(BaseModel):
    field: str
    key: str
    detail: str


class Problem(BaseModel):
    """What went wrong (RFC 9457). `key` is for programs, `detail` for people in their language."""

    type: str
    title: str
    status: int
    key: str
    detail: str
    errors: list[FieldProblem] = []
