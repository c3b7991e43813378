"""The MIME walk: broken structure, bounds, and the same leaves as the standard library where that can read."""

import email
import email.policy

from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.parsing import parse, parts

MIXED = b"From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n"


def leaves(raw: bytes) -> list[tuple[str, bytes]]:
    tree = parts.walk(raw, [])
    return [(leaf.content_type, parts.payload(raw, leaf, [])) for leaf in tree.leaves]


def test_plain_mail_is_one_leaf() -> None:
    assert leaves(b"Subject: x\n\nhello\n") == [("text/plain", b"hello\n")]


def test_crlf_and_lf_give_the_same_parts() -> None:
    raw = MIXED + b"--b\n\none\n--b\nContent-Type: text/html\n\n<p>two\n--b--\n"
    assert leaves(raw) == [("text/plain", b"one"), ("text/html", b"<p>two")]
    assert leaves(raw.replace(b"\n", b"\r\n")) == leaves(raw)


def test_mail_of_bare_carriage_returns() -> None:
    mail = parse(b"From: a@example.com\rSubject: hi\r\rone\rtwo\r")
    assert (mail.subject, mail.body_text) == ("hi", "one\ntwo")


def test_boundary_that_never_closes_keeps_the_last_part() -> None:
    assert leaves(MIXED + b"--b\n\none\n--b\n\ntwo") == [("text/plain", b"one"), ("text/plain", b"two")]


def test_boundary_with_spaces_after_it() -> None:
    assert leaves(MIXED + b"--b  \n\none\n--b-- \t\nepilogue") == [("text/plain", b"one")]


def test_similar_boundaries_are_told_apart() -> None:
    raw = (
        MIXED
        + b"--b\nContent-Type: multipart/mixed; boundary=b-1\n\n--b-1\n\ninner\n--b-1--\n--b\n\nouter\n--b--\n"
    )
    assert leaves(raw) == [("text/plain", b"inner"), ("text/plain", b"outer")]


def test_missing_boundary_parameter_is_guessed() -> None:
    raw = b"Content-Type: multipart/mixed\n\n--xyz\nContent-Type: text/plain\n\nwords\n--xyz--\n"
    marks: list[str] = []
    tree = parts.walk(raw, marks)
    assert [parts.payload(raw, leaf, []) for leaf in tree.leaves] == [b"words"]
    assert "boundary-guessed" in marks


def test_multipart_without_parts_is_read_as_text() -> None:
    mail = parse(MIXED + b"just words\n")
    assert mail.body_text == "just words"
    assert "multipart-empty" in mail.marks


def test_parts_after_the_closing_boundary_are_not_lost() -> None:
    raw = MIXED + b"--b\n\none\n--b--\n--b\n\ntwo\n--b--\n"
    assert [text for _, text in leaves(raw)] == [b"one", b"two"]


def test_missing_blank_line_before_the_body() -> None:
    mail = parse(b"From: a@example.com\nSubject: x\nThese words begin at once.\nAnd go on.\n")
    assert mail.body_text == "These words begin at once.\nAnd go on."
    assert "header-end-missing" in mail.marks


def test_envelope_line_and_blank_lines_before_the_fields() -> None:
    assert parse(b"From x@y Mon Jan 1\nSubject: a\n\nb").subject == "a"
    assert parse(b"   \n\nSubject: a\n\nb").subject == "a"


def test_mail_may_be_a_file() -> None:
    mail = parse(
        b"From: a@example.com\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBE\n"
    )
    assert mail.body_text == ""
    assert [(file.name, file.data) for file in mail.attachments] == [("a.pdf", b"%PD")]


def test_base64_with_junk_and_without_padding() -> None:
    raw = b"Content-Type: application/x; name=a\nContent-Transfer-Encoding: base64\n\nJV!BE\nRg\n"
    mail = parse(raw)
    assert mail.attachments[0].data == b"%PDF"
    assert "base64-repaired" in mail.marks


def test_ten_thousand_attachments() -> None:
    body = b"".join(b"--b\nContent-Type: application/pdf; name=f%d.pdf\n\nx\n" % at for at in range(10_000))
    mail = parse(MIXED + body + b"--b--\n")
    assert len(mail.attachments) == 10_000
    assert mail.attachments[9_999].name == "f9999.pdf"


def test_more_parts_than_the_cap_are_marked() -> None:
    mail = parse(MIXED + b"--b\nContent-Type: application/pdf\n\nx\n" * (parts.MAX_PARTS + 100))
    assert {"parts-cut", "attachments-cut"} & set(mail.marks)
    assert len(mail.attachments) <= parts.MAX_PARTS


def nested(depth: int) -> bytes:
    open_parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(depth)
    )
    return b"From: a@example.com\n" + open_parts + b"\nat the bottom\n"


def test_a_thousand_nested_parts() -> None:
    assert parse(nested(1_000)).body_text.strip() == "at the bottom"


def test_nesting_beyond_the_cap_ends_in_a_marked_part() -> None:
    mail = parse(nested(3_000))
    assert "parts-cut" in mail.marks
    assert len(mail.attachments) == 1


def test_zip_of_zeros_is_just_a_file() -> None:
    mail = parse(
        MIXED + b"--b\nContent-Type: application/zip; name=a.zip\n\n" + b"\0" * 1_000_000 + b"\n--b--\n"
    )
    assert len(mail.attachments[0].data) == 1_000_000


words = st.text(alphabet="abc xyz\n", max_size=60).map(lambda text: text.encode())


@given(st.lists(words, min_size=1, max_size=5), st.sampled_from([b"\n", b"\r\n"]))
def test_same_leaves_as_the_standard_library(bodies: list[bytes], line_end: bytes) -> None:
    lines = [b"Content-Type: multipart/mixed; boundary=QQ", b""]
    for body in bodies:
        lines += [b"--QQ", b"Content-Type: text/plain", b"", *body.split(b"\n")]
    raw = line_end.join([*lines, b"--QQ--", b""])
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    theirs = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    assert [text for _, text in leaves(raw)] == theirs
