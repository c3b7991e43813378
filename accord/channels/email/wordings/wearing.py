"""Giving a letter the team's own words: the blocks of the standard letter in the order of the wording."""

from collections.abc import Callable, Mapping, Sequence

from accord.channels.email.header_lines import one_line
from accord.channels.email.letters.blocks import Block, Line, Over, Quote, Title
from accord.channels.email.subjects import bare, with_code
from accord.channels.email.wordings.kinds import kinds
from accord.channels.email.wordings.remembered import Wording
from accord.core.templating import fill
from accord.people.models import Person
from accord.tickets.models import Ticket
from accord.tickets.variables import Source, first_name

Value = Callable[[str], str | None]
OwnValues = Mapping[str, str]


def about_ticket(ticket: Ticket, agent: Person | None, own: OwnValues) -> Value:
    """What can be filled into a mail about a ticket; `own` are the values that only this mail has."""
    source = Source(ticket, agent)
    own = {**own, "ticket.subject": bare(ticket.subject)}
    return lambda key: own[key] if key in own else source.value(key)


def to_person(person: Person, desk: str, address: str) -> Value:
    """What can be filled into a mail about somebody's own access."""
    source = Source(Ticket(requester=person, requester_address=address))
    own = {
        "desk.name": desk,
        "contact.first_name": first_name(person.public_name),
        "contact.name": person.name,
    }
    own |= {"contact.email": address, "date.today": ""}
    return lambda key: source.value(key) if key == "date.today" else own.get(key)


def blocks(own: Wording, standard: Sequence[Block], value: Value) -> list[Block]:
    """The letter in the wording's words. A needed part that the wording lacks follows at its end."""
    parts = kinds[own.kind].parts
    title = fill(own.title, value).strip()
    found: list[Block] = [each for each in standard[:1] if isinstance(each, Over)]
    found += [Title(title)] if title else []
    for piece in own.pieces:
        if piece.part:
            found += parts[piece.part].find(standard)
        elif text := fill(piece.text, value).strip():
            found.append(Line(text))
    there = {piece.part for piece in own.pieces}
    for key, part in parts.items():
        if part.needed and key not in there:
            found += part.find(standard)
    return found


def framed(own: Wording, standard: Sequence[Block], value: Value) -> list[Block]:
    """An answer in its frame; what follows the answer (the question, the quoted words) stays below."""
    end = next((at for at, each in enumerate(standard) if isinstance(each, Title | Quote)), len(standard))
    return [*blocks(own, standard[:end], value), *standard[end:]]


def subject(own: Wording, value: Value, code: str) -> str:
    """The subject; with `code`, which the marker of the ticket then always holds."""
    text = one_line(fill(own.subject, value)).strip()
    return with_code(text, code) if code else text[:250]
