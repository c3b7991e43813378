"""Reading Authentication-Results: the examples of RFC 8601's grammar, and anything else without falling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.screening.results import Result, parse

WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)
VALUE = st.text("abcdefghijklmnopqrstuvwxyz0123456789-.@+", min_size=1, max_size=20)
SPACE = st.sampled_from([" ", "  ", "\r\n\t", " (a note (inside) with ; and = \\) in it) "])
PART = st.tuples(WORD, WORD, st.dictionaries(st.tuples(WORD, WORD), VALUE, max_size=3))


@pytest.mark.parametrize(
    ("value", "server", "found"),
    [
        ("mx.example.org; none", "mx.example.org", ()),
        (
            "mx.example.org 1; spf=pass smtp.mailfrom=example.com",
            "mx.example.org",
            (Result("spf", "pass", {"smtp.mailfrom": "example.com"}),),
        ),
        (
            'mx.example.org; dkim = fail reason="bad signature; a=b" header.i=@example.com',
            "mx.example.org",
            (Result("dkim", "fail", {"reason": "bad signature; a=b", "header.i": "@example.com"}),),
        ),
        (
            "MX.example.org.; DKIM/1=Pass (2048-bit) header.b=ab/cd= header.d=EXAMPLE.com",
            "mx.example.org",
            (Result("dkim", "pass", {"header.b": "ab/cd=", "header.d": "example.com"}),),
        ),
        ("a; spf=pass; ; =x; nonsense; dmarc=none", "a", (Result("spf", "pass"), Result("dmarc", "none"))),
    ],
)
def test_known_forms(value: str, server: str, found: tuple[Result, ...]) -> None:
    results = parse(value)
    assert results is not None and (results.server, results.found) == (server, found)


@pytest.mark.parametrize(
    "value", ["", ";", "spf=pass smtp.mailfrom=x", "(only a note)", "=; spf=pass", "   "]
)
def test_without_a_server_there_is_nothing_to_believe(value: str) -> None:
    assert parse(value) is None


@given(st.text(max_size=300))
def test_anything_at_all_is_read_or_refused(value: str) -> None:
    results = parse(value)
    assert results is None or all(each.method and each.result for each in results.found)


@given(VALUE.filter(lambda text: text[0].isalnum()), st.lists(PART, max_size=4), st.data())
def test_what_is_written_by_the_grammar_is_read_back(server: str, parts: list, data: st.DataObject) -> None:
    def gap() -> str:
        return data.draw(SPACE)

    text = server
    for method, result, properties in parts:
        text += f";{gap()}{method}{gap()}={gap()}{result}"
        for (kind, name), value in properties.items():
            text += f"{gap()}{kind}.{name}{gap()}={gap()}{value}"
    results = parse(text)
    wanted = tuple(
        Result(method, result, {f"{kind}.{name}": value for (kind, name), value in properties.items()})
        for method, result, properties in parts
    )
    assert results is not None and (results.server, results.found) == (server.lower().rstrip("."), wanted)


def test_a_very_long_header_is_cut_and_read_in_time() -> None:
    results = parse("mx.example.org; " + "spf=pass " * 100_000)
    assert results is not None and len(results.found) == 1
    assert parse("(" * 1_000_000) is None
