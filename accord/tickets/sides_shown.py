"""Which side conversations messages stand in: asked only where a message bears the mark."""

from collections.abc import Iterable

from accord.core import records
from accord.tickets.models import Message, SideConversation, SideMessage
from accord.tickets.rows import among

SIDE = "side"  # the mark


def of(messages: Iterable[Message]) -> dict[int, SideConversation]:
    """The side conversations of those of the messages that stand in one, by message id; no query where none does."""
    wanted = [message.pk for message in messages if SIDE in message.marks]
    if not wanted:
        return {}
    condition, params = among("message_id", wanted)
    rows = records.select(SideMessage, condition, params)
    sides = records.by_ids(SideConversation, {row.side_id for row in rows})
    return {row.message_id: sides[row.side_id] for row in rows if row.side_id in sides}
