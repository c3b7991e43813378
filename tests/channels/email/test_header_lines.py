"""Headers of outgoing mail: read back they say the same, and nothing can be smuggled into them."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email import header_lines
from accord.channels.email.parsing.addresses import parse

NASTY = st.text(max_size=300) | st.sampled_from(
    [
        "a\r\nBcc: x@example.org",
        "=?utf-8?Q?evil?=",
        "ü" * 200,
        "a" * 300,
        "\x00\x1b[31m",
        '"',
        "\\",
        "\ud800",
        "a,b;c",
    ]
)


def lines_of(raw: bytes) -> list[str]:
    assert raw.endswith(b"\r\n")
    return raw.decode("ascii").removesuffix("\r\n").split("\r\n")


@given(NASTY)
def test_a_subject_is_one_header_and_reads_the_same(value: str) -> None:
    raw = header_lines.text("Subject", value)
    first, *rest = lines_of(raw)
    assert first.startswith("Subject:")
    assert all(line.startswith(" ") for line in rest)
    assert all(len(line) <= 78 for line in [first, *rest])
    read = message_from_bytes(raw + b"\r\n", policy=policy.compat32)["Subject"] or ""
    unfolded = re.sub(r"\r?\n(?=[ \t])", "", read)
    assert str(make_header(decode_header(unfolded))).split() == header_lines.one_line(value).split()


@given(
    st.lists(
        st.tuples(NASTY, st.sampled_from(["a@example.com", "b.c+d@example.org"])), min_size=1, max_size=5
    )
)
def test_names_never_change_the_addresses(people: list[tuple[str, str]]) -> None:
    raw = header_lines.addresses("To", people)
    first, *rest = lines_of(raw)
    assert all(line.startswith(" ") for line in rest)
    value = "".join([first.removeprefix("To:"), *rest])
    assert [found.address for found in parse(value)] == [where for _name, where in people]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Whitfield, Hannah", "Whitfield, Hannah"),
        ('Hannah "Han" Whitfield', 'Hannah "Han" Whitfield'),
        ("Елица Димитрова", "Елица Димитрова"),
        ("alice@example.org", "alice@example.org"),
        ("a\r\nBcc: x@example.org", "a Bcc: x@example.org"),
        ("\u202egnp.exe", "gnp.exe"),
        ("Name " * 40, ("Name " * 24).strip()),
    ],
)
def test_names_are_shown_as_they_are(name: str, shown: str) -> None:
    raw = header_lines.addresses("To", [(name, "hannah@example.com")])
    (found,) = parse("".join(lines_of(raw)).removeprefix("To:"))
    assert (found.name, found.address) == (shown, "hannah@example.com")


def test_a_domain_goes_in_ascii() -> None:
    assert header_lines.address("elitsa@пример.бг") == "elitsa@xn--e1afmkfd.xn--90ae"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a b@example.com",
        "a@b@example.com",
        "a@example.com\r\nBcc: x@y.z",
        "<a@example.com>",
        "@",
        "a@..é",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(header_lines.BadAddress):
        header_lines.address(address)
