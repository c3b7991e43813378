"""What a customer does on his pages: solved, not solved, take back, write. Each is done once, however often it is sent.

A form carries the resolution that it asks about and the newest message that its page knew (DOMAIN 7.10).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Missing, NotPossible
from accord.messaging import marks
from accord.messaging.courtesy import is_courtesy
from accord.messaging.inbound import Arrival, Claim, survivor, take_in
from accord.messaging.senders import Sender
from accord.people.models import Person
from accord.tickets import apart, confirming, participating
from accord.tickets.confirming import OldQuestion, Voice, may_take_back, say_not_solved, say_solved, take_back
from accord.tickets.lifecycle import locked, possible
from accord.tickets.models import Attachment, Message, MessageKind, Resolution, State, Ticket
from accord.tickets.models.ticket import WAITING_FOR_US
from accord.tickets.receiving import Place, place_for, receive
from accord.tickets.writing import Words

COPY_SOLVED = marks.COPY_SOLVED
_QUESTION = set("?;？؟\u037e")


@dataclass(frozen=True)
class Visit:
    """Somebody on a page of a ticket: the person whose link or session it is. `proven`: by a code, not only a link.

    `link_made_at` is when his link was made; links on its page live no longer than itself.
    """

    ticket: Ticket
    person: Person
    address: str
    proven: bool = False
    link_made_at: datetime | None = None

    @property
    def is_requester(self) -> bool:
        return self.person.pk == self.ticket.requester_id and self.ticket.merged_into_id is None

    @cached_property
    def may_close(self) -> bool:
        """Whether his word closes it; a ticket that was merged away is closed by its survivor's requester."""
        return self.ticket.merged_into_id is None and confirming.may_close(self.ticket, self.person)

    @property
    def takes_part(self) -> bool:
        return self.is_requester or participating.takes_part(self.ticket, self.person)

    @property
    def voice(self) -> Voice:
        """How the verbs know him."""
        return Voice(self.person, by_link=not self.proven, link_address=self.address)

    @property
    def newest(self) -> int:
        """The id of the newest message that customers may see, 0 without one."""
        own = apart.messages_of(self.ticket) if self.ticket.merged_into_id else Q(ticket=self.ticket)
        shown = Message.objects.filter(own).exclude(kind=MessageKind.NOTE).order_by("-id")
        return shown.values_list("id", flat=True).first() or 0


@dataclass(frozen=True)
class Said:
    """What a form says: its words, the resolution that its page asked about, the newest message that it knew."""

    words: Words
    resolution_id: int | None = None
    seen: int | None = None

    @property
    def has_words(self) -> bool:
        return bool(self.words.text.strip() or self.words.files)


@dataclass(frozen=True)
class Done:
    """What came of it: the key of a notice, and the ticket to show, which may be a follow-up."""

    notice: str
    ticket: Ticket


def yes(visit: Visit, said: Said) -> Done:
    """It is solved. Somebody in copy only says so (DOMAIN 7.2). Words come along: a question among them is heard as a
    request of its own, for nobody reads a closed ticket.

    Raises OldQuestion, WroteMeanwhile, NotPossible.
    """
    ticket = visit.ticket
    if not visit.may_close:
        return _says_so(visit, said)
    with locked(ticket):
        say_solved(ticket, voice=visit.voice, resolution_id=said.resolution_id, seen_version=_seen(visit, said))
        if said.has_words and not _already(visit, said):
            where = _bring(visit, said, thanks=not _QUESTION & set(said.words.text))
            if where.pk != ticket.pk:
                return Done("closed_asked", ticket)
    return Done("closed", ticket)


def no(visit: Visit, said: Said) -> Done:
    """It is not solved: taken from any holder of a link. After a yes it takes that back (DOMAIN 7.10).

    Raises OldQuestion where another question stands by now, NotPossible where a yes can no longer be taken back.
    """
    ticket = visit.ticket
    with locked(ticket):
        again = said.has_words and _already(visit, said) is not None
        if ticket.state == State.CLOSED:
            return _no_on_closed(visit, said, again)
        if again:
            return Done("reopened", ticket)
        if not possible(ticket.state, "say_not_solved"):
            return _written(visit, said) if said.has_words else Done("reopened", ticket)
        try:
            words = said.words if said.has_words else None
            say_not_solved(ticket, voice=visit.voice, words=words, resolution_id=said.resolution_id)
        except OldQuestion:
            if ticket.state not in WAITING_FOR_US and not _was_denied(said.resolution_id):
                raise
            return _written(visit, said) if said.has_words else Done("reopened", ticket)
    return Done("reopened", ticket)


def back(visit: Visit, said: Said) -> Done:
    """Take the yes back; on a ticket that is open by now nothing is left to do. Raises NotPossible."""
    with locked(visit.ticket):
        take_back(visit.ticket, voice=visit.voice, words=said.words if said.has_words else None)
    return Done("taken_back", visit.ticket)


def write(visit: Visit, said: Said) -> Done:
    """A reply, to where the state of the ticket sends it. Raises Missing when nothing is written."""
    if not said.has_words:
        raise Missing("text", sentence=_("Write something first, then send it."))
    with locked(visit.ticket):
        if visit.proven and not visit.takes_part and possible(visit.ticket.state, "change"):
            # A colleague who sees what his company's people asked: whoever writes takes part from then on.
            participating.add(visit.ticket, visit.person, visit.address, by=visit.person)
        return _written(visit, said)


def _written(visit: Visit, said: Said) -> Done:
    earlier = _already(visit, said)
    where = earlier.ticket if earlier else _bring(visit, said)
    if where.pk == visit.ticket.pk or where.pk == _survivors_id(visit.ticket):
        return Done("sent", visit.ticket)
    return Done("follow_up", where)


def _survivors_id(ticket: Ticket) -> int | None:
    """Where a merged ticket's words go; its people stay on its own page (DOMAIN 7.5)."""
    found = survivor(ticket.pk) if ticket.merged_into_id else None
    return found.pk if found else None


def _bring(visit: Visit, said: Said, *, thanks: bool = False) -> Ticket:
    """To the ticket, or to what follows it; gives the ticket where the words are."""
    ticket = visit.ticket
    arrival = Arrival(
        channel="portal",
        sender=Sender(visit.person, visit.address),
        words=said.words,
        subject=ticket.subject,
        department=ticket.department,
        our_address=ticket.our_address,
        claims=[Claim(ticket.pk, "portal", proven=True)],
        courtesy=thanks or is_courtesy(said.words.text, bool(said.words.files), visit.person.name),
        acknowledge=True,
        how="follow-up",
    )
    outcome = take_in(arrival)
    ticket.refresh_from_db()
    return outcome.ticket


def _no_on_closed(visit: Visit, said: Said, again: bool) -> Done:
    if may_take_back(visit.ticket, visit.person):
        say_not_solved(visit.ticket, voice=visit.voice, words=said.words if said.has_words and not again else None)
        return Done("taken_back", visit.ticket)
    if said.has_words:
        return _written(visit, said)
    raise NotPossible("take_back", sentence=_("This can no longer be taken back. Write to us and we begin anew."))


def _says_so(visit: Visit, said: Said) -> Done:
    """Appended and marked; the requester decides. Where nothing can be appended, nothing is left to say."""
    with locked(visit.ticket):
        ticket = visit.ticket
        if ticket.merged_into_id is not None:
            _bring(visit, replace(said, words=replace(said.words, marks=[COPY_SOLVED])), thanks=True)
        elif place_for(ticket, courtesy=True) == Place.HERE and not _has_said_so(visit):
            words = Words(said.words.text, said.words.html, files=said.words.files, marks=[COPY_SOLVED, marks.COURTESY])
            receive(
                ticket, words, by=visit.person, address=visit.address, channel="portal", why="portal",
                from_requester=False,
            )
    return Done("said_so", visit.ticket)


def _has_said_so(visit: Visit) -> bool:
    last = Message.objects.filter(ticket=visit.ticket, kind=MessageKind.INCOMING).order_by("-id").first()
    return last is not None and last.author_id == visit.person.pk and COPY_SOLVED in last.marks


def _was_denied(resolution_id: int | None) -> bool:
    return Resolution.objects.filter(pk=resolution_id or 0, answer="no").exists()


def _seen(visit: Visit, said: Said) -> int | None:
    """What counts as seen: also his own words of this very form, which a first click has stored."""
    earlier = _already(visit, said) if said.has_words else None
    return max(said.seen, earlier.pk) if earlier and said.seen is not None else said.seen


def _already(visit: Visit, said: Said) -> Message | None:
    """The message that this very form has stored before: a double click, a second tab, a reload."""
    if said.seen is None:
        return None
    follow_ups = Ticket.objects.filter(follow_up_of=visit.ticket).values_list("id", flat=True)
    family = [visit.ticket.pk, _survivors_id(visit.ticket) or 0, *follow_ups]
    rows = Message.objects.filter(
        ticket_id__in=family, id__gt=said.seen, author=visit.person, kind=MessageKind.INCOMING, text=said.words.text
    )
    sent = sorted(each.file.sha256 for each in said.words.files)
    for row in rows.select_related("ticket")[:20]:
        files = Attachment.objects.filter(message=row).values_list("file__sha256", flat=True)
        if sorted(files) == sent:
            return row
    return None
