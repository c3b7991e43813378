"""Reading chats: one's own alone, whoever one is."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from accord.core import options
from accord.core.errors import NotFound
from accord.messaging.models import Chat, ChatLine, ChatMember
from accord.people.models import Person

PAGE = 60  # lines
MOST = 100  # chats in a list
LOOKED_AT = 5_000  # of one's newest lines a search reads


@dataclass(frozen=True)
class Mine:
    """A chat as one of its members sees it: who else is in it, the newest words, what he has not read."""

    chat: Chat
    others: list[Person]
    unread: int
    last: ChatLine | None

    @property
    def name(self) -> str:
        """Who else is in it."""
        return ", ".join(each.shown_name for each in self.others)


@dataclass(frozen=True)
class Page:
    """Lines, oldest first. `earlier`: the id before which there are more, or None."""

    lines: list[ChatLine]
    earlier: int | None


def unread(person_id: int) -> int:
    """How many chats hold something that he has not read; no statement where nobody ever wrote in one."""
    if not options.get("chat.used"):
        return 0
    return ChatMember.objects.filter(person_id=person_id, unread__gt=0)[:MOST].count()


def find(person: Person, number: int) -> Mine:
    """A chat in which he takes part. Raises NotFound for every other."""
    rows = ChatMember.objects.select_related("chat").filter(person=person, chat_id=number)
    found = _mine(person, list(rows[:1]))
    if not found:
        raise NotFound("chat")
    return found[0]


def newest(person: Person) -> list[Mine]:
    """His chats, the one in which somebody wrote last first."""
    rows = ChatMember.objects.select_related("chat").filter(person=person).order_by("-last_at", "-id")
    return _mine(person, list(rows[:MOST]))


def about(person: Person, ticket_id: int) -> list[Mine]:
    """His chats about that ticket."""
    if not options.get("chat.used"):
        return []
    rows = ChatMember.objects.select_related("chat").filter(person=person, chat__ticket_id=ticket_id)
    return _mine(person, list(rows.order_by("-last_at", "-id")[:MOST]))


def _mine(person: Person, rows: list[ChatMember]) -> list[Mine]:
    ids = [row.chat_id for row in rows]
    others: dict[int, list[Person]] = {}
    members = ChatMember.objects.select_related("person").filter(chat_id__in=ids).exclude(person=person)
    for each in members.order_by("id"):
        others.setdefault(each.chat_id, []).append(each.person)
    last = _last_lines(ids)
    return [Mine(row.chat, others.get(row.chat_id, []), row.unread, last.get(row.chat_id)) for row in rows]


def _last_lines(chats: list[int]) -> dict[int, ChatLine]:
    """The newest line of each: one index read a chat, all in one statement."""
    if not chats:
        return {}
    newest = ChatLine.objects.filter(chat_id=OuterRef("pk")).order_by("-id").values("pk")[:1]
    ids = Chat.objects.filter(pk__in=chats).annotate(newest=Subquery(newest)).values_list("newest", flat=True)
    rows = ChatLine.objects.select_related("by").filter(pk__in=[each for each in ids if each])
    return {row.chat_id: row for row in rows}


def lines(chat: Chat, before: int | None = None, most: int = PAGE) -> Page:
    """The newest lines of a chat, before a line's id. Ask only with a chat that `find` gave."""
    rows = ChatLine.objects.select_related("by").filter(chat=chat).order_by("-id")
    found = list((rows.filter(pk__lt=before) if before else rows)[: most + 1])
    return Page(found[:most][::-1], found[most - 1].pk if len(found) > most else None)


def search(person: Person, words: str, most: int = 30) -> list[ChatLine]:
    """Lines of his own chats that hold all the words, newest first, among his newest LOOKED_AT lines."""
    wanted = words.casefold().split()
    if not wanted:
        return []
    mine = ChatMember.objects.filter(person=person).values("chat_id")
    rows = ChatLine.objects.filter(chat_id__in=mine).order_by("-id").values_list("pk", "text")[:LOOKED_AT]
    hits = [number for number, text in rows if all(word in text.casefold() for word in wanted)][:most]
    return list(ChatLine.objects.select_related("by", "chat").filter(pk__in=hits).order_by("-id"))
