"""What a history is: who did what when on one ticket. Invented by `inventing`, unfolded into rows by `unfolding`.

What there are millions of are named tuples: they are made three times as fast as frozen dataclasses.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple


class Words(NamedTuple):
    """A text with what the search keeps of it: its exact terms and marked stems, packed (see core.fulltext.terms)."""

    text: str
    exact: str = ""
    stems: str = ""
    language: str = ""
    html: str = ""
    quoted: str = ""


class Contact(NamedTuple):
    """A customer."""

    id: int
    name: str
    address: str
    language: str


@dataclass(slots=True, frozen=True)
class Mailbox:
    """One of our addresses, and the department that gets its mail."""

    id: int
    address: str
    department: int


@dataclass(slots=True, frozen=True)
class Enclosure:
    """A stored file under its name."""

    file: int
    name: str
    content_type: str
    size: int


@dataclass(slots=True)
class Step:
    """One act. `verb` is a method of `unfolding.Unfolding`; `by` a person's id; what `value` is depends on the verb.

    `at`, and any moment in `value`, is in UTC but naive: shifting and writing aware ones takes twice as long.
    """

    at: datetime
    verb: str
    by: int
    words: Words | None = None
    value: Any = None
    resolving: bool = False
    files: tuple[Enclosure, ...] = ()


@dataclass(slots=True)
class History:
    """One ticket. The first step opens it: `opens` for a customer's mail, `phones` for a call that an agent took.

    After each step that calls for a mail stands a step `mails`: the moment at which the worker sends it.
    """

    requester: Contact
    mailbox: Mailbox
    subject: Words
    copied: tuple[Contact, ...] = ()
    steps: list[Step] = field(default_factory=list)
