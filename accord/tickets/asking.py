"""Asking a supervisor: a note that mentions him, and a ticket that shows that it waits for him (DOMAIN 6.9)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.core import clock, options
from accord.core.errors import Invalid, Missing, NotPossible
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.events.recording import record
from accord.people.models import Person
from accord.people.system import system
from accord.tickets import agreeing, lifecycle, notifying
from accord.tickets.acting import demand, may
from accord.tickets.happenings import SupervisorAnswered, SupervisorAsked, TagRemoved, TicketEvent
from accord.tickets.hearing import supervisors
from accord.tickets.models import Message, State, SupervisorQuestion, Ticket, TicketTag
from accord.tickets.noting import note
from accord.tickets.tagging import put_on
from accord.tickets.writing import Words

WAITS = "waits-for-supervisor"  # stands on the ticket while it waits: lists show it, views and rules can ask for it
QUESTION = "question"
ANSWERED, REFUSED, TAKEN_BACK, OVER = "answered", "refused", "taken_back", "over"
_GONE = frozenset({State.CLOSED, State.DELETED, State.SPAM})

options.define(
    "tickets.supervisors_asked", False, gettext_lazy("Whether a supervisor was ever asked"), shown=False
)


def waiting_on(ticket: Ticket) -> SupervisorQuestion | None:
    """The question that waits on this ticket."""
    rows = SupervisorQuestion.objects.select_related("by", "note").filter(ticket=ticket, ended_at=None)
    return rows.first()


def may_answer(by: Person, ticket: Ticket) -> bool:
    """Whether the person answers such questions there: a supervisor of the department, an administrator."""
    return may(by, agreeing.RIGHT, ticket)


def ask(
    ticket: Ticket, text: str, *, by: Person, about: str = QUESTION, because: str = ""
) -> SupervisorQuestion:
    """Ask the department's supervisors; the ticket waits until one answers. `about` behaviour asks for consent.

    Raises Missing (nothing written, nobody to ask), NotPossible (asked already, closed), Invalid, NotAllowed.
    """
    if about not in (QUESTION, agreeing.BEHAVIOUR):
        raise Invalid("about")
    if not text.strip():
        raise Missing("text", sentence=_("Write what you ask."))
    with lifecycle.locked(ticket):
        lifecycle.target(ticket.state, "change")
        demand(by, "note", ticket)
        if waiting_on(ticket) is not None:
            raise NotPossible(
                "asked", sentence=_("The supervisors have been asked already and have not answered yet.")
            )
        asked = [number for number in supervisors(ticket.department_id) if number != by.pk]
        if not asked:
            raise Missing("people", sentence=_("This department has no supervisor to ask."))
        kept = note(ticket, Words(text=text.strip()), by=by, because=because)
        row = SupervisorQuestion.objects.create(ticket=ticket, about=about, by=by, at=clock.now(), note=kept)
        put_on(ticket, WAITS, by=system(), because="supervisor_asked")
        record(
            SupervisorAsked(
                ticket=ticket.pk,
                by_id=by.pk,
                question=row.pk,
                about=about,
                people=asked,
                note=kept.pk,
                because=because,
            )
        )
        if not options.get("tickets.supervisors_asked"):
            options.put("tickets.supervisors_asked", True)
        _tell(ticket, asked, by, text, about=about)
    return row


def answer(ticket: Ticket, text: str, *, by: Person, agrees: bool | None = None) -> None:
    """A supervisor answers, which ends the waiting. Asked for consent, he agrees or does not (`agrees`, with a reason).

    Raises NotPossible (nothing was asked), Missing (no words, no decision), NotAllowed.
    """
    with lifecycle.locked(ticket):
        demand(by, agreeing.RIGHT, ticket)
        row = _waiting(ticket)
        if row.about == agreeing.BEHAVIOUR and agrees is None:
            raise Missing("agrees", sentence=_("Say whether you agree."))
        if not text.strip() and not agrees:
            raise Missing("text", sentence=_("Write an answer."))
        outcome = ANSWERED if row.about == QUESTION else agreeing.GRANTED if agrees else REFUSED
        kept = note(ticket, Words(text=text.strip()), by=by) if text.strip() else None
        _end(row, ticket, outcome, by, kept)
        _tell(ticket, [row.by_id], by, text, about=row.about, outcome=outcome)


def take_back(ticket: Ticket, *, by: Person) -> None:
    """Who asked needs no answer any more; a supervisor may say so too. Raises NotPossible, NotAllowed."""
    with lifecycle.locked(ticket):
        row = _waiting(ticket)
        if row.by_id != by.pk:
            demand(by, agreeing.RIGHT, ticket)
        _end(row, ticket, TAKEN_BACK, by, None)


def react(happening: EventKind, event: Event) -> None:
    """With the ticket's end, or without its tag, nothing waits any more. Runs in the transaction of each change."""
    if not isinstance(happening, TicketEvent) or not options.get("tickets.supervisors_asked"):
        return
    gone = happening.set.get("state") in _GONE
    off = isinstance(happening, TagRemoved) and happening.tag == WAITS
    if not gone and not off:
        return
    row = SupervisorQuestion.objects.filter(ticket_id=happening.ticket, ended_at=None).first()
    ticket = lifecycle.in_hand(happening.ticket)
    if row is not None and ticket is not None:
        by = Person.objects.get(pk=happening.by_id) if off else system()
        _end(row, ticket, TAKEN_BACK if off else OVER, by, None)
    if happening.set.get("state") == State.CLOSED:
        agreeing.spend(happening.ticket)


def _waiting(ticket: Ticket) -> SupervisorQuestion:
    row = waiting_on(ticket)
    if row is None:
        raise NotPossible("asked", sentence=_("Nobody is asking the supervisors here."))
    return row


def _end(row: SupervisorQuestion, ticket: Ticket, outcome: str, by: Person, kept: Message | None) -> None:
    now = clock.now()
    row.outcome, row.ended_by, row.ended_at = outcome, by, now
    row.save(update_fields=["outcome", "ended_by", "ended_at"])
    if WAITS in ticket.tag_names:
        TicketTag.objects.filter(ticket=ticket, tag__name=WAITS).delete()
        changed = lifecycle.change(ticket, tag_names=[each for each in ticket.tag_names if each != WAITS])
        record(
            TagRemoved(
                ticket=ticket.pk, by_id=system().pk, set=changed, tag=WAITS, because="supervisor_answered"
            )
        )
    record(
        SupervisorAnswered(
            ticket=ticket.pk,
            by_id=by.pk,
            question=row.pk,
            about=row.about,
            outcome=outcome,
            asked_by=row.by_id,
            waited_s=int((now - row.at).total_seconds()),
            note=kept.pk if kept else None,
        )
    )


def _tell(
    ticket: Ticket, ids: Iterable[int], by: Person, text: str, *, about: str, outcome: str = ""
) -> None:
    """Tell them, each in his language; who was told too often today finds it on the ticket."""
    readers: dict[str, list[Person]] = {}
    for person in Person.objects.filter(pk__in=list(ids), is_active=True).order_by("id"):
        readers.setdefault(person.language or str(options.get("workspace.language")), []).append(person)
    for language, people in readers.items():
        with translation.override(language):
            first = str(TOLD[outcome or about]) % {"name": by.shown_name}
        try:
            with transaction.atomic():
                notifying.notify(
                    ticket, people, f"{first}\n{text.strip()}", by=system(), because="supervisor_asked"
                )
        except notifying.ToldOftenEnough:
            return


TOLD = {
    QUESTION: gettext_lazy("%(name)s asks you as a supervisor"),
    agreeing.BEHAVIOUR: gettext_lazy("%(name)s asks you to agree to ending this for behaviour"),
    ANSWERED: gettext_lazy("%(name)s answered your question"),
    agreeing.GRANTED: gettext_lazy("%(name)s agrees: you may end this for behaviour"),
    REFUSED: gettext_lazy("%(name)s does not agree to ending this for behaviour"),
}
