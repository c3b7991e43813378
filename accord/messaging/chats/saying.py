"""Beginning a chat, and writing in one."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.core.errors import Invalid, Missing, NotAllowed, NotFound
from accord.events.recording import record
from accord.messaging.chats.happenings import ChatSaid
from accord.messaging.models import Chat, ChatLine, ChatMember
from accord.people.models import Person
from accord.people.rights import access_of
from accord.tickets import seeing
from accord.tickets.models import Ticket

LONGEST = 4_000
MOST_PEOPLE = 12

# Whether anybody ever wrote in one: until then no page asks for them.
options.define("chat.used", False, _("Chats between agents"), shown=False)


def begin(to: Sequence[Person], text: str, *, by: Person, ticket: Ticket | None = None) -> Chat:
    """Write to colleagues, in the chat that they have already or in a new one; with a ticket, in one about it.

    Raises Missing (nobody, no words), Invalid (no agent, too many, one who may not see the ticket), NotAllowed.
    """
    _demand_agent(by)
    people = {each.pk: each for each in to if each.pk != by.pk}
    if not people:
        raise Missing("to", sentence=_("Choose whom you write to."))
    if len(people) >= MOST_PEOPLE:
        raise Invalid("to", sentence=_("A chat has up to %(most)s people."), most=MOST_PEOPLE)
    for each in people.values():
        if not (each.is_agent and each.is_active):
            raise Invalid("to", sentence=_("%(name)s is no agent here."), name=each.shown_name)
        if ticket is not None and not seeing.may_see(access_of(each), ticket):
            raise Invalid("to", sentence=_("%(name)s may not see this ticket."), name=each.shown_name)
    words = _words(text)
    members = sorted({*people, by.pk})
    key = f"{ticket.pk if ticket is not None else ''}:{','.join(map(str, members))}"
    with transaction.atomic():
        now = clock.now()
        values = {"ticket_id": ticket.pk if ticket is not None else None, "made_at": now, "last_at": now}
        chat, new = Chat.objects.select_for_update().get_or_create(key=key, defaults=values)
        if new:
            ChatMember.objects.bulk_create(
                ChatMember(chat=chat, person_id=each, last_at=now) for each in members
            )
            if not options.get("chat.used"):
                options.put("chat.used", True)
        _write(chat, words, by)
    return chat


def say(chat: Chat, text: str, *, by: Person) -> ChatLine:
    """Write in a chat. Raises Missing, Invalid (too long), NotFound for who takes no part."""
    _demand_agent(by)
    words = _words(text)
    with transaction.atomic():
        if not ChatMember.objects.filter(chat=chat, person=by).exists():
            raise NotFound("chat")
        return _write(chat, words, by)


def read(chat: Chat, *, by: Person) -> bool:
    """He has read what stands there; whether something was unread. His other pages hear of it."""
    with transaction.atomic():
        was = ChatMember.objects.filter(chat=chat, person=by, unread__gt=0).update(unread=0)
        if was:
            record(ChatSaid(chat=chat.pk, by_id=by.pk, people=[by.pk]))
    return bool(was)


def _write(chat: Chat, words: str, by: Person) -> ChatLine:
    if Chat.objects.select_for_update().filter(pk=chat.pk).first() is None:  # lines of one chat one after the other
        raise NotFound("chat")
    now = clock.now()
    line = ChatLine.objects.create(chat=chat, by=by, text=words, at=now)
    Chat.objects.filter(pk=chat.pk).update(last_at=now)
    members = ChatMember.objects.filter(chat=chat)
    members.exclude(person=by).update(unread=F("unread") + 1, last_at=now)
    members.filter(person=by).update(unread=0, last_at=now)
    people = list(members.order_by("person_id").values_list("person_id", flat=True))
    record(ChatSaid(chat=chat.pk, by_id=by.pk, people=people))
    return line


def _words(text: str) -> str:
    words = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not words:
        raise Missing("text", sentence=_("There is nothing written yet."))
    if len(words) > LONGEST:
        raise Invalid("text", sentence=_("That is too long for a chat. Write a note instead."))
    return words


def _demand_agent(by: Person) -> None:
    if not (by.is_agent and by.is_active):
        raise NotAllowed("chat")
