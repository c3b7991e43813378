"""Marks that mail programs leave in HTML, and text rules carried back to the HTML."""

import pytest

from accord.channels.email.parsing import html_quoting, parse
from accord.core import html

OUTLOOK = (
    '<div><p>New</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>{0}:</b> J &lt;j@example.com&gt;'
    "<br><b>{1}:</b> 5. maj<br><b>{2}:</b> x<br><b>{3}:</b> y</p></div></div><p>OLD</p></div>"
)
QUOTED = {
    "outlook": OUTLOOK.format("From", "Sent", "To", "Subject"),
    "outlook in an unknown language": OUTLOOK.format("Xxx", "Yyy", "Zzz", "Qqq"),
    "outlook on the web": '<div>New</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">Xx: y</div>OLD',
    "thunderbird": 'New<br><div class="moz-cite-prefix">Xyz zzz:</div><blockquote type="cite"><p>OLD</p></blockquote>',
    "gmail": '<div>New</div><div class="gmail_quote"><div class="gmail_attr">Xx J:<br></div>'
    '<blockquote class="gmail_quote">OLD</blockquote></div>',
    "yahoo": '<div>New</div><div class="ydp1yahoo_quoted"><div>OLD</div></div>',
    "proton": '<div>New</div><div class="protonmail_quote">On 5 May 2020, 10:22, J wrote:<br>'
    '<blockquote type="cite">OLD</blockquote></div>',
    "own marker": "<p>New</p><div><p>##- Please write above this line -##</p><p>OLD</p></div>",
    "unescaped address": "<p>New</p><div>On Sep 4, 2025, at 11:30 AM, J <j@example.com> wrote:</div>"
    '<blockquote type="cite">OLD</blockquote>',
    "border at the left": '<p>New</p><blockquote style="border-left:2px solid red">OLD</blockquote>',
}


@pytest.mark.parametrize("name", QUOTED)
def test_quotes_fold_in_text_and_html(name: str) -> None:
    visible, quoted, shown, folded = html_quoting.split(html.clean_marked(QUOTED[name]))
    assert visible == "New"
    assert "OLD" in quoted
    assert "New" in shown
    assert "OLD" not in shown
    assert "OLD" in folded


@pytest.mark.parametrize(
    "source",
    [
        '<p>Hi</p><div style="border-top:solid #ccc 1pt"><p>A table of prices</p></div><p>KEPT</p>',
        '<p>Hi</p><blockquote style="margin-left:40px"><p>KEPT</p></blockquote>',
        '<blockquote type="cite">Only a quote, KEPT</blockquote>',
        '<div class="yahoo_quoted"><p>A forward without words, KEPT</p></div>',
    ],
)
def test_words_of_the_person_stay(source: str) -> None:
    visible, quoted, shown, _ = html_quoting.split(html.clean_marked(source))
    assert "KEPT" in visible
    assert "KEPT" in shown
    assert quoted == ""


def test_answers_between_quotes_stay() -> None:
    source = (
        '<div class="gmail_quote"><div class="gmail_attr">On 5 May 2020 at 10:22, J wrote:<br></div>'
        '<blockquote class="gmail_quote">Q1</blockquote><div>one</div>'
        '<blockquote class="gmail_quote">Q2</blockquote><div>two</div></div>'
    )
    visible, quoted, shown, _ = html_quoting.split(html.clean_marked(source))
    assert visible == "> Q1\n\none\n\n> Q2\n\ntwo"
    assert quoted == "On 5 May 2020 at 10:22, J wrote:"
    assert "wrote" not in shown


def test_pictures_of_the_person_are_not_folded() -> None:
    source = (
        '<div>New</div><div><img src="cid:p1"></div><div>Sent from my iPhone</div>'
        '<blockquote type="cite">OLD</blockquote>'
    )
    assert "cid:p1" in html_quoting.split(html.clean_marked(source))[2]


def test_both_halves_are_cleaned_for_showing() -> None:
    raw = b"From: a@example.com\nContent-Type: text/html\n\n" + QUOTED["outlook"].encode()
    mail = parse(raw)
    assert mail.visible_html == "<div><p>New</p></div>"
    assert "class=" not in mail.quoted_html
    assert "OLD" in mail.quoted_html
    assert mail.body_html.count("OLD") == 1
