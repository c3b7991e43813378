"""How one ticket stands while its history is told, and the rows that follow from that.

What changes with a step is kept here and written by `finish`; messages, events and documents are written at once.
"""

from collections.abc import Sequence
from datetime import datetime
from json.encoder import c_make_encoder, encode_basestring_ascii  # type: ignore[attr-defined]
from typing import Any

from accord.core import ids
from accord.project.seeding.histories import Enclosure, History, Step, Words
from accord.project.seeding.posting import Posting
from accord.project.seeding.tables import Batch
from accord.project.seeding.wording import of_code, of_name, of_writer
from accord.tickets.explaining import Explanation
from accord.tickets.indexing import scope_names
from accord.tickets.models import State
from accord.tickets.models.ticket import UNFINISHED
from accord.tickets.seeing import NOTE
from accord.tickets.waiting import FACTOR, NEVER, PATIENCE

SNIPPET = 200
_SPREAD = 387_420_489_017  # odd and no multiple of 31: ids become codes without order, each its own
_CODES = 31**8
# json.dumps() makes one of these for each call, which takes longer than its work.
_chunks = c_make_encoder(None, None, encode_basestring_ascii, None, ": ", ", ", False, False, True)
_NEVER = NEVER.replace(tzinfo=None)


class Standing:
    """One ticket while its history is told. `finish` writes what is known only at the end."""

    __slots__ = (
        "batch", "rows", "new", "history", "id",
        "code", "now", "db", "state", "before", "priority", "department", "assignee",
        "last_agent", "created", "updated", "changed", "since", "first_answer", "last_answer", "resolved", "closed",
        "by_customer", "last_message", "last_customer", "last_customer_at", "snippet", "count", "tag_names",
        "resolution", "version", "documents", "pause", "sent", "asked", "endings", "posting", "subject",
    )  # fmt: skip

    now: datetime  # naive UTC
    db: str  # the same as the database reads it; so are all that follow
    created: str
    updated: str
    changed: str

    def __init__(self, batch: Batch, history: History) -> None:
        self.batch, self.history, self.subject = batch, history, history.subject
        self.rows, self.new = batch.rows, batch.new
        self.id = self.new["ticket"]()
        self.code = code_of(self.id)
        self.state, self.before, self.priority = State.NEW, "", 1
        self.department = history.mailbox.department
        self.assignee: int | None = None
        self.last_agent: int | None = None
        self.since: datetime | None = None
        self.first_answer: str | None = None
        self.last_answer: str | None = None
        self.resolved: str | None = None
        self.closed: str | None = None
        self.last_message: str | None = None
        self.last_customer: str | None = None
        self.last_customer_at: datetime | None = None
        self.by_customer, self.snippet, self.count, self.version = False, "", 0, 1
        self.tag_names: list[str] = []
        self.resolution: int | None = None
        self.documents: list[tuple[int, str, bool]] = []
        self.pause: tuple[Any, ...] | None = None
        self.sent: list[datetime] = []
        self.asked: list[datetime] = []  # the question without an answer, as a mail of its own
        self.endings: list[list[Any]] = []
        self.posting = Posting(self)

    def begin(self, step: Step) -> None:
        """It is the moment of this step now."""
        self.now = step.at
        self.db = str(step.at)

    def _message(
        self, step: Step, kind: str, author: int, address: str, *,
        to: Sequence[str] = (), cc: Sequence[str] = (), channel: str = "email",
    ) -> int:  # fmt: skip
        words = step.words or Words("")
        message = self.new["message"]()
        delivery = "sent" if kind == "outgoing" else ""
        self.rows["message"].append((
            message, self.id, kind, author, address, channel, self.db, words.text, words.html, words.quoted,
            listed(to), listed(cc), "[]", words.language, "[]", delivery, "", bool(step.files),
        ))  # fmt: skip
        for each in step.files:
            row = (message, None, each.file, each.name, each.content_type, each.size, False, "")
            self.rows["attachment"].append((self.new["attachment"](), *row))
        self._document(message, words, author, address, step.files, note=kind == "note")
        self.count += 1
        if kind != "note":
            self.last_message = self.db
            self.snippet = " ".join(words.text[: 2 * SNIPPET].split())[:SNIPPET]  # there are few blanks in a row
        if kind == "incoming":
            self.last_customer, self.last_customer_at = self.db, self.now
        if kind == "outgoing":
            self.sent.append(self.now)
        return message

    def _document(
        self, message: int, words: Words, author: int, address: str, files: tuple[Enclosure, ...], *, note: bool
    ) -> None:
        """The terms: of each part the exact ones in their order, then the stems of all (indexing.document_terms)."""
        language = words.language or self.history.requester.language
        requester = self.history.requester
        name = requester.name if author == requester.id else self.batch.world.names[author]
        parts = [self.subject, of_writer(name, address, language), words]
        if files:
            parts[2:2] = [of_name(each.name, language) for each in files]
        if not self.documents:
            parts.insert(1, of_code(self.code, language))
        terms = [part.exact for part in parts if part.exact] + [part.stems for part in parts if part.stems]
        self.documents.append((message, " ".join(terms), note))

    def _event(
        self, kind: str, by: int, data: dict[str, Any], words: dict[str, Any] | None = None, *, public: bool = False
    ) -> int:
        event = self.new["event"]()
        self.rows["event"].append((
            event, kind, 1, self.db, by, "ticket", self.id, self.id, public, encoded(data),
            encoded(words) if words else None,
        ))  # fmt: skip
        return event

    def _with_set(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {"set": facts} if facts else {}

    def _touch(self) -> None:
        self.updated = self.db
        self.version += 1

    def _move(self, state: State, facts: dict[str, Any], *, since: datetime | None = None) -> None:
        """What `lifecycle.change` does for the state; `facts` gets what changed."""
        if state != self.state:
            self.state, self.changed = state, self.db
            facts["state"] = str(state)
        waits = state in (State.NEW, State.OPEN)
        self.since = (since or self.since or self.now) if waits else None
        self._touch()

    def _answered(self, facts: dict[str, Any]) -> dict[str, Any]:
        self.last_answer = self.db
        if self.first_answer is not None:
            return {}
        self.first_answer = self.db
        return {"first_answered_at": iso(self.now)}

    def _resolution(self, by: int, explanation: Explanation, message: int | None) -> int:
        number = self.new["resolution"]()
        parts = (explanation.reason, explanation.what, explanation.why, explanation.next)
        self.endings.append([number, self.id, by, self.db, *parts, message, False, None, "", None, None, False, None])
        return number

    def _resolve(self, resolution: int) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        self._move(State.RESOLVED, facts)
        self.resolution, self.resolved = resolution, self.db
        return facts | {"resolution_id": resolution, "resolved_at": iso(self.now)}

    def _close(self, facts: dict[str, Any], *, by_customer: bool) -> None:
        self.closed, self.by_customer = self.db, by_customer
        facts["closed_at"] = iso(self.now)
        if by_customer:
            facts["closed_by_customer"] = True

    def _answer(self, answer: str, by: int) -> None:
        self.endings[-1][11:15] = [answer, self.db, by, True]

    def _undo(self, facts: dict[str, Any]) -> None:
        """The ending is over (`resolutions.end` and UNDONE)."""
        self.endings[-1][15] = self.db
        self.resolution = self.resolved = None
        facts |= {"resolution_id": None, "resolved_at": None}

    def _end_pause(self) -> None:
        self.pause = None

    def told(self, resolution: int) -> None:
        """The customer's server has the mail of that resolution."""
        for row in self.endings:
            if row[0] == resolution and row[10] is None:
                row[10] = self.db

    def finish(self) -> None:
        """Write the rows that say how it stands at the end."""
        rows = self.rows
        waits = self.since is not None
        rank = self.since + PATIENCE / FACTOR[self.priority] if self.since else _NEVER
        requester = self.history.requester
        rows["ticket"].append((
            self.id, self.code, self.subject.text, str(self.state), self.before, self.priority, self.department,
            requester.id, requester.address, self.assignee, self.last_agent, "email", self.history.mailbox.address,
            requester.language, self.created, self.updated, self.changed, str(self.since) if self.since else None,
            str(rank), self.first_answer, self.last_answer, self.resolved, self.closed, None, self.by_customer,
            self.last_message, self.last_customer, self.snippet, self.count, listed(self.tag_names),
            self.state in UNFINISHED, waits, False, self.resolution, None, None, None, "{}", self.version,
        ))  # fmt: skip
        rows["resolution"] += [tuple(row) for row in self.endings]
        if self.pause is not None:
            rows["postponement"].append(self.pause)
            timer = ("postponed", "ticket", self.id, self.pause[1], "{}", 0, "")
            rows["timer"].append((self.new["timer"](), *timer))
        who = [requester.id, *(one.id for one in self.history.copied)]
        scope = " ".join(scope_names(self.department, self.assignee, self.state, who, note=False))
        for message, terms, note in self.documents:
            rows["search_doc"].append((message, self.id, terms, f"{scope} {NOTE}" if note else scope))
        del self.posting  # the two know each other: apart, they go without the garbage collector


def code_of(number: int) -> str:
    """The code of the ticket with that id: each its own, without order."""
    return ids.code_from(number * _SPREAD % _CODES)


def encoded(data: dict[str, Any]) -> str:
    """As Django writes JSON."""
    return "".join(_chunks(data, 0))


def iso(naive: datetime) -> str:
    """A moment as events keep it."""
    return naive.isoformat() + "+00:00"


def listed(words: Sequence[str]) -> str:
    """A list of addresses or tags as Django writes JSON; the words hold nothing that JSON escapes."""
    return '["' + '", "'.join(words) + '"]' if words else "[]"
