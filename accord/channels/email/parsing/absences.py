"""When is somebody back? The day that an out-of-office reply names, in the ways in which our six languages write it.

Wrong is cheap here, a reminder waits a little longer; so any date that fits is taken, those after a word such as
"until" or "back on" before others. German is read too, because "bis" stands in many replies of the region.
"""

# ruff: noqa: SIM905 - word lists read better as words.

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

LOOKED_AT = 6000  # signs of the text
FURTHEST = timedelta(days=366)
WITHOUT_WORD = timedelta(days=60)  # a date that no word explains counts only when it is near
WITHOUT_YEAR = timedelta(days=310)  # further ahead it is rather one that is past
GRACE = timedelta(days=1)  # our clock and the writer's may differ by a day
_NEAR = 28  # signs between the word and its date

# The beginnings of the months' names, long enough to tell them from other words: every case and ending follows.
_MONTHS = [
    "jan jaan янв яну", "feb фев veebr", "mar märts mär мар", "apr апр", "may mai maj май мая",
    "jun juun jūn юни июн", "jul juul jūl юли июл", "aug авг avg", "sep септ сен", "oct okt окт",
    "nov ноем нояб noem", "dec det дек dez",
]  # fmt: skip
_MONTH_OF = {start: number for number, starts in enumerate(_MONTHS, 1) for start in starts.split()}
_NAME = rf"(?P<name>(?:{'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})[^\W\d_]*)\.?"
_YEAR = r"(?P<year>20\d\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_NUMBER = r"(?P<month>0?[1-9]|1[0-2])"
_SHAPES = [
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?<!\d){_YEAR}-{_NUMBER}-{_DAY}(?!\d)",
        rf"(?<![\d.]){_DAY}\.\s?{_NUMBER}\.(?:\s?(?P<year>20\d\d|\d\d(?!\d)))?(?!\d)",
        rf"(?<![\d.]){_DAY}\.{_NUMBER}(?![\d.])",
        rf"(?<![\d/]){_DAY}/{_NUMBER}/(?P<year>20\d\d|\d\d)(?![\d/])",
        r"(?<![\d/])(?P<month>0?[1-9]|1[0-2])/(?P<day>1[3-9]|2\d|3[01])/(?P<year>20\d\d|\d\d)(?![\d/])",
        rf"(?<![\d-]){_DAY}-{_NUMBER}-{_YEAR}(?![\d-])",
        rf"(?:{_YEAR}\.?\s+gada\s+)(?<!\d){_DAY}\.?\s+{_NAME}",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)?\.?(?:\s+of)?\s+{_NAME}(?:,?\s+{_YEAR})?",
        rf"\b{_NAME}\s+{_DAY}(?:st|nd|rd|th)?(?![\d.:])(?:,?\s+{_YEAR})?",
    )
]
_UNTIL = "until till through thru to up bis до включително līdz kuni do vključno по".split()
_BACK = """back return returning available again reachable връщам върна върнем отново wieder zurück erreichbar
вернусь вернёмся вернемся возвращаюсь снова atgriezīšos atgriežos atpakaļ tagasi naasen nazaj vrnem vrnemo
spet ponovno""".split()
_WORD = re.compile(rf"(?<!\w)(?P<word>{'|'.join([*_UNTIL, *_BACK])})(?!\w)[^\d\n]{{0,{_NEAR}}}$", re.IGNORECASE)


@dataclass(frozen=True)
class _Found:
    """A date in the text. `back` is the first day on which the writer is there again."""

    back: date
    explained: bool


def day_of_return(text: str, sent: date) -> date | None:
    """The first day on which the writer is there again; None where the text names no day that fits.

    `sent` is the day of the mail: a date without a year is the next one from then. "Until the 5th" is back on the 6th,
    "back on the 5th" on the 5th.
    """
    found = list(_dates(text[:LOOKED_AT], sent))
    explained = [each.back for each in found if each.explained]
    if explained:
        return max(explained)
    near = [each.back for each in found if each.back <= sent + WITHOUT_WORD]
    return max(near, default=None)


def _dates(text: str, sent: date) -> Iterator[_Found]:
    for shape in _SHAPES:
        for match in shape.finditer(text):
            day = _day(match.groupdict(), sent)
            if day is None or not sent - GRACE <= day <= sent + FURTHEST:
                continue
            word = _WORD.search(text[max(0, match.start() - _NEAR - 20) : match.start()])
            there = word is not None and word["word"].lower() in _BACK
            yield _Found(day if there else day + timedelta(days=1), word is not None)


def _day(parts: dict[str, str | None], sent: date) -> date | None:
    month = int(parts["month"] or 0) if parts.get("month") else _month(parts.get("name") or "")
    year = int(parts.get("year") or 0)
    if 0 < year < 100:
        year += 2000
    for candidate in (year,) if year else (sent.year, sent.year + 1):
        try:
            day = date(candidate, month, int(parts["day"] or 0))
        except ValueError:
            continue
        if year or sent - GRACE <= day <= sent + WITHOUT_YEAR:
            return day
    return None


def _month(name: str) -> int:
    """The number of a month's name in any case; the longest beginning that fits decides."""
    name = name.lower()
    return next(
        (_MONTH_OF[name[:length]] for length in range(len(name), 2, -1) if name[:length] in _MONTH_OF), 0
    )
