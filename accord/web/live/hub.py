"""Who listens in this process, and what each of them may hear.

One watcher thread reads new events and hands them to the event loop; each stream has a queue and the access of its
person. What is never stored (who looks, who writes) goes through here too; `relay` carries it to other processes.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accord.people.models import Person
from accord.people.rights import Access
from accord.tickets.models import Ticket

QUEUE = 500  # a reader who is that far behind is told to load the page again
PRESENCE_S = 45.0  # a page says every 20 s that it is still there


def may_hear(access: Access, department: int, assignee: int | None) -> bool:
    """Whether somebody may hear of a ticket of that department and assignee."""
    return access.everywhere or assignee == access.person_id or access.may("see", department)


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened on a ticket, with what decides who may hear of it."""

    cursor: str
    ticket: int
    code: str
    kind: str
    department: int
    assignee: int | None
    actor: int
    asked: int | None = None  # the agent who opened it, of an internal ticket

    def seen_by(self, access: Access) -> bool:
        own = self.asked is not None and self.asked == access.person_id
        return own or may_hear(access, self.department, self.assignee)

    def words(self) -> dict[str, Any]:
        return {
            "cursor": self.cursor,
            "ticket": self.ticket,
            "code": self.code,
            "kind": self.kind,
            "actor": self.actor,
        }


@dataclass(eq=False)
class Listener:
    """One open stream."""

    access: Access
    name: str
    loop: asyncio.AbstractEventLoop
    queue: "asyncio.Queue[tuple[str, dict[str, Any]] | None]" = field(
        default_factory=lambda: asyncio.Queue(QUEUE)
    )

    def put(self, kind: str, words: dict[str, Any]) -> None:
        """Hand over something; only in the loop's thread. A full queue ends the stream."""
        try:
            self.queue.put_nowait((kind, words))
        except asyncio.QueueFull:
            self.end()

    def put_before(self, missed: list[News]) -> None:
        """Hand over what happened before all that waits, which may hold some of it too; only in the loop's thread."""
        waiting = []
        while not self.queue.empty():
            waiting.append(self.queue.get_nowait())
        known = {news.cursor for news in missed}
        for news in missed:
            if news.seen_by(self.access):
                self.put("ticket", news.words())
        for said in waiting:
            if said is None:
                self.end()
            elif said[0] != "ticket" or said[1]["cursor"] not in known:
                self.put(*said)

    def end(self) -> None:
        """The page is to be loaded again: all that waits is in it then."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


@dataclass(slots=True)
class Present:
    """Somebody at a ticket: looking, or writing a `reply` or a `note`."""

    person: int
    name: str
    doing: str
    until: float


@dataclass(slots=True)
class Place:
    """A ticket at which somebody is, with what decides who may hear of it."""

    code: str
    department: int
    assignee: int | None
    people: dict[int, Present] = field(default_factory=dict)

    def others(self, but: int) -> list[dict[str, Any]]:
        """Who is there, without that person."""
        now = time.monotonic()
        there = [each for each in self.people.values() if each.person != but and each.until > now]
        return [{"person": each.person, "name": each.name, "doing": each.doing} for each in there]


class Hub:
    """The listeners and the presence of this process. Its methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._present: dict[int, Place] = {}
        self.relay: Callable[[dict[str, Any]], None] | None = None

    def add(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.add(listener)

    def remove(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)

    def listeners(self) -> list[Listener]:
        with self._lock:
            return list(self._listeners)

    def tell(self, news: News) -> None:
        """Give news to everybody who may hear it."""
        for listener in self.listeners():
            if news.seen_by(listener.access):
                listener.loop.call_soon_threadsafe(listener.put, "ticket", news.words())

    def be_present(self, ticket: Ticket, person: Person, doing: str) -> bool:
        """Somebody looks at or writes on a ticket; `doing` "" means that he left. Other processes are told.

        Gives whether he came or left just now.
        """
        words = {
            "ticket": ticket.pk,
            "code": ticket.code,
            "department": ticket.department_id,
            "assignee": ticket.assignee_id,
            "person": person.pk,
            "name": person.shown_name,
            "doing": doing,
        }
        news = self.hear_presence(words)
        if self.relay is not None:
            self.relay(words)
        return news

    def hear_presence(self, words: dict[str, Any]) -> bool:
        """Presence from this process or another; tells everybody who may see that ticket when it changed.

        Gives whether somebody came or left.
        """
        ticket, person, doing = int(words["ticket"]), int(words["person"]), str(words["doing"])
        now = time.monotonic()
        with self._lock:
            place = self._present.setdefault(ticket, Place(str(words["code"]), 0, None))
            place.department, place.assignee = int(words["department"]), words["assignee"]
            before = place.people.get(person)
            if doing:
                place.people[person] = Present(person, str(words["name"]), doing, now + PRESENCE_S)
            else:
                place.people.pop(person, None)
            if not place.people:
                del self._present[ticket]
        if (before.doing if before else "") != doing:
            self._tell_presence(ticket, place)
        return (before is None) == bool(doing)

    def elsewhere(self, but: int) -> list[int]:
        """Tickets at which somebody other than `but` is now."""
        now = time.monotonic()
        with self._lock:
            return [
                ticket
                for ticket, place in self._present.items()
                if any(each.person != but and each.until > now for each in place.people.values())
            ]

    def forget(self) -> None:
        """Nobody is at a ticket any more: the database is another."""
        with self._lock:
            self._present.clear()

    def people(self) -> set[int]:
        """Who listens in this process."""
        with self._lock:
            return {listener.access.person_id for listener in self._listeners}

    def tell_standing(self, person: int, presence: str) -> None:
        """An agent came, went or paused; every agent may know."""
        for listener in self.listeners():
            listener.loop.call_soon_threadsafe(
                listener.put, "standing", {"person": person, "presence": presence}
            )

    def tell_person(self, person: int) -> None:
        """Something in that agent's list of news is new, or read; all of his pages ask what."""
        for listener in self.listeners():
            if listener.access.person_id == person:
                listener.loop.call_soon_threadsafe(listener.put, "notices", {"person": person})

    def tell_chat(self, person: int, chat: int) -> None:
        """Somebody wrote in a chat of that agent, or he has read it; all of his pages may ask for its words."""
        for listener in self.listeners():
            if listener.access.person_id == person:
                listener.loop.call_soon_threadsafe(listener.put, "chat", {"chat": chat})

    def tell_person_everywhere(self, person: int) -> None:
        """The same, to his pages at other processes, too."""
        self.tell_person(person)
        if self.relay is not None:
            self.relay({"news_of": person})

    def hear(self, words: dict[str, Any]) -> None:
        """What another process told."""
        if "news_of" in words:
            self.tell_person(int(words["news_of"]))
        else:
            self.hear_presence(words)

    def forget_the_gone(self) -> list[tuple[int, int]]:
        """Drop presence that was not renewed, and give (ticket, person) of each; called every few seconds."""
        now = time.monotonic()
        changed = []
        dropped = []
        with self._lock:
            for ticket, place in list(self._present.items()):
                gone = [person for person, each in place.people.items() if each.until < now]
                for person in gone:
                    del place.people[person]
                    dropped.append((ticket, person))
                if gone:
                    changed.append((ticket, place))
                if not place.people:
                    del self._present[ticket]
        for ticket, place in changed:
            self._tell_presence(ticket, place)
        return dropped

    def present_at(self, ticket: int, but: int) -> list[dict[str, Any]]:
        """Who else is at a ticket."""
        with self._lock:
            place = self._present.get(ticket)
            return place.others(but) if place else []

    def present(self, access: Access) -> list[dict[str, Any]]:
        """Where others are, of the tickets that this person may see."""
        with self._lock:
            seen = [
                {"ticket": ticket, "code": place.code, "others": place.others(access.person_id)}
                for ticket, place in self._present.items()
                if may_hear(access, place.department, place.assignee)
            ]
        return [each for each in seen if each["others"]]

    def _tell_presence(self, ticket: int, place: Place) -> None:
        for listener in self.listeners():
            if may_hear(listener.access, place.department, place.assignee):
                with self._lock:
                    others = place.others(listener.access.person_id)
                words = {"ticket": ticket, "code": place.code, "others": others}
                listener.loop.call_soon_threadsafe(listener.put, "present", words)


hub = Hub()
