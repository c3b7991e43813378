"""Codes of tickets as links."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from accord.core import ids
from accord.web.codes import linked

CODE = ids.code_from(7)


@pytest.mark.parametrize(
    ("html", "links"),
    [
        (f"<p>See {CODE} and {CODE.lower()}.</p>", 2),
        (f'<p><a href="https://example.com/{CODE}">{CODE}</a> {CODE}</p>', 1),
        (f'<img alt="5 > {CODE}" data-cid="x">', 0),
        (f"<b title='{CODE}'>x</b>", 0),
        ("<p>AAA-AAA-AAB</p>", 0),
        (f"<article>{CODE}</article>", 1),
    ],
)
def test_a_code_leads_to_its_ticket(html: str, links: int) -> None:
    made = linked(Markup(html))
    assert made.count(f'<a href="/tickets/{CODE}/">') == links
    assert made.replace(f'<a href="/tickets/{CODE}/">', "").replace("</a>", "") == html.replace(
        "</a>", ""
    )  # nothing else became another


class Words(HTMLParser):
    """The words and the attributes that a browser finds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.names = "", set[str]()
        self.feed(str(html))
        self.close()

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _value in attrs}


@given(
    st.lists(st.sampled_from([CODE, "<", ">", '"', "'", "&", " onclick=x ", "a", "</a>", "\n"]), max_size=12)
)
def test_what_people_write_stays_what_they_wrote(parts: list[str]) -> None:
    """Hostile words, clean as our cleaner leaves them: in the text and in an attribute."""
    text = "".join(parts)
    html = Markup('<p title="{}">{}</p>').format(text, text)
    made = Words(linked(html))
    assert made.words == Words(str(html)).words
    assert made.names <= {"title", "href"}
    assert linked(escape(text)).count("<a ") <= text.count(CODE)
