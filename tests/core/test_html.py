"""HTML made harmless, and the roads between HTML and text."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.core import html

ALLOWED = html._TAGS
ACTIVE_SCHEME = re.compile(r"(?i)^\s*(?:javascript|vbscript|data|file|blob):")


class Inspector(HTMLParser):
    """Raises if a document holds anything that acts or loads."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            value = value or ""
            assert not name.startswith("on"), name
            assert name not in (
                "srcset",
                "background",
                "action",
                "formaction",
                "class",
                "id",
                "name",
                "srcdoc",
            ), name
            assert not ACTIVE_SCHEME.match(value) or name in ("title", "alt"), (name, value)
            if name == "src":
                assert value.startswith("/files/"), value
            if name == "style":
                assert not re.search(r"(?i)url\(|expression|position|@import|display|behavior", value), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment: {data}")


def inspect(document: str) -> None:
    parser = Inspector()
    parser.feed(document)
    parser.close()


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='  JaVaScRiPt:alert(1)'>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mi xlink:href='javascript:x'>x</mi></math>",
    "<iframe src=//evil></iframe>",
    "<form action=//evil><input></form>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//evil>",
    "<base href=//evil>",
    "<style>p{}</style>",
    "<p style='background:url(//evil)'>x",
    "<p style='position:fixed;top:0'>x",
    "<p style='color:expression(alert(1))'>x",
    "<p style='border:1px solid url(//evil)'>x",
    "<p style='background-color:\\75rl(//evil)'>x",
    "<object data=//evil>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<img srcset='//evil 1x'>",
    "<table background=//evil><tr><td>x",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>1</script></template>",
    "<a href='data:text/html,<script>1</script>'>x</a>",
    "<textarea><img src=x onerror=1></textarea>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=1>-->",
    "<a href='cid:x'>y</a>",
    "<a href='/admin/delete'>x</a>",
    "<img src='//evil/x.png'>",
    "<button formaction=javascript:1>x",
    "<video src=//evil>",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_active_is_left(source: str) -> None:
    inspect(html.clean(source))
    inspect(html.clean(f"<table><tr><td>{source}</p>{source}"))


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from([*HOSTILE, "<b>", "</p>", "<table>", "\x00", "<", '"', "&lt;", "'>"]), max_size=8
    ).map("".join)
)
def test_mixed_hostile_pieces(source: str) -> None:
    inspect(html.clean(source, {"x": "/files/1"}))


@given(st.text(max_size=200))
def test_any_text(source: str) -> None:
    inspect(html.clean(source))
    inspect(html.from_text(source))
    html.to_text(source)


def test_remote_images_are_held_back() -> None:
    cleaned = html.clean('<img src="https://example.com/a.png?x=1&amp;y=2" width=1>')
    assert cleaned == '<img data-remote-src="https://example.com/a.png?x=1&amp;y=2" width="1" alt="">'


def test_cid_images_are_rewritten_or_kept() -> None:
    source = '<img src="cid:a@b" alt="A"><img src="cid:c">'
    assert html.clean(source, {"a@b": "/files/1"}) == '<img src="/files/1" alt="A"><img data-cid="c" alt="">'


def test_links_open_apart_and_tell_nothing() -> None:
    assert html.clean('<a href="https://example.com/">x</a>') == (
        '<a href="https://example.com/" target="_blank" rel="noopener noreferrer nofollow">x</a>'
    )


def test_style_is_reduced() -> None:
    source = (
        '<p style="color:red; margin:0; font-weight:bold; position:absolute; border-top:1px solid #000">x</p>'
    )
    assert html.clean(source) == '<p style="color:red;font-weight:bold;border-top:1px solid #000">x</p>'
    assert html.clean('<p style="margin:0">x</p>') == "<p>x</p>"
    assert html.clean('<p style="color:red;background-color:url(x)">x</p>') == '<p style="color:red">x</p>'


def test_outgoing_keeps_pictures_of_the_agent() -> None:
    assert 'src="cid:logo"' in html.clean_outgoing('<img src="cid:logo"><script>1</script>')
    assert "script" not in html.clean_outgoing("<script>1</script>")


@pytest.mark.parametrize("unit", ["<div>", "&", "<b><p>", "&nbsp;", "<", "x<!---->", "<table><tr><td>"])
def test_too_much_becomes_plain_words(unit: str) -> None:
    cleaned = html.clean("words" + unit * (1_000_000 // len(unit)))
    inspect(cleaned)
    assert "words" in cleaned


def test_size_is_capped() -> None:
    assert len(html.clean("x" * (html.MAX_CHARS + 10))) == html.MAX_CHARS


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
        ('<a href="https://example.com/x">here</a>', "here <https://example.com/x>"),
        ('<a href="https://example.com/">https://example.com</a>', "https://example.com"),
        ('<a href="mailto:a@example.com">a@example.com</a>', "a@example.com"),
        ("<blockquote>q<br>r</blockquote>a", "> q\n> r\n\na"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("a &lt;b&gt; &amp;amp; c&nbsp;d", "a <b> &amp; c d"),
        ("<style>x</style><script>y</script>z", "z"),
        ("", ""),
    ],
)
def test_to_text(source: str, text: str) -> None:
    assert html.to_text(source) == text


def test_from_text() -> None:
    assert html.from_text("a <b>\nc\n\nsee https://example.com/x?y=1&z, ok") == (
        "<p>a &lt;b&gt;<br>\nc</p>\n"
        '<p>see <a href="https://example.com/x?y=1&amp;z" target="_blank" rel="noopener noreferrer nofollow">'
        "https://example.com/x?y=1&amp;z</a>, ok</p>"
    )
