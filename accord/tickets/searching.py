"""Search: words from the full-text index, operators from the tickets' columns, one row per ticket.

Hits come newest first in windows that grow until a page is full, so a common word costs no more than a rare one, and a
selective operator reads on, but never more than MOST hits a request: then `next` says where to look further.
A query of operators alone reads the index that fits its narrowest one, in the same windows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from accord.core.fulltext import index
from accord.core.fulltext.expressions import AllOf, Expression, Without, any_of
from accord.core.fulltext.folding import fold
from accord.core.fulltext.highlight import Piece, snippet
from accord.core.fulltext.query import Filter, Problem, Query, Word, parse
from accord.core.fulltext.ranking import relevant
from accord.people.rights import Access
from accord.tickets import audiences, rows
from accord.tickets.filtering import Narrowed, narrow
from accord.tickets.rows import Row, read_key, run, write_key
from accord.tickets.seeing import Scope, scope_of
from accord.tickets.sifting import candidates

PAGE = 50
WINDOWS = (100, 400, 1600, 6400)
MOST = sum(WINDOWS)
SNIPPET = 160
# Signs of a message in which its snippet is looked for; and how many more on a page for those that had it not there.
READ_FIRST, READ_MORE = 3000, 60_000


@dataclass(slots=True)
class Found:
    """A ticket in the results: its row, the message that was found (None without words), and what to show of it."""

    row: Row
    message: int | None = None
    subject: list[Piece] = field(default_factory=list)
    snippet: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Results:
    """A page of results. `next` is where to look further; `partial`: not full, but there is more to read."""

    query: Query
    rows: list[Found]
    problems: list[Problem]
    next: str | None = None
    partial: bool = False


@dataclass(slots=True)
class _Search:
    """One request's question, with what is known of it."""

    query: Query
    scope: Scope
    narrowed: Narrowed
    terms: Expression
    access: Access


def search(
    access: Access,
    text: str,
    *,
    filters: Sequence[Filter] = (),
    before: str = "",
    newest: bool = True,
    limit: int = PAGE,
) -> Results:
    """What this person finds. `before` is a page's `next`; `newest=False` gives the best of the newest hits, one page.

    `filters` are operators besides those in the text; programs name things in them by id ("#12").
    Never raises for what people type: `problems` says what was not understood. Raises Invalid for a wrong `before`.
    """
    query = parse(text)
    query = Query(query.words, query.phrases, (*query.filters, *filters), query.problems) if filters else query
    narrowed = narrow(query, access)
    asked = _Search(query, scope_of(access), narrowed, EMPTY, access)
    asked.query = _with_authors(query, narrowed)
    asked.terms = _scope_terms(asked)
    if query.is_empty:
        return Results(query, [], narrowed.problems)
    if asked.query.has_text or narrowed.authors:
        pairs, following, partial = _by_words(asked, before, newest, limit)
    else:
        tickets, following, partial = _by_columns(asked, access, before, limit)
        pairs = [(ticket, None) for ticket in tickets]
    shown = rows.read([ticket for ticket, _ in pairs], asked.scope)
    found = [Found(shown[ticket], message) for ticket, message in pairs if ticket in shown]
    _illustrate(found, query)
    return Results(query, found, narrowed.problems, following, partial)


EMPTY: Expression = AllOf(())


def _with_authors(query: Query, narrowed: Narrowed) -> Query:
    """from:hannah narrows the index too: her documents hold her name and address."""
    words = [
        Word(text.lstrip("@")) for text, wanted in narrowed.authors if wanted and "," not in text and text.lstrip("@")
    ]
    return Query((*query.words, *words), query.phrases, query.filters, query.problems)


def _scope_terms(asked: _Search) -> Expression:
    granted: Expression = AllOf((asked.scope.terms(), *asked.narrowed.terms))
    named = any(each.field in ("status", "code") for each in asked.query.filters)
    return granted if named else Without(granted, any_of("sspam", "sdel"))


# ------------------------------------------------------------------------------------------------------- by words


def _by_words(
    asked: _Search, before: str, newest: bool, limit: int
) -> tuple[list[tuple[int, int | None]], str | None, bool]:
    """(ticket, its newest hit) pairs, where to go on, and whether the page is not full although there is more."""
    place: int | None = read_key(before, 0)[0] if before else None
    pairs: dict[int, int | None] = {}
    if not newest and place is None:
        for ticket, message in _passing(asked, relevant(connection, asked.query, asked.terms, limit=4 * limit)):
            pairs.setdefault(ticket, message)
        return list(pairs.items())[:limit], None, False
    last = place
    for size in WINDOWS:
        hits = index.newest(connection, asked.query, asked.terms, before=last, limit=size)
        fresh = _passing(asked, hits)
        if place is not None:
            seen = _on_earlier_pages(asked, {ticket for ticket, _ in fresh} - pairs.keys(), place)
            fresh = [pair for pair in fresh if pair[0] not in seen]
        for ticket, message in fresh:
            if ticket not in pairs and len(pairs) == limit:
                return list(pairs.items()), write_key(message + 1), False
            pairs.setdefault(ticket, message)
        if len(hits) < size:
            return list(pairs.items()), None, False
        last = hits[-1]
    return list(pairs.items()), write_key(last), len(pairs) < limit


def _passing(asked: _Search, hits: Sequence[int]) -> list[tuple[int, int]]:
    """(ticket, message) of the hits that the rules of seeing and the operators let through, in the hits' order."""
    if not hits:
        return []
    seen, values = asked.scope.sql("t")
    noted, readers = audiences.sql(asked.access) if asked.scope.inside else ("m.kind <> 'note'", [])
    where = [seen, *asked.narrowed.where, noted]
    among, given = rows.among("m.id", hits)
    authors = ", m.author_address, author.name" if asked.narrowed.authors else ""
    join = " LEFT JOIN person author ON author.id = m.author_id" if asked.narrowed.authors else ""
    found = run(
        f"SELECT m.id, m.ticket_id{authors} FROM message m JOIN ticket t ON t.id = m.ticket_id{join}"
        f" WHERE {among} AND {' AND '.join(where)}",
        [*given, *values, *asked.narrowed.params, *readers],
    )
    if authors:
        found = [each for each in found if _written_by(asked.narrowed, f"{each[3] or ''} {each[2]}")]
    tickets = {each[0]: each[1] for each in found}
    return [(tickets[hit], hit) for hit in hits if hit in tickets]


def _written_by(narrowed: Narrowed, author: str) -> bool:
    folded = fold(author)
    return all(wanted == any(fold(each) in folded for each in text.split(",")) for text, wanted in narrowed.authors)


def _on_earlier_pages(asked: _Search, tickets: set[int], place: int) -> set[int]:
    """Those of the tickets whose newest hit stood before this page: each ticket is shown once."""
    if not tickets:
        return set()
    among, given = rows.among("ticket_id", sorted(tickets))
    newer = dict(run(f"SELECT id, ticket_id FROM message WHERE {among} AND id >= %s", [*given, place]))
    hits = index.among(connection, asked.query, sorted(newer), asked.terms)
    return {ticket for ticket, _ in _passing(asked, sorted(hits))}


# ----------------------------------------------------------------------------------------------------- by columns

def _by_columns(asked: _Search, access: Access, before: str, limit: int) -> tuple[list[int], str | None, bool]:
    """Ids of tickets, where to go on, and whether the page is not full although there is more."""
    keys, moments = candidates(asked.narrowed, asked.scope, access)
    place = read_key(before, moments) if before else None
    out: list[int] = []
    for size in WINDOWS:
        window = keys(place, size)
        tickets = [each[-1] for each in window]
        passed = set(rows.passing(tickets, asked.scope, asked.narrowed.where, asked.narrowed.params))
        for each in window:
            if each[-1] not in passed:
                place = _place(each)
                continue
            if len(out) == limit:
                return out, write_key(*place or ()), False
            out.append(each[-1])
            place = _place(each)
        if len(window) < size:
            return out, None, False
    return out, write_key(*place or ()), len(out) < limit


def _place(key: tuple[Any, ...]) -> list[Any]:
    return [*(rows.moment(value) for value in key[:-1]), key[-1]]


# ------------------------------------------------------------------------------------------------------ what is shown


def _illustrate(found: Sequence[Found], query: Query) -> None:
    """Show on each row where the words are; only the rows of this page are looked at."""
    if not query.has_text:
        for each in found:
            each.subject, each.snippet = [(each.row.subject, False)], [(each.row.snippet, False)]
        return
    among, given = rows.among("id", [each.message for each in found if each.message is not None])
    texts = {each[0]: each[1:] for each in run(f"SELECT id, text, language FROM message WHERE {among}", given)}
    left = READ_MORE
    for each in found:
        text, language = texts.get(each.message, ("", ""))
        each.subject = snippet(each.row.subject, query, language, length=400)
        pieces = snippet(text[:READ_FIRST], query, language, length=SNIPPET)
        if READ_FIRST < len(text) <= left and not any(matched for _, matched in pieces):
            left -= len(text)
            pieces = snippet(text, query, language, length=SNIPPET)
        each.snippet = pieces
