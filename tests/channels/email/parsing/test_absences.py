"""The day of return in out-of-office replies, in six languages and some formats."""

# ruff: noqa: SIM905 - word lists read better as words.

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.parsing.absences import FURTHEST, day_of_return

SENT = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("I am out of office until 5 December. For urgent matters call Omar.", "2026-12-06"),
        ("I am on leave until December 5th, 2026.", "2026-12-06"),
        ("I will be back on Monday, 7 December 2026.", "2026-12-07"),
        ("Out of office from 1 to 5 December", "2026-12-06"),
        ("I am away from 23.11. to 5.12.2026 and read no mail.", "2026-12-06"),
        ("Away until 2026-12-05.", "2026-12-06"),
        ("Back on 05/12/2026!", "2026-12-05"),
        ("Ich bin bis 5. Dezember nicht im Haus.", "2026-12-06"),
        ("Ich bin bis zum 05.12. nicht erreichbar.", "2026-12-06"),
        ("В отпуск съм до 05.12.2026 г. включително.", "2026-12-06"),
        ("Отсъствам до 5 декември. Ще се върна отново на 7 декември.", "2026-12-07"),
        ("Я в отпуске до 05.12.2026, вернусь 6 декабря.", "2026-12-06"),
        ("Esmu atvaļinājumā līdz 5. decembrim.", "2026-12-06"),
        ("Atgriezīšos 2026. gada 7. decembrī.", "2026-12-07"),
        ("Olen puhkusel kuni 5. detsembrini.", "2026-12-06"),
        ("Olen tagasi 7.12.2026.", "2026-12-07"),
        ("Do 5. 12. 2026 sem na dopustu.", "2026-12-06"),
        ("Na dopustu sem do 5. decembra.", "2026-12-06"),
        ("Office closed 24.12 - 2.1.", "2027-01-03"),
        ("I am away until 2 January.", "2027-01-03"),
        ("I am away. Call +372 5555 1234, we are there 24/7, 9.00 to 17.00.", ""),
        ("I was away until 5 October.", ""),
        ("Thank you for your mail. I answer when I am back.", ""),
        ("May I ask for patience? We march on.", ""),
        ("", ""),
    ],
)
def test_the_day_on_which_somebody_is_back(text: str, back: str) -> None:
    found = day_of_return(text, SENT)
    assert (found.isoformat() if found else "") == back


MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември".split(),
    "et": "jaanuarini veebruarini märtsini aprillini maini juunini juulini augustini septembrini oktoobrini"
    " novembrini detsembrini".split(),
    "lv": "janvārim februārim martam aprīlim maijam jūnijam jūlijam augustam septembrim oktobrim novembrim"
    " decembrim".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "sl": "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra".split(),
}
SENTENCES = {
    "en": "I am away until {}. Write to my colleagues.",
    "bg": "Няма ме до {} включително.",
    "et": "Olen puhkusel kuni {}, siis vastan.",
    "lv": "Esmu prom līdz {} un tad atbildēšu.",
    "ru": "Меня нет на месте до {}, потом отвечу.",
    "sl": "Odsoten sem do {} in potem odgovorim.",
}


def written(day: date, language: str, how: str) -> str:
    name = MONTHS[language][day.month - 1]
    dot = "." if language in ("et", "lv", "sl") else ""
    return {
        "iso": day.isoformat(),
        "dots": day.strftime("%d.%m.%Y"),
        "bare": f"{day.day}.{day.month}.{day.year}",
        "spaced": f"{day.day}. {day.month}. {day.year}",
        "named": f"{day.day}{dot} {name}",
        "named-year": f"{day.day}{dot} {name} {day.year}",
    }[how]


@given(
    sent=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    days=st.integers(0, 300),
    language=st.sampled_from(sorted(MONTHS)),
    how=st.sampled_from(["iso", "dots", "bare", "spaced", "named", "named-year"]),
)
def test_a_date_that_is_written_is_read(sent: date, days: int, language: str, how: str) -> None:
    day = sent + timedelta(days=days)
    text = SENTENCES[language].format(written(day, language, how))
    assert day_of_return(text, sent) == day + timedelta(days=1), text


@given(st.text(max_size=300), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_text_is_read_without_harm(text: str, sent: date) -> None:
    found = day_of_return(text, sent)
    assert found is None or sent <= found <= sent + FURTHEST + timedelta(days=1)
