"""Keeping the search documents: one per message, written in the transaction of what happened.

A document holds the terms of what can be searched for and the scope of who may find it. What it was made of is kept in
`search_doc`, because the index must be told what to forget. Changes of scope re-index the ticket's documents at once,
or above BATCH of them by a timer; until it is done a search may miss them but never shows too much, because whoever
reads the hits asks `seeing` again.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from accord.core import clock
from accord.core.fulltext import index
from accord.core.fulltext.terms import terms
from accord.events import timers
from accord.events.kinds import EventKind
from accord.events.models import Event, Timer
from accord.tickets import happenings
from accord.tickets.happenings import TicketEvent
from accord.tickets.models import State
from accord.tickets.rows import run
from accord.tickets.seeing import GONE, NOTE

BATCH = 200
TIMER = "search.reindex"
_NO_CLASS = "sopen"
_CLASS: dict[str, str] = {State.RESOLVED: "sdone", State.CLOSED: "sdone", State.SPAM: "sspam", State.DELETED: GONE}
_SCOPE_COLUMNS = frozenset({"state", "department_id", "assignee_id", "requester_id"})
_OF_DELIVERY = (  # of a message that was indexed when it was written
    happenings.MessageDelivered,
    happenings.MessageRefused,
    happenings.MessageFailed,
    happenings.MessageBounced,
)
_OF_PARTICIPANTS = (happenings.ParticipantAdded, happenings.ParticipantRemoved, happenings.RequesterChanged)


def keep(happening: EventKind, event: Event) -> None:
    """The reaction: bring the search documents of the event's ticket up to date."""
    if not isinstance(happening, TicketEvent):
        return
    if isinstance(happening, happenings.TicketPurged):
        forget(happening.ticket)
        return
    message = getattr(happening, "message", None)
    if message is not None and not isinstance(happening, _OF_DELIVERY):
        add(message)
    if isinstance(happening, happenings.SubjectChanged):
        rebuild(happening.ticket)
    elif isinstance(happening, happenings.TicketOpened):
        return
    elif isinstance(happening, _OF_PARTICIPANTS) or _changes_scope(happening):
        rescope(happening.ticket)


def _changes_scope(happening: TicketEvent) -> bool:
    """Whether columns that stand in the scope changed; new -> answered does not: both are unfinished."""
    changed = _SCOPE_COLUMNS.intersection(happening.set)
    was = getattr(happening, "was", "")
    if changed == {"state"} and was:
        return state_class(was) != state_class(happening.set["state"])
    return bool(changed)


def state_class(state: str) -> str:
    """The scope term of a ticket's state: open, done, spam or deleted."""
    return _CLASS.get(state, _NO_CLASS)


def scope_names(department: int, assignee: int | None, state: str, people: Iterable[int], *, note: bool) -> list[str]:
    """The scope terms of a message's document: `people` are the ids of those who take part in its ticket."""
    names = [f"d{department}", *(f"p{person}" for person in sorted(set(people)))]
    if assignee is not None:
        names.append(f"a{assignee}")
    return [*names, state_class(state), *([NOTE] if note else [])]


def document_terms(
    subject: str,
    text: str,
    language: str,
    *,
    author: str = "",
    address: str = "",
    files: Sequence[str] = (),
    code: str = "",
) -> list[str]:
    """The terms of a message's document. `code` is its ticket's, given for the ticket's first message only."""
    return terms("\n".join(filter(None, (subject, code, author, address, *files, text))), language)


_MESSAGE = (
    "SELECT m.id, CASE WHEN CAST(m.marks AS text) LIKE '%%\"apart\"%%' THEN 'note' ELSE m.kind END, m.text,"
    " coalesce(nullif(m.language, ''), t.language), m.author_address, author.name,"
    " m.has_files, t.subject, t.code, t.id, t.department_id, t.assignee_id, t.state,"
    " NOT EXISTS (SELECT 1 FROM message earlier WHERE earlier.ticket_id = t.id AND earlier.id < m.id),"
    " EXISTS (SELECT 1 FROM search_doc WHERE message_id = m.id)"
    " FROM message m JOIN ticket t ON t.id = m.ticket_id LEFT JOIN person author ON author.id = m.author_id WHERE "
)


def document(found: Sequence[Any], people: Iterable[int]) -> tuple[list[str], list[str]]:
    """(terms, scope) of the message that _MESSAGE found."""
    message, kind, text, language, address, author, has_files, *rest = found
    subject, code, _, department, assignee, state, first, _ = rest
    files = run("SELECT name FROM attachment WHERE message_id = %s", [message]) if has_files else []
    names = [name for (name,) in files]
    words = document_terms(
        subject, text, language or "", author=author or "", address=address, files=names, code=code if first else ""
    )
    return words, scope_names(department, assignee, state, people, note=kind == "note")


def add(message: int) -> None:
    """Index a message. One that is indexed stays as it is."""
    found = run(_MESSAGE + "m.id = %s", [message])[0]
    ticket, indexed = found[9], found[-1]
    if indexed:
        return
    words, scope = document(found, _people(ticket))
    _store(message, ticket, words, scope)
    index.add(connection, message, words, scope)


def rescope(ticket: int, after: int = 0) -> None:
    """Give the ticket's documents its present scope: those with an id above `after`, BATCH now, the rest by a timer."""
    facts = run("SELECT department_id, assignee_id, state FROM ticket WHERE id = %s", [ticket])
    if not facts:
        return
    department, assignee, state = facts[0]
    scope = scope_names(department, assignee, state, _people(ticket), note=False)
    right = (" ".join(scope), " ".join([*scope, NOTE]))
    first = run(
        "SELECT scope FROM search_doc WHERE ticket_id = %s AND message_id > %s ORDER BY message_id LIMIT 1",
        [ticket, after],
    )
    if not first or (first[0][0] in right and not after):
        return  # all of a ticket's documents have one scope, so one tells of all
    stale = run(
        "SELECT message_id, scope FROM search_doc WHERE ticket_id = %s AND message_id > %s"
        " ORDER BY message_id LIMIT %s",
        [ticket, after, BATCH],
    )
    for message, packed in stale:
        old = index.unpacked(packed)
        new = [*scope, *([NOTE] if NOTE in old else [])]
        index.replace_scope(connection, message, old, new)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE search_doc SET scope = %s WHERE message_id = %s", [index.packed(new), message])
    _go_on(ticket, stale, rebuild_too=False)


def rebuild(ticket: int, after: int = 0) -> None:
    """Make the ticket's documents anew from its messages: those above `after`, BATCH now, the rest by a timer."""
    people = _people(ticket)
    messages = run(_MESSAGE + "m.ticket_id = %s AND m.id > %s ORDER BY m.id LIMIT %s", [ticket, after, BATCH])
    kept = {
        message: (packed.split(), scope.split())
        for message, packed, scope in run(
            "SELECT message_id, terms, scope FROM search_doc WHERE ticket_id = %s AND message_id > %s"
            " ORDER BY message_id LIMIT %s",
            [ticket, after, BATCH],
        )
    }
    for found in messages:
        words, scope = document(found, people)
        old = kept.get(found[0])
        if old is None:
            add(found[0])
        elif old != (words, scope):
            index.replace(connection, (found[0], *old), words, scope)
            _update(found[0], words, scope)
    _go_on(ticket, messages, rebuild_too=True)


def forget(ticket: int) -> None:
    """Take the ticket's documents out of the index (its words are deleted for good)."""
    for message, packed, scope in run("SELECT message_id, terms, scope FROM search_doc WHERE ticket_id = %s", [ticket]):
        index.remove(connection, message, packed.split(), scope.split())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_doc WHERE ticket_id = %s", [ticket])
    timers.drop(TIMER, ("ticket", ticket))


def go_on(timer: Timer) -> None:
    """What the timer does: the next documents of a long ticket."""
    after = int(timer.data.get("after", 0))
    (rebuild if timer.data.get("rebuild") else rescope)(timer.subject_id, after)


def _go_on(ticket: int, done: Sequence[Any], *, rebuild_too: bool) -> None:
    if len(done) < BATCH:
        return
    after = done[-1][0]
    standing = Timer.objects.filter(kind=TIMER, subject_kind="ticket", subject_id=ticket).first()
    if standing is not None:  # its work is not forgotten: rebuilding gives the scope too
        after = min(after, int(standing.data.get("after", 0)))
        rebuild_too = rebuild_too or bool(standing.data.get("rebuild"))
    timers.put(TIMER, ("ticket", ticket), clock.now(), {"after": after, "rebuild": rebuild_too})


def _people(ticket: int) -> list[int]:
    return [person for (person,) in run("SELECT DISTINCT person_id FROM participant WHERE ticket_id = %s", [ticket])]


def _store(message: int, ticket: int, words: Sequence[str], scope: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_doc (message_id, ticket_id, terms, scope) VALUES (%s, %s, %s, %s)",
            [message, ticket, index.packed(words), index.packed(scope)],
        )


def _update(message: int, words: Sequence[str], scope: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_doc SET terms = %s, scope = %s WHERE message_id = %s",
            [index.packed(words), index.packed(scope), message],
        )
