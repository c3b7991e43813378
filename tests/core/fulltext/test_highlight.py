"""Snippets: the right part of a text, its matches told apart, nothing lost or made up."""

from hypothesis import given
from hypothesis import strategies as st

from accord.core.fulltext.highlight import snippet
from accord.core.fulltext.query import parse


def matched(text: str, query: str, language: str = "") -> list[str]:
    return [piece for piece, hit in snippet(text, parse(query), language) if hit]


def test_words_are_matched_in_any_form_and_case() -> None:
    assert matched("Two Orders and an order.", "order", "en") == ["Orders", "order"]
    assert matched("Palun saatke lepingut", "leping", "et") == ["lepingut"]
    assert matched("Ваши посылки", "посылок", "ru") == ["посылки"]
    assert matched("Write to ann@example.com now", "ann@example.com") == ["ann@example.com"]
    assert matched("code K7Q-2MF-88D", "k7q2mf88d") == ["K7Q-2MF-88D"]


def test_negated_words_and_operators_are_not_matched() -> None:
    assert matched("order late new", "order -late status:new", "en") == ["order"]


def test_a_beginning_is_matched() -> None:
    assert matched("deliveries", "deliv*") == ["deliveries"]


def test_a_part_of_a_run_without_spaces_is_matched() -> None:
    assert matched("私は東京都に住む", "東京都") == ["東京都"]
    assert matched("私は東京都に住む", "都") == ["都"]


def test_the_part_with_most_different_words_is_shown() -> None:
    text = "order " * 60 + "filler " * 60 + "order a refund soon " + "filler " * 60
    pieces = snippet(text, parse("order refund"), "en", length=100)
    assert ("refund", True) in pieces
    assert pieces[0] == ("…", False)
    assert pieces[-1] == ("…", False)


def test_without_matches_the_beginning_is_shown() -> None:
    assert snippet("Hello   there\n friend", parse("zebra")) == [("Hello there friend", False)]


@given(st.text(), st.text(max_size=30), st.integers(10, 200))
def test_pieces_are_parts_of_the_text_in_order(text: str, query: str, length: int) -> None:
    plain = " ".join(text.split())
    shown = "".join(piece for piece, _ in snippet(text, parse(query), "en", length=length))
    assert shown == plain or shown.removeprefix("…").removesuffix("…") in plain
    assert len(shown) <= max(length, 0) + 2
