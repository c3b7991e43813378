"""What mails hide from everybody is not shown, and nothing that somebody sees is lost with it."""

import pytest

from accord.channels.email.parsing import parse
from accord.core import html

WORDS = "<p>Dear Hannah</p>"


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">PRE</div>',
        '<span style="display: none !important; mso-hide: all">PRE <b>more</b></span>',
        '<div style="font-size:0px;line-height:0">PRE</div>',
        "<div style='font-size: 0'>PRE</div>",
        '<div style="max-height:0;overflow:hidden"><div>PRE</div></div>',
        '<DIV STYLE="DISPLAY:NONE">PRE</DIV>',
        '<div style="color:#fff;visibility:hidden;opacity:0;height:0;width:0">PRE</div>',
        "<p hidden>PRE</p>",
        '<table><tr style="display:none"><td>PRE</td></tr></table>',
        '<div style="display:none"><div style="display:block;font-size:14px">PRE</div></div>',
    ],
)
def test_what_is_hidden_is_left_out(hidden: str) -> None:
    assert html.to_text(hidden + WORDS) == "Dear Hannah"
    assert "PRE" not in html.clean(hidden + WORDS)
    mail = parse(b"From: a@example.com\nContent-Type: text/html; charset=utf-8\n\n" + (hidden + WORDS).encode())
    assert mail.visible_text == mail.body_text == "Dear Hannah" and "PRE" not in mail.visible_html


@pytest.mark.parametrize(
    "shown",
    [
        '<div style="font-size:0"><p style="font-size:14px">Words</p></div>',
        '<a style="mso-hide:all">Words</a>',
        '<div style="font-size:05px">Words</div>',
        '<div style="font-size:0.8em">Words</div>',
        '<div style="max-height:0.5em">Words</div>',
        '<div style="line-max-height:0">Words</div>',
        '<div style="display:block">Words</div>',
        "<p>display: none is what the page says: Words</p>",
        '<div style="display:none">Words</div>',  # nothing else is there
    ],
)
def test_what_is_shown_stays(shown: str) -> None:
    assert "Words" in html.to_text(shown) and "Words" in html.clean(shown)


def test_pictures_in_what_has_no_size_stay() -> None:
    assert "data-cid" in html.clean('<div style="font-size:0"><img src="cid:p1"></div>' + WORDS)


def test_what_an_agent_writes_is_never_left_out() -> None:
    assert "Words" in html.clean_outgoing('<p style="display:none">Words</p><p>More</p>')
