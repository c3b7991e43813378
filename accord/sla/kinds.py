"""The clocks there are, and what each does in each state of its ticket (DOMAIN 2.3, 3.3)."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.tickets.models import State

S = State
LEVEL = "level"  # the row that says which level a ticket has


class Fate(StrEnum):
    """What a state means for a clock that runs."""

    RUN = "run"
    STAND = "stand"  # it waits, and goes on later with what is left
    END = "end"  # it has what it was waiting for: met or missed
    DROP = "drop"  # it ends without a verdict


RUN, STAND, END, DROP = Fate.RUN, Fate.STAND, Fate.END, Fate.DROP
_OURS = dict.fromkeys((S.NEW, S.OPEN, S.CHATTING, S.CALLING), RUN)


@dataclass(frozen=True)
class Kind:
    """One clock. `fates` by state; a state that is missing drops it. Where `postponed`, `waiting` the level decides."""

    key: str
    label: Promise
    help: Promise
    fates: dict[State, Fate]
    answer: bool = False  # the ticket's rank is when this is due
    postponed: bool = True  # it runs while postponed, if the level counts that
    waiting: bool = False  # it runs while the customer is to answer, if the level counts that

    def fate(self, state: str, *, count_postponed: bool, count_waiting: bool) -> Fate:
        """What the state means for this clock under a level that counts so."""
        if state == S.POSTPONED and self.postponed:
            return RUN if count_postponed else STAND
        if state == S.ANSWERED and self.waiting:
            return RUN if count_waiting else STAND
        return self.fates.get(State(state), DROP)


_ANSWERED = {S.ANSWERED: END}
KINDS: dict[str, Kind] = {
    each.key: each
    for each in (
        Kind(
            "first_answer",
            _("First answer"),
            _("From opening to the first answer. Postponing with an explanation counts as one."),
            {S.NEW: RUN, S.OPEN: RUN, **_ANSWERED},
            answer=True,
        ),
        Kind(
            "next_answer",
            _("Next answer"),
            _("Each time the ticket opens again, until we answer."),
            {S.OPEN: RUN, **_ANSWERED},
            answer=True,
        ),
        Kind(
            "first_assign",
            _("First assignment"),
            _("From opening until somebody holds it."),
            {**_OURS, S.ANSWERED: RUN, S.RESOLVED: STAND},
        ),
        Kind(
            "first_resolution",
            _("First resolution"),
            _("From opening until it is resolved for the first time."),
            {**_OURS, S.RESOLVED: END, S.CLOSED: END},
            waiting=True,
        ),
        Kind(
            "chat_answer",
            _("Chat answer"),
            _("From the beginning of a chat until somebody answers."),
            {S.CHATTING: RUN, **_ANSWERED},
            answer=True,
            postponed=False,
        ),
        Kind(
            "call_answer",
            _("Call answer"),
            _("From the beginning of a call until somebody picks up."),
            {S.CALLING: RUN, **_ANSWERED},
            answer=True,
            postponed=False,
        ),
        Kind(
            "requester_wait",
            _("Customer's waiting"),
            _("All the time that the customer waits for us until it is resolved, added up."),
            {**_OURS, S.ANSWERED: STAND, S.RESOLVED: END, S.CLOSED: END},
        ),
        Kind(
            "agent_work",
            _("Our work"),
            _(
                "All the time that the ticket is new or open until it is resolved; postponed time never counts."
            ),
            {**_OURS, S.ANSWERED: STAND, S.POSTPONED: STAND, S.RESOLVED: END, S.CLOSED: END},
            postponed=False,
        ),
        Kind(
            "periodic_update",
            _("Word in between"),
            _("After each of our messages, until the next one, as long as it is not resolved."),
            {S.NEW: RUN, S.OPEN: RUN},
            waiting=True,
        ),
    )
}
ANSWERS = frozenset(key for key, kind in KINDS.items() if kind.answer)
ONCE = ("first_resolution", "requester_wait", "agent_work")  # begin with the ticket, and do not begin again
