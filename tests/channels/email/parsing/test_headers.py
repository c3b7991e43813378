"""Header values: encoded words, ids, dates, parameters, addresses."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.parsing import addresses, headers, params, parse
from accord.channels.email.parsing.mail import Address


def test_bytes_of_neighbouring_words_are_joined_before_decoding() -> None:
    # One GB2312 character split over two words.
    assert headers.decode_words("=?gb2312?B?uk==?= =?gb2312?B?vg==?=") == headers.decode_words(
        "=?gb2312?B?ur4=?="
    )
    assert headers.decode_words("=?utf-8?q?=D0?=\n =?utf-8?q?=B0?=") == "а"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?Hello_w=C3=B6rld?= and more", "Hello wörld and more"),
        ("=?utf-8?Q?with space inside?=", "with space inside"),
        ("=?utf-8?B?0L/RgNC40LLQtdGC?=", "привет"),
        ("=?utf-8?B?0L/RgNC40LLQtdGC=?=", "привет"),
        ("=?utf-8*en?q?x?=", "x"),
        ("=?unknown-cs?q?abc?=", "abc"),
        ("no =? words ?= here", "no =? words ?= here"),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
    ],
)
def test_encoded_words(raw: str, text: str) -> None:
    assert headers.decode_words(raw) == text


def test_raw_8bit_subject_in_the_charset_of_the_body() -> None:
    raw = (
        b"Subject: "
        + "Проблема с заказом".encode("koi8-r")
        + b"\nContent-Type: text/plain; charset=koi8-r\n\nx"
    )
    assert parse(raw).subject == "Проблема с заказом"


def test_wrapped_parameter_without_indent() -> None:
    raw = (
        b'From: a@example.com\nContent-Type: application/zip;\nname="a.zip"\n'
        b"Content-Transfer-Encoding: base64\n\nAAAA\n"
    )
    mail = parse(raw)
    assert mail.attachments[0].name == "a.zip"
    assert "header-wrap-repaired" in mail.marks


def test_ids_without_brackets_and_in_order() -> None:
    assert headers.message_ids("<a@x> <b@x>\n <a@x>") == ["a@x", "b@x"]
    assert headers.message_ids("bare@x") == ["bare@x"]
    assert headers.message_ids("") == []


def test_absurd_reference_lists_keep_both_ends() -> None:
    found = headers.message_ids(" ".join(f"<{at}@x>" for at in range(5_000)))
    assert len(found) == headers.MAX_IDS
    assert found[0] == "0@x"
    assert found[-1] == "4999@x"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("Tue, 5 May 2020 10:22:00 +0300", datetime(2020, 5, 5, 7, 22, tzinfo=UTC)),
        ("5 May 2020 10:22 EST", datetime(2020, 5, 5, 15, 22, tzinfo=UTC)),
        ("di, 5 mei 2020", None),
        ("05 May 2020 10:22:00", datetime(2020, 5, 5, 10, 22, tzinfo=UTC)),
        ("Tue, 99 May 2020 10:22:00 +0000", None),
        ("Tue, 5 May 99999 10:22:00 +0000", None),
        ("", None),
    ],
)
def test_dates(value: str, moment: datetime | None) -> None:
    assert headers.date(value) == moment


@pytest.mark.parametrize(
    ("raw", "name", "address"),
    [
        ("alice@example.com <bob@example.com>", "alice@example.com", "bob@example.com"),
        ('"alice@example.com" <BOB@Example.com>', "alice@example.com", "bob@example.com"),
        ("bob@example.com (Bob B)", "Bob B", "bob@example.com"),
        ('"Doe, John" <j@example.com>', "Doe, John", "j@example.com"),
        ("Doe, John <j@example.com>", "Doe, John", "j@example.com"),
        ("=?utf-8?q?Doe=2C_J?= <j@example.com>", "Doe, J", "j@example.com"),
        ("=?utf-8?q?a=40example=2Ecom?= <j@example.com>", "a@example.com", "j@example.com"),
        ("MAILER-DAEMON", "", "mailer-daemon"),
        ("<mailto:j@example.com>", "", "j@example.com"),
        ('"Open quote <j@example.com>', '"Open quote', "j@example.com"),
        ("Group: j@example.com;", "", "j@example.com"),
    ],
)
def test_mailboxes(raw: str, name: str, address: str) -> None:
    assert addresses.parse(raw) == [Address(name, address)]


@pytest.mark.parametrize("raw", ["", "<>", "undisclosed-recipients:;", '""', "Nobody At All <>"])
def test_no_mailbox(raw: str) -> None:
    assert addresses.parse(raw) == []


def test_two_senders_are_both_known() -> None:
    mail = parse(b"From: a@example.com, B <b@example.com>\n\nx")
    assert mail.sender_addresses == ["a@example.com", "b@example.com"]
    assert mail.from_address == "a@example.com"


def test_empty_from_falls_back_to_reply_to() -> None:
    mail = parse(b"From: <>\nReply-To: r@example.com\n\nx")
    assert mail.from_address == "r@example.com"
    assert mail.sender_addresses == []
    assert "from-missing" in mail.marks


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('attachment; filename="a b.txt"', "a b.txt"),
        ("attachment; filename=a b (1).txt", "a b (1).txt"),
        ("attachment; filename*=utf-8''%D0%B0.txt", "а.txt"),
        ("attachment; filename*0*=utf-8''%D0; filename*1*=%B0; filename*2=.txt", "а.txt"),
        ("attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
        ('attachment; filename="=?utf-8?B?0LAudHh0?="', "а.txt"),
        ("attachment; filename=\"x\"; filename*=utf-8''y", "y"),
        ('attachment; filename="one"; filename="two"', "one"),
        ('attachment; filename="semi;colon.txt"', "semi;colon.txt"),
    ],
)
def test_file_name_parameters(value: str, name: str) -> None:
    assert params.split(value) == ("attachment", {"filename": name})


@given(st.text(max_size=300))
def test_nothing_raises(value: str) -> None:
    headers.decode_words(value)
    headers.message_ids(value)
    headers.date(value)
    params.split(value)
    for mailbox in addresses.parse(value):
        assert mailbox.address
        assert mailbox.address == mailbox.address.lower()


def test_an_address_that_is_encoded_with_its_at_sign_is_read() -> None:
    mail = parse(b"From: Anna <=?utf-8?q?anna=40example=2Ecom?=>\nSubject: x\n\nx")
    assert (mail.from_name, mail.from_address) == ("Anna", "anna@example.com")


def test_a_raw_name_is_read_as_the_words_of_the_mail_are() -> None:
    words = "Labdien! Pasūtījumā trūkst vāciņa, lūdzu, nosūtiet to vēlreiz. Paldies, gaidīšu atbildi."
    raw = f"From: Jānis Bērziņš <janis@example.com>\nSubject: Vāciņš\n\n{words}".encode("cp1257")
    mail = parse(raw)
    assert (mail.from_name, mail.subject, mail.body_text.strip()) == ("Jānis Bērziņš", "Vāciņš", words)
