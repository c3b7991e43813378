"""The customer's last word: solved, not solved, and taking it back (DOMAIN 6.1 to 6.4, 7.1, 7.2, 7.9, 7.10)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Conflict, NotAllowed, NotPossible
from accord.events.recording import record
from accord.people.models import Person
from accord.people.speaking import speaks_for
from accord.tickets import hearing, pausing, resolutions
from accord.tickets.explaining import Explanation
from accord.tickets.happenings import ClosedByCustomer, CustomerSaidNo, CustomerTookBack, TicketResolved
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Message, MessageKind, Resolution, State, Ticket
from accord.tickets.writing import Words, add_message, seen_on_ticket


class OldQuestion(Conflict):
    """The link's resolution is over: a yes never answers another resolution's question (DOMAIN 7.1)."""

    key = "old_question"
    sentence = _("This question is from an earlier time. The page shows how things stand today.")


class WroteMeanwhile(Conflict):
    """A reply that arrived meanwhile wins over a yes from a page older than it (DOMAIN 7.10)."""

    key = "wrote_meanwhile"
    sentence = _("Somebody wrote since this page was made. Look at it, then decide.")


@dataclass(frozen=True)
class Voice:
    """Who speaks: the person, whether by a mailed link rather than signed in, and to which address that link went."""

    person: Person
    by_link: bool = False
    link_address: str = ""


def say_solved(
    ticket: Ticket, *, voice: Voice, resolution_id: int | None = None, seen_version: int | None = None
) -> None:
    """The customer says it is solved: closed, by him. Only who `may_close` (DOMAIN 7.2); again is a no-op.

    With `resolution_id` the answer belongs to that resolution; raises OldQuestion when it is over, WroteMeanwhile when
    a message came after `seen_version` (a message id). Raises NotAllowed, NotPossible.
    """
    with locked(ticket):
        if not may_close(ticket, voice.person):
            raise NotAllowed("confirm", sentence=_("Only the person who asked can close this."))
        resolution = _asked(ticket, resolution_id)
        if ticket.state == State.CLOSED:
            return
        state = target(ticket.state, "say_solved")
        if seen_version is not None and _wrote_after(ticket, seen_version):
            raise WroteMeanwhile()
        if resolution is None and ticket.state != State.RESOLVED:
            resolution = _resolve_by_customer(ticket, voice)
        resolution = resolution or ticket.resolution
        if resolution is not None:
            _answer(resolution, "yes", voice)
        changed = change(ticket, state=state, closed_at=clock.now(), closed_by_customer=True)
        record(
            ClosedByCustomer(
                ticket=ticket.pk,
                by_id=voice.person.pk,
                set=changed,
                resolution=resolution.pk if resolution else None,
                by_link=voice.by_link,
                speaking=voice.person.pk != ticket.requester_id,
                link_address=voice.link_address,
            )
        )


def may_close(ticket: Ticket, person: Person) -> bool:
    """The requester, or somebody who has the right to speak for the requester's company (DOMAIN 7.2)."""
    return person.pk == ticket.requester_id or speaks_for(person, ticket.requester)


def say_not_solved(
    ticket: Ticket, *, voice: Voice, words: Words | None = None, resolution_id: int | None = None
) -> None:
    """The customer says it is not solved; taken from any holder of a link (DOMAIN 7.9). With words they are appended.

    On a closed ticket it is `take_back`. On one that is open already it is an ordinary reply, or nothing without words.
    """
    with locked(ticket):
        if ticket.state == State.CLOSED:
            take_back(ticket, voice=voice, words=words)
            return
        resolution = _asked(ticket, resolution_id)
        was = State(ticket.state)
        state = target(was, "say_not_solved")
        if state == was and words is None:
            return
        message = _append(ticket, words, voice)
        if was == State.RESOLVED:
            _answer(resolution or ticket.resolution, "no", voice)
            resolutions.end(ticket)
        if was == State.POSTPONED:
            pausing.end(ticket)
        fields = seen_on_ticket(ticket, message) if message else {}
        changed = change(
            ticket, state=state, **fields, **(resolutions.UNDONE if was == State.RESOLVED else {})
        )
        record(
            CustomerSaidNo(
                ticket=ticket.pk,
                by_id=voice.person.pk,
                set=changed,
                resolution=resolution.pk if resolution else None,
                by_link=voice.by_link,
                was=was,
                message=message.pk if message else None,
            )
        )
        hearing.said_no(ticket, was)


def may_take_back(ticket: Ticket, person: Person) -> bool:
    """Requester only, within the department's days, after a closing by his own word."""
    until = resolutions.take_back_until(ticket)
    return (
        ticket.state == State.CLOSED
        and ticket.merged_into_id is None
        and person.pk == ticket.requester_id
        and until is not None
        and clock.now() < until
    )


def take_back(ticket: Ticket, *, voice: Voice, words: Words | None = None) -> None:
    """The customer takes his yes back: open again. On a ticket that is not closed a no-op. Raises NotPossible."""
    with locked(ticket):
        if ticket.state != State.CLOSED:
            return
        if not may_take_back(ticket, voice.person):
            raise NotPossible(
                "take_back", sentence=_("This can no longer be taken back. Write to us and we begin anew.")
            )
        state = target(ticket.state, "take_back")
        message = _append(ticket, words, voice)
        resolutions.end(ticket)
        fields = seen_on_ticket(ticket, message) if message else {}
        changed = change(ticket, state=state, **fields, **resolutions.UNDONE)
        record(
            CustomerTookBack(
                ticket=ticket.pk,
                by_id=voice.person.pk,
                set=changed,
                by_link=voice.by_link,
                message=message.pk if message else None,
            )
        )
        hearing.said_no(ticket, State.CLOSED)


def _asked(ticket: Ticket, resolution_id: int | None) -> Resolution | None:
    if resolution_id is None:
        return None
    resolution = Resolution.objects.filter(pk=resolution_id, ticket=ticket).first()
    if resolution is None or resolution.ended_at is not None or ticket.resolution_id != resolution.pk:
        raise OldQuestion()
    return resolution


def _answer(resolution: Resolution | None, answer: str, voice: Voice) -> None:
    if resolution is not None:
        resolution.answer, resolution.answered_at = answer, clock.now()
        resolution.answered_by, resolution.answered_by_link = voice.person, voice.by_link
        resolution.save(update_fields=["answer", "answered_at", "answered_by", "answered_by_link"])


def _resolve_by_customer(ticket: Ticket, voice: Voice) -> Resolution:
    """DOMAIN 6.1: "solved" on an unfinished ticket is resolved and closed in one transaction, both his."""
    if ticket.state == State.POSTPONED:
        pausing.end(ticket)
    resolution = resolutions.begin(ticket, Explanation("solved"), by=voice.person)
    changed = change(ticket, state=State.RESOLVED, resolution_id=resolution.pk, resolved_at=resolution.at)
    record(
        TicketResolved(
            ticket=ticket.pk,
            by_id=voice.person.pk,
            set=changed,
            resolution=resolution.pk,
            reason="solved",
            by_customer=True,
        )
    )
    return resolution


def _append(ticket: Ticket, words: Words | None, voice: Voice) -> Message | None:
    if words is None or not (words.text.strip() or words.files):
        return None
    return add_message(
        ticket, MessageKind.INCOMING, words, by=voice.person, address=voice.link_address, channel="portal"
    )


def _wrote_after(ticket: Ticket, message_id: int) -> bool:
    return Message.objects.filter(ticket=ticket, id__gt=message_id).exclude(kind=MessageKind.NOTE).exists()
