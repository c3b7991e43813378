"""Relevance: what makes one hit better than another. Older documents are added first, so newest-first would lose."""

from collections.abc import Iterator
from contextlib import contextmanager

from accord.core.fulltext import index
from accord.core.fulltext.expressions import any_of, scope_term
from accord.core.fulltext.index import Connection
from accord.core.fulltext.query import parse
from accord.core.fulltext.ranking import relevant
from accord.core.fulltext.terms import terms

FILLER = " ".join(f"filler{n}" for n in range(30))


@contextmanager
def written(db: Connection, *texts: str) -> Iterator[list[int]]:
    """English documents of person p88, their ids in the order of `texts`."""
    documents = [(100 + at, terms(text, "en"), ["p88"]) for at, text in enumerate(texts)]
    index.add_many(db, documents)
    with db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_doc VALUES (%s, %s, %s)",
            [(n, index.packed(words), "p88") for n, words, _ in documents],
        )
    try:
        yield [number for number, _, _ in documents]
    finally:
        for document in documents:
            index.remove(db, *document)
        with db.cursor() as cursor:
            cursor.execute("DELETE FROM search_doc WHERE message_id >= 100")


def ranked(db: Connection, text: str) -> list[int]:
    return relevant(db, parse(text), scope_term("p88"))


def test_the_exact_word_before_another_form(db: Connection) -> None:
    with written(db, "a payment here", "a payments here") as (exact, other):
        assert ranked(db, "payment") == [exact, other]


def test_often_before_once(db: Connection) -> None:
    with written(db, "parcel parcel and parcel", "parcel hat and coat") as (often, once):
        assert ranked(db, "parcel") == [often, once]


def test_short_before_long(db: Connection) -> None:
    with written(db, "my parcel", f"my parcel {FILLER}") as (short, long):
        assert ranked(db, "parcel") == [short, long]


def test_at_the_beginning_before_later(db: Connection) -> None:
    with written(db, f"parcel {FILLER}", f"{FILLER} parcel") as (first, last):
        assert ranked(db, "parcel") == [first, last]


def test_side_by_side_before_apart(db: Connection) -> None:
    with written(db, "a broken screen he has", "a screen he has broken") as (together, apart):
        assert ranked(db, "broken screen") == [together, apart]


def test_newer_first_among_equals(db: Connection) -> None:
    with written(db, "one parcel", "one parcel") as (older, newer):
        assert ranked(db, "parcel") == [newer, older]


def test_only_the_newest_hits_are_ranked(db: Connection) -> None:
    with written(db, "parcel parcel parcel", "the parcel", "a parcel") as (_, second, third):
        assert set(relevant(db, parse("parcel"), scope_term("p88"), window=2)) == {second, third}


def test_scope_holds_and_no_words_means_newest_first(db: Connection) -> None:
    assert relevant(db, parse("refund"), any_of("p1")) == [5]
    assert relevant(db, parse("")) == [6, 5, 4, 3, 2, 1]
