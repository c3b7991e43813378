"""What programs send: one class per body. A field that does not exist is refused, so that a slip is noticed."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from accord.web.api.fields import Address, Body, Level, Line, Number, Paragraph, StateName, TagName, examples

LanguageCode = Annotated[str, Field(max_length=8, description="en, bg, et, lv, ru or sl.", examples=["en"])]
FileIds = Annotated[list[Line], Field(max_length=50, description="Ids that `POST /files` gave.")]
Copies = Annotated[list[Address], Field(max_length=50)]
FieldValues = Annotated[
    dict[Annotated[str, Field(max_length=40)], str | bool | float | list[str] | None],
    Field(max_length=200, description="Values of your own fields by key (`GET /fields`); null empties one."),
]


class Input(BaseModel):
    """The base of all bodies."""

    model_config = ConfigDict(extra="forbid")


class Who(Input):
    """Somebody outside: by address (a contact is made when nobody has it), by id, or without an address by phone number
    and name, either of which may be missing.
    """

    id: Number | None = None
    email: Address | None = None
    phone: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$", examples=["+372 5555 0101"])] = ""
    name: Line = ""
    language: LanguageCode = ""


class WordsIn(Input):
    """What is written: HTML, or plain text."""

    text: Body = ""
    html: Body = Field(default="", description="Cleaned; used in place of `text` when both are there.")
    files: FileIds = []


class TicketIn(WordsIn):
    """A new ticket."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples(
            {
                "subject": "Coffee grinder stops",
                "text": "It stops after ten seconds.",
                "requester": {"email": "hannah@example.com", "name": "Hannah Whitfield", "language": "en"},
                "department": 1,
                "tags": ["grinder"],
            }
        ),
    )
    subject: Line
    requester: Who
    department: Number
    how: Literal["api", "phone", "outgoing"] = Field(
        default="api",
        description="`api` and `phone`: the words are the requester's. `outgoing`: they are yours, mailed to him.",
    )
    priority: Level = "normal"
    tags: list[TagName] = Field(default=[], max_length=50)
    fields: FieldValues = {}
    cc: Copies = []
    assignee: Line = Field(default="", description="An agent: his address, his id, or `me`.")
    acknowledge: bool = Field(default=False, description="Mail the requester that we have his request.")


class TicketPatch(Input):
    """What changes on a ticket; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"priority": "urgent"}))
    subject: Line | None = None
    priority: Level | None = None
    department: Number | None = None
    requester: Who | None = None
    fields: FieldValues | None = None


_KEY = "The key of a reason, as `GET /reasons` lists them: "
Reason = Annotated[
    str, Field(pattern="^[a-z0-9_]{1,20}$", description=f"{_KEY}`solved`, `cannot_be_solved`, `moved`, `behaviour`, …")
]
Basis = Annotated[
    str,
    Field(
        pattern="^[a-z0-9_]{1,20}$",
        description="`customer_said_so`, or a reason for ending that `closes`, as `GET /reasons` lists them.",
    ),
]
Pause = Annotated[
    str, Field(pattern="^[a-z0-9_]{1,20}$", description=f"{_KEY}`takes_longer`, `others_needed`, …")
]


class ExplanationIn(Input):
    """A reason, and the three parts that are owed with it. `ready` fills empty ones with the ready text."""

    what: Paragraph = Field(default="", description="What happened.")
    why: Paragraph = Field(default="", description="Why.")
    next: Paragraph = Field(default="", description="What comes next.")
    ready: bool = Field(default=False, description="Fill empty parts with the ready text in the customer's language.")


class ResolvingReply(ExplanationIn):
    """The reason with which a reply resolves; the reply itself is the explanation."""

    reason: Reason


class ReplyIn(WordsIn):
    """A reply to the customer."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"text": "Hold the button for three seconds."})
    )
    to: Copies | None = Field(default=None, description="Left out: the requester.")
    cc: Copies | None = Field(default=None, description="Left out, and `to` as well: everybody in copy.")
    bcc: Copies = []
    seen: Number | None = Field(
        default=None, description="The newest message you know; a newer one from somebody else is a 409."
    )
    keep_postponed: bool = False
    open_again: bool = Field(default=False, description="Open a resolved ticket.")
    resolve: ResolvingReply | None = Field(default=None, description="Resolve with this reply.")


class ReadersIn(Input):
    """Who reads a note, besides its writer: these agents, and all agents of these departments."""

    people: list[Number] = Field(default=[], max_length=100, description="Ids of agents who see the ticket.")
    departments: list[Number] = Field(default=[], max_length=100)


class NoteIn(WordsIn):
    """An internal note. Agents whom it names with an @ are told."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"text": "Ask Tiina about the spare part."}))
    only_for: ReadersIn | None = Field(default=None, description="Left out: all agents who see the ticket.")


class ResolutionIn(ExplanationIn):
    """A resolution. `silent` tells the customer nothing and needs a supervisor."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"reason": "solved", "ready": True}))
    reason: Reason
    silent: bool = False


class ClosureIn(Input):
    """The basis on which we close."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"basis": "customer_said_so", "how": "By phone this morning."})
    )
    basis: Basis
    how: Paragraph = Field(default="", description="How and when the customer said so.")


class TranscriptIn(Input):
    """To whom the conversation is mailed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({}))
    to: Line = Field(default="", description="A mail address; empty: the customer.")


class PauseExplanation(ExplanationIn):
    """Why it takes longer; written to the customer."""

    reason: Pause


class PostponementIn(Input):
    """Until when, and whether the customer is told."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples(
            {"until": "2027-01-11T09:00:00Z", "explanation": {"reason": "takes_longer", "ready": True}}
        ),
    )
    until: AwareDatetime
    explanation: PauseExplanation | None = None
    stay: bool = Field(default=False, description="Stay postponed when the customer writes.")


class AssignmentIn(Input):
    """Whose it becomes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"agent": "me"}))
    agent: Line = Field(min_length=1, description="An agent: his address, his id, or `me`.")


class TagsIn(Input):
    """Tags to put on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"tags": ["refund", "grinder"]}))
    tags: list[TagName] = Field(min_length=1, max_length=50)


class MergeIn(Input):
    """Into which ticket."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"into": "K7Q-2MF-88D"}))
    into: Line = Field(min_length=1, description="The code of the ticket that stays.")
    show_each_other: bool = Field(
        default=False, description="Where different people asked: each reads the other's words from then on."
    )


class ContactPatch(Input):
    """What changes on a contact; what is left out stays. An empty company takes him out."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"phone": "+372 5555 0101"}))
    name: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] | None = None
    phone: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] | None = None
    language: LanguageCode | None = None
    time_zone: Annotated[str, Field(max_length=60, examples=["Europe/Tallinn"])] | None = None
    company: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] | None = None
    fields: FieldValues | None = None


class ContactIn(ContactPatch):
    """A new contact."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples({"email": "elitsa@example.com", "name": "Елица Димитрова", "language": "bg"}),
    )
    email: Address


class LevelChoice(Input):
    """A service level for a ticket, or null for the one that the rules choose."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"level": None}))
    level: Number | None


class TicketFilters(BaseModel):
    """Which tickets: all conditions together."""

    view: Line = Field(
        default="",
        description="todo, mine, unassigned, untold, new, open, answered, postponed, resolved, closed, spam, deleted,"
        " all or department:ID. Without it and without `status`, spam and deleted are left out.",
    )
    status: list[StateName] = Field(default=[], max_length=10, description="Any of these states.")
    department: Number | None = None
    assignee: Line = Field(default="", description="An agent's id, `me` or `nobody`.")
    requester: Number | None = Field(default=None, description="A contact's id.")
    tag: list[TagName] = Field(default=[], max_length=10, description="All of these tags.")
    q: Annotated[str, Field(max_length=2000)] = Field(default="", description="Words and operators, as in the console.")
    sort: Literal["", "urgent", "newest", "oldest", "created", "created-first", "relevance"] = Field(
        default="", description="A view alone has several orders; with other conditions it is the newest first."
    )
