"""Whether an agent may read the words that an event is about: notes may be meant for some of them only."""

from collections.abc import Mapping

from accord.events.models import Event
from accord.people.models import Person
from accord.people.rights import access_of
from accord.tickets import audiences
from accord.tickets.models import Message


def may_read(person: Person, event: Event) -> bool:
    """Whether these words are for him, too. Asked when he is told."""
    message = Message.objects.filter(pk=event.data.get("message") or 0).first()
    return message is None or bool(readable(person, {message.pk: message}))


def readable(person: Person, messages: Mapping[int, Message]) -> dict[int, Message]:
    """Those of the messages that are for him, too; no query where none is meant for some only."""
    rows = list(messages.values())
    heard = audiences.of(rows)
    if not heard:
        return dict(messages)
    unread = audiences.hidden(rows, heard, access_of(person))
    return {number: message for number, message in messages.items() if number not in unread}
