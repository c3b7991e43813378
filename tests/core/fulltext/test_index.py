"""The index on both databases: who finds what, what is forgotten, and that no query widens its scope."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.core.fulltext import index
from accord.core.fulltext.expressions import AllOf, AnyOf, Without, any_of, scope_term
from accord.core.fulltext.index import Connection
from accord.core.fulltext.query import parse
from accord.core.fulltext.ranking import relevant
from accord.core.fulltext.terms import terms

CUSTOMER = Without(scope_term("p1"), scope_term("nint"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("refund", [5, 2]),
        ("REFUNDS", [5, 2]),
        ("orders", [5, 1]),
        ("leping", [3]),
        ("arved leping", [3]),
        ("посылка деньгам", [4]),
        ("customer", [5]),
        ("gerat", [6]),
        ("refund -broken", [2]),
        ("-broken", [4, 3, 2, 1]),
        ('"broken screen"', [6]),
        ('"screen broken"', []),
        ('refund -"sent from"', [5]),
        ("inv-2024", [2]),
        ("inv2024", [2]),
        ("ANN.SMITH@example.com", [2]),
        ("smith example.com", [2]),
        ("1.234,50", [5]),
        ("1234.50", [5]),
        ("東京", [6]),
        ("京都から", [6]),
        ("都", [6]),
        ("京", [6]),
        ("ら", [6]),
        ("scre*", [6]),
        ("nothing", []),
        ("???", [6, 5, 4, 3, 2, 1]),
    ],
)
def test_what_a_query_finds(db: Connection, text: str, found: list[int]) -> None:
    assert index.newest(db, parse(text)) == found


def test_a_word_that_is_being_typed_finds_what_begins_so(db: Connection) -> None:
    assert index.newest(db, parse("the scre")) == []
    assert index.newest(db, parse("the scre"), typing=True) == [6]


def test_scope_bounds_what_is_found(db: Connection) -> None:
    assert index.newest(db, parse("order"), any_of("d1")) == [5, 1]
    assert index.newest(db, parse("order"), CUSTOMER) == [1]
    assert index.newest(db, parse("refund"), any_of("d2", "d3")) == []
    assert index.newest(db, parse("refund"), any_of()) == []
    assert index.newest(db, parse(""), AllOf((any_of("d1", "p1"), scope_term("sopen")))) == [5, 4, 1]
    assert index.newest(db, parse("-order"), CUSTOMER) == [4]


def test_pages_follow_each_other_and_dates_bound_them(db: Connection) -> None:
    everything = parse("")
    assert index.newest(db, everything, limit=2) == [6, 5]
    assert index.newest(db, everything, limit=2, before=5) == [4, 3]
    assert index.newest(db, everything, before=5, after=2) == [4, 3]
    assert index.count(db, everything) == 6
    assert index.count(db, everything, cap=3) == 4


def test_a_changed_scope_and_a_removed_document(db: Connection) -> None:
    words = terms("Zebra crossing", "en")
    index.add(db, 7, words, ["d1", "sopen"])
    index.replace_scope(db, 7, ["d1", "sopen"], ["d2", "sopen"])
    assert index.newest(db, parse("zebra"), any_of("d1")) == []
    assert index.newest(db, parse("zebra"), any_of("d2")) == [7]
    index.replace(db, (7, words, ["d2", "sopen"]), terms("Lion", "en"), ["d2"])
    assert index.newest(db, parse("zebra")) == []
    assert index.newest(db, parse("lions"), any_of("d2")) == [7]
    index.remove(db, 7, terms("Lion", "en"), ["d2"])
    assert index.newest(db, parse("lion")) == []
    assert 7 not in index.newest(db, parse(""))


_SCOPES = st.lists(st.sampled_from(["d1", "d2", "p1", "p2", "a7", "sopen", "sdone", "note"]), unique=True, max_size=5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_SCOPES, st.booleans()), min_size=1, max_size=8))
def test_a_scope_that_changes_again_and_again_is_the_last_one_and_leaves_the_words(
    db: Connection, steps: list[tuple[list[str], bool]]
) -> None:
    """Words that look like scope terms stay words; merging and transactions change nothing; deletion leaves nothing."""
    words = terms("d1 a7 sopen zebra crossing", "en")
    index.add(db, 7, words, ["d1"])
    now = ["d1"]
    for scope, merges in steps:
        index.replace_scope(db, 7, now, scope)
        now = scope
        while merges and index.tidy(db, whole=True):
            pass
        for name in ("d1", "d2", "p1", "a7", "sopen", "note"):
            hits = index.newest(db, parse("zebra"), any_of(name))
            assert hits == ([7] if name in now else []), name
        assert index.newest(db, parse('"zebra crossing"')) == [7]
        assert index.newest(db, parse("a7 sopen")) == [7]
    if db.vendor == "sqlite":
        with db.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('integrity-check')")
    index.remove(db, 7, words, now)
    assert index.newest(db, parse("zebra")) == []
    assert 7 not in index.newest(db, parse(""))


@pytest.mark.parametrize("name", ["", "D1", "d 1", 'd1" OR "d2', "!d1", "d1)", "1"])
def test_a_scope_term_is_plain_or_refused(name: str) -> None:
    with pytest.raises(ValueError, match="scope term"):
        scope_term(name)


@pytest.mark.parametrize("term", ["!d1", "two words", "#12:0", ""])
def test_terms_that_are_none_are_refused(db: Connection, term: str) -> None:
    with pytest.raises(ValueError, match="terms"):
        index.add(db, 99, [term], ["d1"])


def test_packed_documents_are_added_as_others_are(db: Connection) -> None:
    index.gather(db, much=True)
    index.add_packed(db, [(7, index.packed(terms("Zebra crossing", "en")), "d1 sopen"), (8, "zebra", "d2")])
    index.gather(db, much=False)
    while index.tidy(db, whole=True):
        pass
    assert index.newest(db, parse("zebra")) == [8, 7]
    assert index.newest(db, parse('"zebra crossing"'), any_of("d1")) == [7]
    index.remove(db, 7, terms("Zebra crossing", "en"), ["d1", "sopen"])
    assert index.newest(db, parse("zebra")) == [8]
    for refused in ((9, "zebra !d1", "d1"), (9, "zebra #12:0", "d1"), (9, "zebra", "!d1")):
        with pytest.raises(ValueError, match="term"):
            index.add_packed(db, [refused])
    index.remove(db, 8, ["zebra"], ["d2"])


_HOSTILE = st.sampled_from(
    [
        '"',
        "'",
        "!",
        "!d2",
        "d2",
        " OR ",
        " AND ",
        " NOT ",
        "NEAR(",
        ")",
        "(",
        "*",
        ":",
        "^",
        "scope:",
        "terms:",
        "-",
    ]
    + [
        "|",
        "&",
        "<->",
        ":*",
        "\\",
        "\x00",
        "!all",
        "~",
        "#12:0",
        "+",
        "{",
        "}",
        "%s",
        "?",
        "\ud800",
        "a@b.c",
        "東",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(st.one_of(st.text(), st.lists(_HOSTILE, max_size=12).map("".join)))
def test_no_query_fails_or_leaves_its_scope(db: Connection, text: str) -> None:
    for typing in (False, True):
        found = index.newest(db, parse(text), AnyOf((CUSTOMER, scope_term("d3"))), typing=typing)
        assert set(found) <= {1, 4, 6}
    assert set(relevant(db, parse(text), any_of("d2"))) <= {3, 4}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(
    st.one_of(st.text(), st.lists(_HOSTILE, max_size=12).map("".join)),
    st.sampled_from(["en", "et", "ru", ""]),
)
def test_any_text_can_be_indexed_found_and_forgotten(db: Connection, text: str, language: str) -> None:
    words = terms(text, language)
    index.add(db, 1000, words, ["p77"])
    try:
        assert index.newest(db, parse(""), scope_term("p77")) == [1000]
        for word in words[:5]:
            if word.isalnum():
                assert index.newest(db, parse(f'"{word}"'), scope_term("p77")) == [1000]
    finally:
        index.remove(db, 1000, words, ["p77"])
    assert index.newest(db, parse(""), scope_term("p77")) == []


def test_a_rare_word_in_a_wide_scope_is_found_as_the_index_would_find_it(db: Connection) -> None:
    wide = Without(any_of("d1", "d3", "d4", "d5", "p1", "p9"), scope_term("nint"))
    for text in ("order", "refund", "broken", "refund -order", "посылка"):
        narrow = [n for name in ("d1", "d3", "p1") for n in index.newest(db, parse(text), scope_term(name))]
        notes = index.newest(db, parse(text), scope_term("nint"))
        assert index.newest(db, parse(text), wide) == sorted(set(narrow) - set(notes), reverse=True)


def test_tidying_ends_and_changes_no_answer(db: Connection) -> None:
    before = index.newest(db, parse("order"))
    for number in range(300, 340):
        index.add(db, number, ["order"], ["p66"])
    steps = 0
    while index.tidy(db, pages=64, whole=True) and steps < 100:
        steps += 1
    assert steps < 100
    assert len(index.newest(db, parse("order"), scope_term("p66"))) == 40
    for number in range(300, 340):
        index.remove(db, number, ["order"], ["p66"])
    assert index.newest(db, parse("order")) == before
