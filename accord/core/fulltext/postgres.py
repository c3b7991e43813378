"""The full-text index on PostgreSQL.

A GIN index gives its hits in no order, so the newest 50 of a million would mean sorting a million. Each document
therefore carries the blocks of ids it lies in as terms, and a query asks the newest blocks first, then larger ones.
"""

from collections.abc import Sequence
from typing import Any

from accord.core.fulltext.expressions import AllOf, AnyOf, Expression, Term, simplified, to_tsquery

# A short pending list keeps reading fast and the insert that empties it short.
CREATE = (
    "CREATE TABLE search_fts (id bigint PRIMARY KEY, document tsvector NOT NULL)",
    "ALTER TABLE search_fts ALTER COLUMN document SET STATISTICS 200",
    "CREATE INDEX search_fts_document ON search_fts USING gin (document) WITH (gin_pending_list_limit = 512)",
)
# Blocks of 512, 4,096, 32,768 and 262,144 ids.
_BLOCKS = (9, 12, 15, 18)
# Of PostgreSQL: higher positions and more of them are dropped.
_LAST_POSITION, _MOST_POSITIONS = 16_383, 255

Row = tuple[int, Sequence[str], Sequence[str]]


def add_many(cursor: Any, rows: Sequence[Row]) -> None:
    """Insert documents: (id, terms, marked scope terms) each."""
    cursor.executemany(
        "INSERT INTO search_fts (id, document) VALUES (%s, %s::tsvector)",
        [(doc_id, tsvector(doc_id, terms, scope)) for doc_id, terms, scope in rows],
    )


def copy(cursor: Any, rows: Sequence[Row]) -> None:
    """As add_many, by COPY: for bulk data."""
    with cursor.copy("COPY search_fts (id, document) FROM STDIN") as written:
        for doc_id, terms, scope in rows:
            written.write_row((doc_id, tsvector(doc_id, terms, scope)))


def gather(cursor: Any, *, much: bool) -> None:
    """Let what is added wait until 64 MB are sorted into the index together; or, not `much`, as it is usual."""
    cursor.execute(f"ALTER INDEX search_fts_document SET (gin_pending_list_limit = {65_536 if much else 512})")
    cursor.execute("SET work_mem = '256MB'" if much else "RESET work_mem")


def remove(cursor: Any, doc_id: int) -> None:
    """Delete a document."""
    cursor.execute("DELETE FROM search_fts WHERE id = %s", (doc_id,))


def replace_terms(cursor: Any, doc_id: int, goes: Sequence[str], comes: Sequence[str]) -> None:
    """Take terms without positions out of a document, and put others in."""
    cursor.execute(
        "UPDATE search_fts SET document = ts_delete(document, %s::text[]) || %s::tsvector WHERE id = %s",
        (list(goes), " ".join(_quoted(term) for term in comes), doc_id),
    )


def tsvector(doc_id: int, terms: Sequence[str], scope: Sequence[str]) -> str:
    """A document as the text of a tsvector: exact terms with positions, for phrases; all else without."""
    positions: dict[str, list[str]] = {}
    for position, term in enumerate(terms, start=1):
        places = positions.setdefault(term, [])
        if not term.startswith("~") and position <= _LAST_POSITION and len(places) < _MOST_POSITIONS:
            places.append(str(position))
    parts = [
        f"{_quoted(term)}:{','.join(places)}" if places else _quoted(term)
        for term, places in positions.items()
    ]
    parts += [_quoted(term) for term in (*scope, *(_block(doc_id, shift) for shift in _BLOCKS))]
    return " ".join(parts)


def newest(cursor: Any, match: Expression, before: int, after: int, limit: int) -> list[int]:
    """Ids between `after` and `before` that match, newest first."""
    cursor.execute("SELECT max(id) FROM search_fts")
    highest = cursor.fetchone()[0]
    if highest is None:
        return []
    before = min(before, highest + 1)
    for shift in _BLOCKS:
        start = (((before - 1) >> shift) - 1) << shift
        if start <= after:
            break
        if 2 << shift < limit * 2:
            continue  # too small to hold so many hits
        blocks = AnyOf((Term(_block(before - 1, shift)), Term(_block(start, shift))))
        found = _ids(cursor, simplified(AllOf((match, blocks))), before, after, limit)
        if len(found) == limit:
            return found
    return _ids(cursor, match, before, after, limit)


def among(cursor: Any, match: Expression, ids: Sequence[int]) -> set[int]:
    """Which of these documents match."""
    cursor.execute(
        "WITH few AS MATERIALIZED (SELECT id, document FROM search_fts WHERE id = ANY(%s)) "
        "SELECT id FROM few WHERE document @@ %s::tsquery",
        (list(ids), to_tsquery(match)),
    )
    return {row[0] for row in cursor.fetchall()}


def _ids(cursor: Any, match: Expression, before: int, after: int, limit: int) -> list[int]:
    # Materialized, or the planner walks the primary key backwards and tests each document.
    cursor.execute(
        "WITH hits AS MATERIALIZED (SELECT id FROM search_fts WHERE document @@ %s::tsquery) "
        "SELECT id FROM hits WHERE id < %s AND id > %s ORDER BY id DESC LIMIT %s",
        (to_tsquery(match), before, after, limit),
    )
    return [row[0] for row in cursor.fetchall()]


def _block(doc_id: int, shift: int) -> str:
    return f"#{shift}:{doc_id >> shift}"


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
