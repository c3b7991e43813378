"""To whom of those who are here a ticket goes: who can have it, and whose turn it is."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from accord.queue.choices import KINDS
from accord.queue.load import Load
from accord.queue.models import HandOut, Method, Turn
from accord.tickets.models import Ticket
from accord.tickets.tags.known import currents

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def choose(
    ticket: Ticket, agents: Sequence[Load], online: Collection[int], rule: HandOut, turns: Mapping[int, Turn]
) -> Load | None:
    """The agent to whom the ticket goes now, or None. `agents` are all who answer in its department.

    Who has no room for its channel, is not online or is not handed anything is left out. Language and skills are asked
    for only where somebody of the department has them: what nobody can do is anybody's.
    """
    able = _able(ticket, agents, rule)
    free = [
        each
        for each in able
        if each.person.pk in online and _is_given(each) and each.has_room(ticket.channel)
    ]
    if not free:
        return None
    if rule.last_agent:
        for each in free:
            if each.person.pk == ticket.last_agent_id:
                return each
    return min(free, key=lambda each: _place(each, ticket.channel, rule, turns))


class Beyond(NamedTuple):
    """What nobody who is free can take now: languages and skills of others, kinds for which all of them are full."""

    languages: frozenset[str]
    skills: frozenset[str]
    kinds: frozenset[str]


def beyond(agents: Sequence[Load], online: Collection[int], rule: HandOut) -> Beyond | None:
    """What of a department's tickets can go to nobody now; None where nobody has room for anything."""
    here = [each for each in agents if each.person.pk in online and _is_given(each)]
    room = {each.person.pk: {kind for kind in KINDS if each.held.get(kind, 0) < each.most(kind)} for each in here}
    free = [each for each in here if room[each.person.pk]]
    if not free:
        return None
    languages, skills = set[str](), set[str]()
    if rule.by_language:
        languages = _all_of(_languages, agents) - _all_of(_languages, free)
    if rule.by_skill:
        skills = _all_of(_skills, agents) - _all_of(_skills, free)
    full = frozenset(KINDS).difference(*room.values())
    return Beyond(frozenset(languages), frozenset(skills), full)


def _all_of(what: Callable[[Load], Collection[str]], agents: Sequence[Load]) -> set[str]:
    return {one for each in agents for one in what(each)}


def _able(ticket: Ticket, agents: Sequence[Load], rule: HandOut) -> Sequence[Load]:
    """Those who speak its language and have the skills that its tags ask for."""
    able = agents
    if rule.by_language and ticket.language:
        able = [each for each in able if ticket.language in _languages(each)] or able
    if rule.by_skill:
        known = {skill for each in agents for skill in _skills(each)}
        needed = known & {str(tag).lower() for tag in currents(ticket.tag_names)}
        able = [each for each in able if needed <= _skills(each)] or able
    return able


def _languages(each: Load) -> Collection[str]:
    """His languages; who chose none speaks that of his own pages."""
    own = each.way.languages if each.way is not None else []
    return own or [each.person.language]


def _skills(each: Load) -> set[str]:
    """Tags by the names that they have today."""
    return set(currents(each.way.skills)) if each.way is not None else set()


def _is_given(each: Load) -> bool:
    return each.way is None or each.way.is_given


def _place(each: Load, channel: str, rule: HandOut, turns: Mapping[int, Turn]) -> tuple[float, datetime, int]:
    """Smallest first, by the department's method."""
    turn = turns.get(each.person.pk)
    given = (turn.given_at if turn is not None else None) or _LONG_AGO
    freed = (turn.free_at if turn is not None else None) or _LONG_AGO
    if rule.method == Method.LEAST_LOADED:
        return each.share(channel), given, each.person.pk
    if rule.method == Method.LONGEST_IDLE:
        return float(each.total > 0), max(given, freed), each.person.pk
    return 0.0, given, each.person.pk
