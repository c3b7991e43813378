"""The full-text index on SQLite (contentless FTS5) and on PostgreSQL (tsvector, GIN).

A document is an id (the message's), its terms and its scope terms. Who calls keeps both in the table `search_doc`
(`packed`), because a contentless index must be told what to forget, and owns the transaction. Newer documents have
higher ids. Scope terms are part of each MATCH, so somebody who may see one document of a million waits no longer.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from accord.core.fulltext import documents, postgres
from accord.core.fulltext.documents import Connection, packed, unpacked
from accord.core.fulltext.expressions import EVERYTHING, Expression, holds, scope_name, size, to_fts5
from accord.core.fulltext.matching import LANGUAGES, expression
from accord.core.fulltext.query import Query

TABLE = "search_fts"
Document = tuple[int, Sequence[str], Sequence[str]]
Row = tuple[int, Sequence[str], list[str]]
_FORBIDDEN = ("!", "#")
_DELETE = f"INSERT INTO {TABLE}({TABLE}, rowid, terms, scope) VALUES ('delete', %s, %s, %s)"
# Of FTS5: bytes in memory before a part is written, parts of one size before they are merged a little, or at once.
_GATHERING = (("hashsize", 1 << 20, 64 << 20), ("automerge", 4, 0), ("crisismerge", 16, 1900))
_NO_TERMS = "terms must come from accord.core.fulltext.terms"
_HIGHEST = 2**62
# A scope of many terms (an agent's departments) is slow beside a rare word: their lists are read from hit to hit. So
# words with fewer hits than this are looked up alone and their documents' scopes checked one by one.
_FEW, _WIDE = 500, 4

__all__ = [
    "add", "add_many", "add_packed", "count", "create_sql", "drop_sql", "gather", "newest", "packed", "remove",
    "replace", "replace_scope", "tidy", "together", "unpacked",
]  # fmt: skip

# detail=full: phrases are answered by the index (445 bytes a message of 80 words; without positions 173).
# columnsize=0: lengths are only needed by bm25(), which reads every hit and is not used.
# The tokenizer cuts at blanks alone: every other ASCII sign that a term may hold is a letter to it.
_CREATE_FTS5 = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(terms, scope, content='', columnsize=0, detail=full, "
    "tokenize=\"ascii tokenchars '!~@._+-%&'\")",
    # `tidy` merges as soon as two parts are of one size.
    f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('usermerge', 2)",
)


def create_sql(vendor: str) -> list[str]:
    """The statements that make the index, for a migration."""
    return list(postgres.CREATE) if vendor == "postgresql" else list(_CREATE_FTS5)


def drop_sql(vendor: str) -> list[str]:
    """The statements that undo `create_sql`."""
    return [f"DROP TABLE IF EXISTS {TABLE}"]


def add(connection: Connection, doc_id: int, terms: Sequence[str], scope: Sequence[str]) -> None:
    """Put a new document in. Raises ValueError for what is not a term or a scope term."""
    add_many(connection, [(doc_id, terms, scope)])


def add_many(connection: Connection, documents: Iterable[Document]) -> None:
    """Put new documents in: (id, terms, scope) each. Inside `together` that is done at the block's end."""
    rows = [(doc_id, _checked(terms), _scope(scope)) for doc_id, terms, scope in documents]
    if _waiting.ids is None:
        _put(connection, rows)
    else:
        _waiting.ids.update(row[0] for row in rows)


def add_packed(connection: Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Put new documents in at once: (id, packed terms, scope terms with blanks between) each, as bulk data has them.

    Raises ValueError for what is not a term or a scope term.
    """
    if connection.vendor == "postgresql":
        whole = [(doc_id, unpacked(_sound(terms)), _scope(scope.split())) for doc_id, terms, scope in rows]
        with connection.cursor() as cursor:
            postgres.copy(cursor, whole)
        return
    with connection.cursor() as cursor:
        _insert(cursor, [(doc_id, _sound(terms), " ".join(_scope(scope.split()))) for doc_id, terms, scope in rows])


def gather(connection: Connection, *, much: bool) -> None:
    """Let many new documents go into the index together; or, not `much`, as it is usual. Then `tidy` it.

    For bulk data. On SQLite each transaction makes one part then, merged only by `tidy`: parts of 1 MB are merged five
    times over until a million documents are in.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            postgres.gather(cursor, much=much)
            return
        for name, usual, large in _GATHERING:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES (%s, %s)", (name, large if much else usual))


class _Waiting(threading.local):
    """The new documents of this thread's `together`; None outside."""

    ids: set[int] | None = None


_waiting = _Waiting()


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """New documents of the block, which is inside one transaction, go into the index at its end, from `search_doc`.

    FTS5 writes out what it has at each savepoint and before most other statements: one part a document, 0.2 ms each,
    and many parts to merge later. What a rollback inside the block took back stands in `search_doc` no more.
    """
    if _waiting.ids is not None:
        yield
        return
    _waiting.ids = set()
    try:
        yield
        standing = documents.whole(connection, sorted(_waiting.ids))
        _put(connection, [(doc_id, unpacked(terms), _scope(scope.split())) for doc_id, terms, scope in standing])
    finally:
        _waiting.ids = None


def _waits(doc_id: int) -> bool:
    """Whether the document will be put in at the end of the block, as `search_doc` has it then."""
    return _waiting.ids is not None and doc_id in _waiting.ids


def _put(connection: Connection, rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            postgres.add_many(cursor, rows)
        else:
            _insert(cursor, [(doc_id, " ".join(terms), " ".join(scope)) for doc_id, terms, scope in rows])


def _insert(cursor: Any, rows: Sequence[tuple[int, str, str]]) -> None:
    cursor.executemany(f"INSERT INTO {TABLE}(rowid, terms, scope) VALUES (%s, %s, %s)", rows)


def remove(connection: Connection, doc_id: int, old_terms: Sequence[str], old_scope: Sequence[str]) -> None:
    """Take a document out. `old_terms` and `old_scope` must be what it was added with, in their order."""
    if _waits(doc_id):
        return
    terms, scope = _checked(old_terms), _scope(old_scope)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            postgres.remove(cursor, doc_id)
        else:
            cursor.execute(_DELETE, (doc_id, " ".join(terms), " ".join(scope)))


def replace(connection: Connection, old: Document, terms: Sequence[str], scope: Sequence[str]) -> None:
    """Put a document in the place of `old`, which must be what the index holds."""
    if not _waits(old[0]):
        remove(connection, *old)
        _put(connection, [(old[0], _checked(terms), _scope(scope))])


def replace_scope(connection: Connection, doc_id: int, old_scope: Sequence[str], scope: Sequence[str]) -> None:
    """Change who may see a document; nothing is written where nothing changes. Its terms stay as they are.

    Scope terms are marked, so none is also a word of the text, and an index that keeps no documents can be told of the
    few that go and come: FTS5 asks for a whole document only because it cannot know what of it changes.
    """
    old, new = _scope(old_scope), _scope(scope)
    goes, comes = [name for name in old if name not in new], [name for name in new if name not in old]
    if not (goes or comes) or _waits(doc_id):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            postgres.replace_terms(cursor, doc_id, goes, comes)
            return
        cursor.execute(_DELETE, (doc_id, "", " ".join(goes)))
        _insert(cursor, [(doc_id, "", " ".join(comes))])


def newest(
    connection: Connection,
    query: Query,
    scope: Expression = EVERYTHING,
    *,
    before: int | None = None,
    after: int = 0,
    limit: int = 50,
    languages: Sequence[str] = LANGUAGES,
    typing: bool = False,
) -> list[int]:
    """Ids of documents inside `scope` that have the query's words and phrases, newest first.

    `before` and `after` bound the ids, exclusively; the last id of a page is the next page's `before`. The query's
    filters are not applied here: the caller turns them into scope, bounds or SQL. `typing`: the last word is
    unfinished.
    """
    bounds = (before if before is not None else _HIGHEST, after)
    if connection.vendor == "sqlite" and query.words and not query.phrases and size(scope) >= _WIDE:
        few = _newest(connection, expression(query, EVERYTHING, languages, typing=typing), *bounds, _FEW)
        if len(few) < _FEW:
            return _inside(connection, few, scope)[:limit]
    return _newest(connection, expression(query, scope, languages, typing=typing), *bounds, limit)


def count(
    connection: Connection,
    query: Query,
    scope: Expression = EVERYTHING,
    *,
    cap: int = 1000,
    languages: Sequence[str] = LANGUAGES,
) -> int:
    """How many documents `newest` could give, counted no further than `cap` + 1."""
    return len(newest(connection, query, scope, limit=cap + 1, languages=languages))


def tidy(connection: Connection, pages: int = 100, *, whole: bool = False) -> bool:
    """Merge about `pages` pages (4 KB each; 0.1 to 0.2 ms) of the index; True while more is left to do.

    Each part that the index consists of costs every query a look-up. Call it in short transactions while little
    happens; with `whole`, until it says False, after many documents were added at once: one part is left then.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT gin_clean_pending_list('search_fts_document'::regclass)")
            return False
        cursor.execute("SELECT total_changes()")
        before = cursor.fetchone()[0]
        cursor.execute(
            f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('merge', %s)", (-pages if whole else pages,)
        )
        cursor.execute("SELECT total_changes()")
        return bool(cursor.fetchone()[0] - before >= 2)


def among(
    connection: Connection,
    query: Query,
    ids: Sequence[int],
    scope: Expression = EVERYTHING,
    *,
    languages: Sequence[str] = LANGUAGES,
) -> set[int]:
    """Which of these few documents are inside `scope` and have the query's words and phrases."""
    match = expression(query, scope, languages)
    if not ids:
        return set()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return postgres.among(cursor, match, ids)
        marks = ", ".join(["%s"] * len(ids))
        cursor.execute(
            f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid IN ({marks})", (to_fts5(match), *ids)
        )
        return {row[0] for row in cursor.fetchall()}


def _newest(connection: Connection, match: Expression, before: int, after: int, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return postgres.newest(cursor, match, before, after, limit)
        cursor.execute(
            f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid < %s AND rowid > %s "
            "ORDER BY rowid DESC LIMIT %s",
            (to_fts5(match), before, after, limit),
        )
        return [row[0] for row in cursor.fetchall()]


def _inside(connection: Connection, ids: list[int], scope: Expression) -> list[int]:
    scopes = documents.scopes_of(connection, ids)
    return [doc_id for doc_id in ids if doc_id in scopes and holds(scope, scopes[doc_id])]


def _checked(terms: Sequence[str]) -> Sequence[str]:
    text = " ".join(terms)
    if len(_sound(text).split()) != len(terms):
        raise ValueError(_NO_TERMS)
    return terms


def _sound(packed_terms: str) -> str:
    for mark in _FORBIDDEN:
        if mark in packed_terms and any(term.startswith(mark) for term in packed_terms.split()):
            raise ValueError(_NO_TERMS)
    return packed_terms


def _scope(names: Sequence[str]) -> list[str]:
    return [EVERYTHING.text, *(scope_name(name) for name in names)]
