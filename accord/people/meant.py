"""Who is meant by the first letters of a name or a mail address, or the first digits of a phone number: what a form
offers while somebody writes.

At most three reads of an index, whatever is stored: contacts whose address begins so, then those whose name does.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from accord.people import phones

MOST = 8
SHORTEST = 2  # letters before anybody is offered
SHORTEST_NUMBER = 4
LONGEST = 100
_LAST = chr(0x10FFFF)

_FIELDS = "SELECT a.email, p.name, c.name FROM"
# SQLite keeps to the order of a CROSS JOIN; PostgreSQL reads what it likes.
_REST = (
    "LEFT JOIN company c ON c.id = p.company_id WHERE a.person_id = p.id AND {begins}"
    " AND p.kind = 'contact' AND p.is_active ORDER BY {column}{upwards} LIMIT %s"
)
_BY_ADDRESS = f"{_FIELDS} address a CROSS JOIN person p {_REST}"
_BY_NAME = f"{_FIELDS} person p CROSS JOIN address a {_REST}"
_BY_PHONE = (
    "SELECT p.email, p.name, c.name, p.phone FROM person p LEFT JOIN company c ON c.id = p.company_id"
    " WHERE {begins} AND phone <> '' AND p.kind = 'contact' AND p.is_active ORDER BY {column}{upwards} LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class Meant:
    """A contact's address, with what tells him from others; `name` and `company` may be empty.

    By his phone number: `phone` is there, and an address may be missing.
    """

    email: str
    name: str
    company: str
    phone: str = ""


def meant(letters: str, *, most: int = MOST) -> list[Meant]:
    """At most so many addresses; none for fewer than SHORTEST letters. A name may be written without its capitals."""
    letters = " ".join(letters.split())[:LONGEST]
    if len(letters) < SHORTEST:
        return []
    found = dict.fromkeys(_read(_BY_ADDRESS, "a.email", letters.lower(), most))
    for name in dict.fromkeys((letters, letters.title())):
        if len(found) < most:
            found |= dict.fromkeys(_read(_BY_NAME, "p.name", name, most))
    return list(found)[:most]


def meant_by_phone(digits: str, *, most: int = MOST) -> list[Meant]:
    """At most so many contacts with numbers that begin so; none for fewer than SHORTEST_NUMBER digits."""
    number = phones.dialled(digits)
    if len(number) < SHORTEST_NUMBER:
        return []
    found = dict.fromkeys(_read(_BY_PHONE, phones.PLAIN, number, most))
    if number.startswith("+"):
        found |= dict.fromkeys(_read(_BY_PHONE, phones.PLAIN, "00" + number[1:], most))
    return list(found)[:most]


def _read(sql: str, column: str, beginning: str, most: int) -> list[Meant]:
    condition, params, upwards = _begins(column, beginning)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(begins=condition, column=column, upwards=upwards), [*params, most])
        return [Meant(email, name, company or "", *phone) for email, name, company, *phone in cursor.fetchall()]


def _begins(column: str, beginning: str) -> tuple[str, list[Any], str]:
    """The condition, its values and the order that each database reads from an index, as far as it must.

    PostgreSQL's usual order of letters is a language's, which knows no beginnings.
    """
    if connection.vendor == "postgresql":
        escaped = beginning.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{column} LIKE %s", [f"{escaped}%"], " USING ~<~"
    return f"{column} >= %s AND {column} < %s", [beginning, beginning + _LAST], ""
