"""The thread of a ticket's page: messages, notes and event sentences in order, each written once for what it shows.

A ticket is read again after each thing done on it, and by several agents; of its entries only the last is new then.
"""

from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils import timezone, translation
from markupsafe import Markup

from accord.core import clock
from accord.core.remembering import Remembered
from accord.events.kinds import kinds
from accord.events.models import Event
from accord.messaging.marks import CALENDAR, COURTESY
from accord.tickets import telling
from accord.tickets.conversation import Conversation, Said
from accord.tickets.models import State
from accord.web import moments, parts
from accord.web.console import bodies, note_readers, thanks

# Kinds whose message stands in the thread already; they get a line only for what they changed besides.
_SAID = {"message.received", "message.sent", "note.added", "message.noted", "ticket.opened"}
_AUTOMATIC = {"auto-reply", "bounce", "receipt", "feedback", CALENDAR}
LONG = 20_000  # signs of a message that is not worth remembering

_entries: Remembered[Markup] = Remembered(2048)


def written(talk: Conversation, *, remote: bool = False, offers: thanks.Offers = thanks.NOTHING) -> Markup:
    """The thread's HTML, with a heading for each day. `remote` shows pictures from elsewhere."""
    shown = [event for event in talk.events if _shows(event)]
    lines = {line.id: line for line in telling.tell(shown, moments.day_and_time, known=talk.people)}
    here = (translation.get_language(), str(timezone.get_current_timezone()))
    today, before = moments.local(clock.now()).date(), None
    pieces: list[str] = []
    audiences = note_readers.names(talk)
    for each in talk.in_order(shown):
        at = each.at if isinstance(each, Event) else each.message.at
        if isinstance(each, Event):
            entry = _event(here, lines[each.pk])
        else:
            entry = _said(here, each, remote, offers, audiences.get(each.message.pk, ""))
        day = moments.local(at).date()
        if day != before:
            before = day
            pieces.append(f'<p class="day">{moments.day_of(day, today)}</p>\n')
        pieces.append(entry)
    return Markup("".join(pieces))


def _said(here: Hashable, said: Said, remote: bool, offers: thanks.Offers, audience: str) -> Markup:
    message = said.message
    may, thanked, doubted = offers.about(message.pk)
    kind = _kind(said)

    def make() -> Markup:
        words = thanks.words_of_thanks(said) if COURTESY in message.marks else ()
        about = {"may": may, "thanked": thanked, "doubted": doubted, "words": words}
        return _made(kind, said=said, message=message, remote=remote, bodies=bodies, thanks=about, readers=audience)

    if len(message.html) + len(message.text) + len(message.quoted) > LONG:
        return make()
    author = said.author.shown_name if said.author else None
    files = tuple((each.pk, each.name, each.content_type, each.size, each.content_id) for each in said.files)
    people = tuple(message.to), tuple(message.cc), tuple(message.bcc), tuple(message.marks)
    words = message.html or message.text, message.quoted, message.language
    fate = message.delivery, message.delivery_note
    writer = message.pk, author, message.author_address
    side = (said.side.pk, said.side.subject, said.side.open) if said.side else None
    thanked_for = may, thanked, doubted
    return _entries.get((here, kind, remote, writer, files, people, words, fate, thanked_for, audience, side), make)


def _kind(said: Said) -> str:
    """Which template shows it."""
    if said.side is not None:
        return "side"
    if said.message.is_note:
        return "note"
    return "automatic" if not _AUTOMATIC.isdisjoint(said.message.marks) else "message"


@lru_cache(maxsize=1)
def never_shown() -> tuple[str, ...]:
    """Kinds of events that have no line whatever they hold."""
    silent = {key for key, kind in kinds.items() if not kind.shown}
    return tuple(sorted((_SAID | silent) - {"message.received", "ticket.opened"}))


def _shows(event: Event) -> bool:
    """Whether an event has a line: the kinds in _SAID only for what they did besides."""
    if event.kind == "message.received":
        return _opened_again(event.data)
    if event.kind == "ticket.opened":
        by_verdict = event.data.get("because") == "mail_verdict"
        return by_verdict or event.data.get("how") in ("phone", "follow-up", "api", "outgoing", "internal")
    kind = kinds.get(event.kind)
    return event.kind not in _SAID and (kind is None or kind.shown)


def _opened_again(data: dict[str, Any]) -> bool:
    return bool(data.get("set", {}).get("state") == State.OPEN)


def _event(here: Hashable, line: telling.Line) -> Markup:
    if line.kind == "message.received":
        line = replace(line, icon="m-open", sentence=telling.opened_again(line))
    return _entries.get((here, line.id, line.icon, line.sentence, *line.reasons), lambda: _made("event", line=line))


def _made(kind: str, **given: Any) -> Markup:
    return parts.made(f"console/thread/{kind}.html", **given)
