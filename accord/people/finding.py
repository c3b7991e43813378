"""Finding contacts by what somebody has in hand: the beginning of any of their names, of an address or its domain, of a
phone number, in any order, without capitals and accents.

Each contact has words for that (`ContactWord`), renewed in the transaction of each change. However many contacts there
are, a search reads at most CANDIDATES rows of an index for each word that is asked for.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.events.reactions import Reaction
from accord.people import phones
from accord.people.happenings import AddressAdded, PersonChanged, PersonMerged, PersonUnmerged
from accord.people.models import Address, ContactWord, Person
from accord.people.models.person import PersonKind

SHORTEST = 2  # letters before anybody is found
CANDIDATES = 2000
MOST_ASKED = 4  # words of a search
MOST_WORDS = 40  # of a contact
_LONGEST = 80
_LAST = chr(0x10FFFF)
_WORDS = re.compile(r"\w+")
_NUMBER = re.compile(r"[+(]?[0-9][0-9 ()./-]*")
_ENDS = (7, 8, 9)  # digits of a number as it is dialled at home


def words_of(person: Person, addresses: Iterable[str]) -> set[str]:
    """By which words the contact is found: none of who is no contact, or no longer there."""
    if person.kind != PersonKind.CONTACT or not person.is_active:
        return set()
    found = dict.fromkeys(_WORDS.findall(folded(person.name)))
    number = phones.dialled(person.phone).removeprefix("+")
    if number:
        found |= dict.fromkeys([number, *(number[-length:] for length in _ENDS if length < len(number))])
    for address in addresses:
        whole = folded(address)
        local, _at, domain = whole.rpartition("@")
        found |= dict.fromkeys([whole, domain, *_WORDS.findall(local)[1:]])  # the first one begins the whole
    return {word[:_LONGEST] for word in list(found)[:MOST_WORDS] if word}


def folded(text: str) -> str:
    """Without capitals and accents: "kalnina" of "Kalniņa"."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def begin(person: Person, addresses: Sequence[str]) -> None:
    """Of somebody new."""
    _insert(person, words_of(person, addresses))


def keep(person: Person) -> None:
    """Renew the words of somebody who was changed. Call it in the transaction of the change.

    His row is held: of two who change him at once the later one sees what the other wrote.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    addresses = Address.objects.filter(person=person).order_by("id").values_list("email", flat=True)
    wanted = words_of(person, addresses)
    stored = set(ContactWord.objects.filter(person=person).values_list("word", flat=True))
    ContactWord.objects.filter(person=person, word__in=stored - wanted).delete()
    _insert(person, wanted - stored)


def _insert(person: Person, words: Collection[str]) -> None:
    """In one statement: it is part of taking in a mail."""
    if words:
        rows = ", ".join(["(%s, %s)"] * len(words))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO contact_word (person_id, word) VALUES {rows}",
                [value for word in words for value in (person.pk, word)],
            )


def asked(text: str) -> list[str]:
    """The words of a search, the longest first: a number is one; an address or a domain stays whole."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        words = [phones.dialled(text).removeprefix("+")]
    else:
        parts = folded(text).split()
        words = [word for each in parts for word in ([each] if "@" in each or "." in each else _WORDS.findall(each))]
    kept = dict.fromkeys(word[:_LONGEST] for word in words)
    return sorted(kept, key=len, reverse=True)[:MOST_ASKED]


def find(text: str, *, most: int) -> list[int]:
    """Ids of at most so many contacts who have words that begin with each one asked for; of too few letters none."""
    words = asked(text)
    if not words or len(words[0]) < SHORTEST:
        return []
    found: dict[int, None] = {}
    for leading in words:  # one that very many have tells little: then another leads
        found |= dict.fromkeys(_led_by(leading, [each for each in words if each != leading], most))
        if len(found) >= most:
            break
    return list(found)[:most]


def _led_by(leading: str, others: Sequence[str], most: int) -> list[int]:
    """Of the first who have the leading word those who have the others, too."""
    condition, params = _begins("word", leading)
    upwards = "USING ~<~" if connection.vendor == "postgresql" else ""
    too = ""
    for each in others:
        other, more = _begins("o.word", each)
        too += f" AND EXISTS (SELECT 1 FROM contact_word o WHERE o.person_id = c.person_id AND {other})"
        params += more
    sql = (
        "SELECT DISTINCT c.person_id FROM (SELECT person_id FROM contact_word"
        f" WHERE {condition} ORDER BY word {upwards} LIMIT {CANDIDATES}) c WHERE 1 = 1{too} LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, most])
        return [number for (number,) in cursor.fetchall()]


def callers(phone: str) -> list[Person]:
    """The contacts who are there with exactly that number, the oldest first. Raises Invalid."""
    number = phones.plain(phone)
    rows = ContactWord.objects.filter(word=number.removeprefix("+")[:_LONGEST]).values_list("person_id", flat=True)
    people = Person.objects.filter(pk__in=list(rows[:CANDIDATES])).order_by("id")
    return [each for each in people if phones.dialled(each.phone) == number]


def _begins(column: str, beginning: str) -> tuple[str, list[Any]]:
    """The condition and its values."""
    if connection.vendor == "postgresql":
        escaped = beginning.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{column} LIKE %s", [f"{escaped}%"]
    return f"{column} >= %s AND {column} < %s", [beginning, beginning + _LAST]


def _react(happening: EventKind, event: Event) -> None:
    changed = [event.subject_id]
    if isinstance(happening, PersonMerged | PersonUnmerged):
        changed.append(happening.source)
    for person in Person.objects.filter(pk__in=changed):
        keep(person)


REACTION = Reaction(_react, (PersonChanged, AddressAdded, PersonMerged, PersonUnmerged))
