"""Whole mails: bodies out of many parts, files, and the promise that parsing never raises."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.channels.email.parsing import parse
from accord.channels.email.parsing.report import as_dict

HEAD = b"From: a@example.com\nSubject: x\nMIME-Version: 1.0\n"


def multipart(kind: bytes, *parts: bytes) -> bytes:
    return (
        b"Content-Type: multipart/" + kind + b"; boundary=q\n\n--q\n" + b"\n--q\n".join(parts) + b"\n--q--\n"
    )


TEXT = b"Content-Type: text/plain; charset=utf-8\n\n"
HTML = b"Content-Type: text/html; charset=utf-8\n\n"
PNG = b'Content-Type: image/png; name="p.png"\nContent-ID: <p1>\n\nPNG'


def test_blank_text_beside_full_html() -> None:
    mail = parse(HEAD + multipart(b"alternative", TEXT + b" \n", HTML + b"<p>Words</p>"))
    assert mail.body_text == "Words"
    assert mail.visible_text == "Words"


def test_text_on_both_sides_of_a_photo() -> None:
    mail = parse(HEAD + multipart(b"mixed", TEXT + b"before", PNG, TEXT + b"after"))
    assert mail.body_text == "before\nafter"
    assert mail.body_html == ""
    assert len(mail.attachments) == 1


def test_files_nested_in_an_alternative() -> None:
    inner = multipart(b"mixed", HTML + b"<p>one</p>", PNG, HTML + b"<p>two</p>").replace(b"q", b"r")
    mail = parse(HEAD + multipart(b"alternative", TEXT + b"one two", inner))
    assert mail.body_text == "one two"
    assert "one" in mail.body_html
    assert "two" in mail.body_html
    assert [file.name for file in mail.attachments] == ["p.png"]


def test_the_html_decides_what_is_inline() -> None:
    attached = PNG.replace(b"Content-ID", b"Content-Disposition: attachment\nContent-ID")
    other = PNG.replace(b"<p1>", b"<p2>")
    mail = parse(HEAD + multipart(b"related", HTML + b'<p>a<img src="cid:p1"></p>', attached, other))
    assert [(file.content_id, file.inline) for file in mail.attachments] == [("p1", True), ("p2", False)]
    assert 'data-cid="p1"' in mail.body_html


def test_pictures_by_content_location() -> None:
    located = b"Content-Type: image/png\nContent-Location: pic.png\n\nPNG"
    mail = parse(HEAD + multipart(b"related", HTML + b'<img src="pic.png">', located))
    assert mail.attachments[0].inline
    assert f'data-cid="{mail.attachments[0].content_id}"' in mail.body_html


def test_nameless_files_get_names_from_their_type() -> None:
    mail = parse(
        HEAD
        + multipart(
            b"mixed", TEXT + b"a", b"Content-Type: image/png\n\nx", b"Content-Type: text/calendar\n\nx"
        )
    )
    assert [file.name for file in mail.attachments] == ["image-1.png", "text-2.ics"]


def test_text_files_are_files() -> None:
    log = b'Content-Type: text/plain; name="a.log"\nContent-Disposition: attachment\n\nlog'
    mail = parse(HEAD + multipart(b"mixed", TEXT + b"see log", log))
    assert mail.body_text == "see log"
    assert mail.attachments[0].data == b"log"


def test_uuencoded_file_in_plain_text() -> None:
    body = b"See the file.\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\nBye.\n"
    mail = parse(HEAD + b"\n" + body)
    assert mail.body_text == "See the file.\nBye."
    assert [(file.name, file.data) for file in mail.attachments] == [("a.txt", b"hello")]


def test_sentences_that_begin_with_begin_stay() -> None:
    body = b"begin 644 words\nthis is no file at all\nend\n"
    assert "no file at all" in parse(HEAD + b"\n" + body).body_text


def test_winmail_dat_is_kept_as_a_file() -> None:
    mail = parse(
        HEAD + multipart(b"mixed", TEXT + b"a", b"Content-Type: application/ms-tnef; name=winmail.dat\n\nx")
    )
    assert [file.name for file in mail.attachments] == ["winmail.dat"]


def test_flowed_text_is_joined() -> None:
    raw = (
        HEAD
        + b"Content-Type: text/plain; format=flowed; delsp=yes\n\nWe should ha \nve it.\n> quo \n> ted\n-- \nme\n"
    )
    assert parse(raw).body_text == "We should have it.\n> quoted\n-- \nme"


def test_same_words_and_files_have_one_hash() -> None:
    one = parse(HEAD + multipart(b"mixed", TEXT + b"a b", PNG)).body_hash
    assert one == parse(b"Message-ID: <z@z>\n" + HEAD + multipart(b"mixed", TEXT + b"a  b\n", PNG)).body_hash
    assert one != parse(HEAD + multipart(b"mixed", TEXT + b"a c", PNG)).body_hash
    assert one != parse(HEAD + multipart(b"mixed", TEXT + b"a b", PNG + b"!")).body_hash


def test_addresses_a_mail_was_delivered_to() -> None:
    raw = (
        b"Delivered-To: A@Example.com\nX-Original-To: <b@example.com>\nEnvelope-To: a@example.com\n"
        + HEAD
        + b"\nx"
    )
    assert parse(raw).delivered_to == ["a@example.com", "b@example.com"]


@pytest.mark.parametrize("kind", ["application/pkcs7-signature", "application/pgp-signature"])
def test_thanks_that_are_signed_are_thanks(kind: str) -> None:
    signed = (
        b"From: Jane <jane@example.com>\nContent-Type: multipart/signed; boundary=b\n\n--b\n\nThank you!\n"
        + b"--b\nContent-Type: %s; name=seal\nContent-Disposition: attachment\n\nabc\n--b--\n" % kind.encode()
    )
    mail = parse(signed)
    assert not mail.brings_files and [each.name for each in mail.attachments] == ["seal"]
    assert as_dict("a.eml", mail)["is_courtesy"]
    assert parse(signed.replace(kind.encode(), b"image/png")).brings_files


def test_the_report_has_the_promised_keys() -> None:
    row = as_dict("a.eml", parse(HEAD + b"Message-ID: <m@x>\n\nThanks!\n"), language="en")
    assert list(row) == [
        "file",
        "ticket_subject",
        "from",
        "message_id",
        "in_reply_to",
        "references",
        "body_text",
        "body_html",
        "visible_reply",
        "attachments",
        "is_auto",
        "auto_kind",
        "is_courtesy",
        "language",
    ]
    assert (row["message_id"], row["is_courtesy"], row["language"]) == ("<m@x>", True, "en")


pieces = st.sampled_from(
    [
        b"From: a@example.com\n",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"--b\n",
        b"--b--\n",
        b"\n",
        b"\r",
        b"\xff\xfe",
        b"Content-Type: text/html; charset=",
        b"x-unknown\n",
        b"iso-2022-jp\n",
        b"utf-7\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"=?utf-8?b?",
        b"?=",
        b"<div class=gmail_quote>",
        b"<blockquote>",
        b"> a\n",
        b"begin 644 a\n",
        b"end\n",
        b"\x1b$B",
        b"Content-Type: message/delivery-status\n",
        b"Subject: ",
        b"\x00",
        b"Content-Disposition: attachment; filename*0*=",
        b"From: <",
        b"<a@b>",
        b"wrote:\n",
        base64.b64encode(b"words"),
    ]
)


@settings(max_examples=300)
@given(st.lists(pieces | st.binary(max_size=12), max_size=24).map(b"".join))
def test_any_bytes_give_a_mail(raw: bytes) -> None:
    mail = parse(raw)
    assert "failed" not in mail.marks
    assert mail.raw_size == len(raw)
    assert bool(mail.visible_text.strip()) == bool(mail.body_text.strip())
    for text in (
        mail.subject,
        mail.from_name,
        mail.body_text,
        mail.body_html,
        mail.visible_html,
        mail.quoted_text,
    ):
        text.encode("utf-8")
        assert "\x00" not in text


@pytest.mark.parametrize(
    "unit", [b"<", b"&", b"<div>", b"<b><i><p>", b"<blockquote>", b"&nbsp;", b"<img src=cid:x>"]
)
def test_long_hostile_html_ends(unit: bytes) -> None:
    mail = parse(HEAD + b"Content-Type: text/html\n\nwords" + unit * (300_000 // len(unit)))
    assert mail.visible_text.startswith("words")
