"""The query language: what people type, what it means, and that nothing they type can break it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accord.core.fulltext.query import Filter, Phrase, Problem, Query, Word, parse


def test_words_phrases_and_operators_in_one_line() -> None:
    query = parse(
        'refund "broken screen" -spam -"not me" status:new,open -tag:"very important",vip created>2026-11-01'
    )
    assert query.words == (Word("refund"), Word("spam", negated=True))
    assert query.phrases == (Phrase("broken screen"), Phrase("not me", negated=True))
    assert query.filters == (
        Filter("status", ":", ("new", "open")),
        Filter("tag", ":", ("very important", "vip"), negated=True),
        Filter("created", ">", ("2026-11-01",)),
    )
    assert query.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("updated<=7d", Filter("updated", "<=", ("7d",))),
        ("created:2026-11-01", Filter("created", ":", ("2026-11-01",))),
        ("created:>=today", Filter("created", ">=", ("today",))),
        ("Status:NEW", Filter("status", ":", ("NEW",))),
        ("from:ann@example.com", Filter("from", ":", ("ann@example.com",))),
        ("code:K7Q-2MF-88D", Filter("code", ":", ("K7Q-2MF-88D",))),
        ("department:«Second line»", Filter("department", ":", ("Second line",))),
        ('tag:"open end', Filter("tag", ":", ("open end",))),
    ],
)
def test_an_operator(text: str, expected: Filter) -> None:
    assert parse(text) == Query(filters=(expected,))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("colour:red", Problem("unknown_operator", "colour:")),
        ("created>soon", Problem("bad_date", "soon")),
        ("created>2026-13-45", Problem("bad_date", "2026-13-45")),
        ("status:", Problem("no_value", "status")),
        ("status>5", Problem("unknown_operator", "status>")),
    ],
)
def test_what_is_not_understood_becomes_a_word_with_a_hint(text: str, problem: Problem) -> None:
    query = parse(text)
    assert query.words == (Word(text),)
    assert query.problems == (problem,)


def test_an_address_of_a_page_is_no_unknown_operator() -> None:
    assert parse("https://example.com/a") == Query(words=(Word("https://example.com/a"),))


def test_a_star_asks_for_the_beginning_of_a_word() -> None:
    assert parse("refu*").words == (Word("refu", prefix=True),)


def test_a_quote_after_a_word_begins_a_phrase() -> None:
    assert parse('one"two three"four') == Query(
        words=(Word("one"), Word("four")), phrases=(Phrase("two three"),)
    )


@pytest.mark.parametrize("text", ["", "   ", "-", '""', "*", '-"" --'])
def test_nothing_is_nothing(text: str) -> None:
    assert parse(text).is_empty


def test_an_endless_query_is_cut_and_says_so() -> None:
    query = parse("word " * 5000)
    assert len(query.words) == 32
    assert query.problems == (Problem("too_long", ""),)


_PIECES = st.sampled_from(
    ['"', "-", ":", ",", "*", ">", "<=", " ", "status:", "tag:", "created>", "2026-11-01", "x", "é", "”"]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=25).map("".join)))
@example('status:"<"')
def test_any_text_parses_and_round_trips(text: str) -> None:
    query = parse(text)
    again = parse(str(query))
    assert (again.words, again.phrases, again.filters) == (query.words, query.phrases, query.filters)
