"""Subjects: one "Re:", one code, however often a mail went to and fro."""

import pytest

from accord.channels.email.subjects import LONGEST, subject_of

CODE = "K7Q-2MF-88D"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Grinder stops", "Re: Grinder stops [#K7Q-2MF-88D]"),
        ("Re: Grinder stops", "Re: Grinder stops [#K7Q-2MF-88D]"),
        ("RE: AW: Fwd: Grinder stops", "Re: Grinder stops [#K7Q-2MF-88D]"),
        ("Re[2]: Grinder stops [#K7Q-2MF-88D]", "Re: Grinder stops [#K7Q-2MF-88D]"),
        ("Отг: Мелачката спря", "Re: Мелачката спря [#K7Q-2MF-88D]"),
        ("Receipt: 5 [urgent]", "Re: Receipt: 5 [urgent] [#K7Q-2MF-88D]"),
        ("About [#1234]", "Re: About [#1234] [#K7Q-2MF-88D]"),
        ("", "Re: [#K7Q-2MF-88D]"),
        ("two\r\nlines", "Re: two lines [#K7Q-2MF-88D]"),
    ],
)
def test_the_subject_of_an_answer(subject: str, expected: str) -> None:
    assert subject_of(subject, CODE, again=True) == expected


def test_it_stays_the_same_when_it_comes_back() -> None:
    once = subject_of("Grinder stops", CODE, again=True)
    assert subject_of(once, CODE, again=True) == once


def test_a_first_mail_answers_nothing() -> None:
    assert subject_of("Your parcel", CODE, again=False) == "Your parcel [#K7Q-2MF-88D]"


def test_a_long_one_is_cut_and_keeps_its_code() -> None:
    cut = subject_of("ш" * 1000, CODE, again=True)
    assert len(cut) < LONGEST + 25
    assert cut.endswith("… [#K7Q-2MF-88D]")
