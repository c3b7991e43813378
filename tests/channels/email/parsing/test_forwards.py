"""The mail inside a forwarded one, as the common programs write it in our six languages."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.parsing import forwards
from accord.channels.email.parsing.forwards import Forwarded, moment
from accord.channels.email.parsing.mail import ParsedMail

TEN = datetime(2026, 11, 9, 10, 22, tzinfo=UTC)
WORDS = "The lid rattles. Can you send a new one?"

GMAIL = """See below.

---------- Forwarded message ---------
From: Hannah Whitfield <hannah@example.com>
Date: Mon, 9 Nov 2026 at 10:22
Subject: The lid is loose
To: Ieva <ieva@example.com>, <support@example.com>


{words}
"""
APPLE = """See below.

Begin forwarded message:

> From: Hannah Whitfield <hannah@example.com>
> Subject: The lid is loose
> Date: 9 November 2026 at 10:22:00 GMT
> To: Ieva <ieva@example.com>
>
> {words}
"""
THUNDERBIRD = """See below.


-------- Forwarded Message --------
Subject: \tThe lid is loose
Date: \tMon, 9 Nov 2026 12:22:00 +0200
From: \tHannah Whitfield <hannah@example.com>
To: \tieva@example.com



{words}
"""
OUTLOOK = """See below.

________________________________
From: Hannah Whitfield <hannah@example.com>
Sent: Monday, November 9, 2026 10:22 AM
To: Ieva <ieva@example.com>
Subject: The lid is loose

{words}
"""
OLD_OUTLOOK = """See below.

-----Original Message-----
From: Hannah Whitfield [mailto:hannah@example.com]
Sent: 09 November 2026 10:22
To: Ieva
Subject: The lid is loose

{words}
"""
BULGARIAN = """Виж долу.

-------- Препратено съобщение --------
От: Hannah Whitfield <hannah@example.com>
Изпратено: понеделник, 9 ноември 2026 г. 10:22
До: Ieva <ieva@example.com>
Тема: The lid is loose

{words}
"""
ESTONIAN = """Vaata allpool.

-------- Edastatud kiri --------
Teema: The lid is loose
Kuupäev: esmaspäev, 9. november 2026 10:22
Saatja: Hannah Whitfield <hannah@example.com>
Saaja: Ieva <ieva@example.com>

{words}
"""
LATVIAN = """Skaties zemāk.

________________________________
No: Hannah Whitfield <hannah@example.com>
Nosūtīts: pirmdiena, 2026. gada 9. novembris 10:22
Kam: Ieva <ieva@example.com>
Tēma: The lid is loose

{words}
"""
RUSSIAN = """Смотри ниже.

-------- Пересылаемое сообщение --------
От: Hannah Whitfield <hannah@example.com>
Дата: понедельник, 9 ноября 2026 г., 10:22:00
Кому: Ieva <ieva@example.com>
Тема: The lid is loose

{words}
-------- Конец пересылаемого сообщения --------
"""
SLOVENE = """Glej spodaj.

-------- Posredovano sporočilo --------
Zadeva: The lid is loose
Datum: ponedeljek, 09. november 2026 10:22
Od: Hannah Whitfield <hannah@example.com>
Za: Ieva <ieva@example.com>

{words}
"""
ALL = {
    "gmail": GMAIL, "apple": APPLE, "thunderbird": THUNDERBIRD, "outlook": OUTLOOK, "old outlook": OLD_OUTLOOK,
    "bg": BULGARIAN, "et": ESTONIAN, "lv": LATVIAN, "ru": RUSSIAN, "sl": SLOVENE,
}  # fmt: skip


def read(text: str, subject: str = "FW: The lid is loose") -> Forwarded | None:
    return forwards.read(ParsedMail(subject=subject, body_text=text, visible_text=text))


@pytest.mark.parametrize("name", ALL)
def test_who_wrote_it_when_and_what(name: str) -> None:
    found = read(ALL[name].format(words=WORDS))
    assert found is not None
    assert (found.sender.name, found.sender.address) == ("Hannah Whitfield", "hannah@example.com")
    assert (found.subject, found.at, found.text) == ("The lid is loose", TEN, WORDS)
    assert found.above in {text.split("\n")[0] for text in ALL.values()}


@pytest.mark.parametrize("name", ["gmail", "apple", "thunderbird", "bg", "et", "ru", "sl"])
def test_a_line_that_says_so_needs_no_such_subject(name: str) -> None:
    assert read(ALL[name].format(words=WORDS), "The lid is loose") is not None


def test_copied_headers_alone_are_a_quote_unless_the_subject_says_otherwise() -> None:
    assert read(OUTLOOK.format(words=WORDS), "Re: The lid is loose") is None
    assert read(OUTLOOK.format(words=WORDS), "Препр: The lid is loose") is not None


def test_a_sender_without_an_address_is_not_found() -> None:
    found = read(GMAIL.replace(" <hannah@example.com>", "").format(words=WORDS))
    assert found is not None and (found.sender.name, found.sender.address) == ("Hannah Whitfield", "")


def test_forwarded_without_a_word_above() -> None:
    found = read(GMAIL.removeprefix("See below.\n\n").format(words=WORDS))
    assert found is not None and (found.above, found.text) == ("", WORDS)


@pytest.mark.parametrize("text", ["", "Hello", "From: Tallinn\nTo: Riga", "---- Forwarded message ----", "> > >"])
def test_what_is_no_forwarded_mail(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mon, 9 Nov 2026 10:22:00 +0000", TEN),
        ("9.11.2026 10:22", TEN),
        ("2026-11-09 10:22", TEN),
        ("11/9/2026 10:22 AM", TEN),
        ("9/11/2026 10:22", TEN),
        ("9. nov. 2026, kell 10.22", TEN),
        ("2026. gada 9. nov. plkst. 10:22", TEN),
        ("9 Nov 2026 12:22 +0200", TEN),
        ("9 November 2026", datetime(2026, 11, 9, tzinfo=UTC)),
        ("yesterday", None),
        ("31 February 2026 10:22", None),
        ("", None),
    ],
)
def test_moments_in_words_and_figures(text: str, found: datetime | None) -> None:
    assert moment(text) == found


LINES = [*"\n".join(ALL.values()).split("\n"), "x", ">", "", "From:", "9999999999"]


@given(st.lists(st.sampled_from(LINES), max_size=60))
def test_any_mix_of_such_lines_is_read_or_not_but_never_raises(lines: list[str]) -> None:
    found = read("\n".join(lines))
    assert found is None or isinstance(found.text, str)


@given(st.text(max_size=300))
def test_any_date_gives_a_moment_or_none(text: str) -> None:
    found = moment(text)
    assert found is None or found.tzinfo is not None
