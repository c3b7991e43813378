"""What a ticket's page shows and offers about thanks (DOMAIN 6.3)."""

from dataclasses import dataclass

from accord.messaging import courtesy
from accord.messaging.marks import COURTESY
from accord.tickets import rejudging
from accord.tickets.conversation import Conversation, Said
from accord.tickets.models import MessageKind, State, Ticket


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be done: `may` overrule at all; ids of the thanks that one key resolves, and of a reply that may be
    nothing but thanks (0: none)."""

    may: bool = False
    thanked: int = 0
    doubted: int = 0

    def about(self, message_id: int) -> tuple[bool, bool, bool]:
        """What of it one message shows."""
        return self.may, message_id == self.thanked, message_id == self.doubted


NOTHING = Offers()


def offers(ticket: Ticket, talk: Conversation, may: bool) -> Offers:
    """Costs no query: the newest message stands in the conversation."""
    newest = next((said.message for said in reversed(talk.said) if not said.message.is_note), None)
    if not may or newest is None or newest.kind != MessageKind.INCOMING:
        return Offers(may)
    answered = ticket.state == State.OPEN and ticket.first_answered_at is not None
    automatic = not rejudging.NO_WORD.isdisjoint(set(newest.marks) - {COURTESY})
    if not answered or automatic:
        return Offers(may)
    return Offers(may, thanked=newest.pk) if COURTESY in newest.marks else Offers(may, doubted=newest.pk)


def words_of_thanks(said: Said) -> tuple[str, ...]:
    """The words for which a message is marked as thanks only; none where a button or an agent said so."""
    name = said.author.name if said.author else ""
    return courtesy.judge(said.message.text, sender_name=name).words
