"""A desk on which anything happens in any order: one rule per thing that somebody can do.

Each rule calls the real verb and then carries out all that is due. After it `_step` compares each ticket with how it
was before: the change must be a row of the transition table for whoever acted, a ticket closes by the steps of CLOSES
alone, and nobody is mailed twice. What a verb refuses must have changed nothing.

Further rules: write a method with `@rule` in a part beside this one, do one thing inside
`with self._step(ROLE, STEP, ...)`, and name the steps of the transition table that it may lead to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from accord.channels.email.models import OutgoingMail
from accord.core import clock
from accord.core.errors import AccordError
from accord.events.delivering import deliver
from accord.events.models import Delivery, Event
from accord.people.models import Person
from accord.tickets.checking import problems
from accord.tickets.happenings import (
    CallLogged,
    CustomerReminded,
    MessageReceived,
    MessageRejudged,
    NoticeHeld,
    TagRemoved,
)
from accord.tickets.lifecycle import STEPS
from accord.tickets.merging_people import living
from accord.tickets.models import Resolution, State, Ticket
from accord.tickets.silence import choosing
from tests.tickets.silence.judging import judge
from tests.world import World

MOST_TICKETS = 4
# Steps after which a ticket may be closed that was not. Silence closes by "close", as DOMAIN 6.5 allows (`judge`).
CLOSES = {"say_solved", "close", "undelete", "only_thanks", "merge_away"}
which = st.integers(0, MOST_TICKETS - 1)
who = st.sampled_from(["hannah", "hannah", "elitsa", "stranger"])


class Desk(RuleBasedStateMachine):
    """Hannah asks, Elitsa is in copy; Ieva solves, Tiina manages; a stranger holds one of our links.

    Support has both rules of silence on, and its own mails count as taken at once.
    """

    desk: World  # set by the test
    stranger: Person

    def __init__(self) -> None:
        super().__init__()
        self.passed, self._ticks = timedelta(), 0
        began = datetime.now(UTC)
        self._clock = clock.running(lambda: began + self.passed + timedelta(seconds=self.seconds()))
        self._clock.__enter__()
        self._all = transaction.atomic()
        self._all.__enter__()
        self.choose_silence(True)
        self.first = self.desk.ticket(acknowledge=True, copied=[(self.desk.elitsa, "elitsa@example.com")])
        deliver()

    def choose_silence(self, on: bool) -> None:
        days = {"answered_days": 1, "first_day": 1, "last_day": 2, "close_day": 4}
        hours = {"from_hour": 0, "to_hour": 24, "weekdays": "1234567"}
        choosing.choose(self.desk.support, by=self.desk.omar, answered_on=on, resolved_on=on, **days, **hours)

    def seconds(self) -> int:
        """The clock never stands still, and never goes back."""
        self._ticks += 1
        return self._ticks

    def teardown(self) -> None:
        """Everything fits together in the end; then it is undone for the next history."""
        try:
            found = list(problems(deep=True))
            assert not found, found
            for ticket in Ticket.objects.all():
                judge(list(Event.objects.filter(ticket_id=ticket.pk).order_by("id")))
            stuck = Delivery.objects.exclude(last_error="").values_list("effect", "last_error")
            assert not list(stuck), list(stuck)
        finally:
            transaction.set_rollback(True)
            self._all.__exit__(None, None, None)
            self._clock.__exit__(None, None, None)

    # ------------------------------------------------------------------------------------------- what is checked

    @contextmanager
    def _step(self, role: str, *steps: str) -> Iterator[None]:
        """One thing that somebody of that role (words of the table's `who`) does, with all that follows from it."""
        before = dict(Ticket.objects.values_list("id", "state"))
        events, mails = self._newest(Event), self._newest(OutgoingMail)
        refused = False
        try:
            with transaction.atomic():
                yield
        except AccordError:
            refused = True
        if refused:
            assert self._newest(Event) == events, "what was refused has left an event"
        deliver()
        after = dict(Ticket.objects.values_list("id", "state"))
        assert not Ticket.objects.filter(merged_into__isnull=False).exclude(state=State.CLOSED).exists()
        for number, state in after.items():
            was = before.get(number)
            assert not refused or state == was, "what was refused has changed a ticket"
            assert was is None or state == was or self._in_table(role, steps, was, state), (role, steps, was, state)
            if state == State.CLOSED and was != State.CLOSED:
                assert was is not None and CLOSES.intersection(steps), (role, steps, was)
        self._nobody_twice(role, mails)
        self._no_step_twice(events)

    @staticmethod
    def _newest(model: type[Event] | type[OutgoingMail]) -> int:
        return model.objects.order_by("-id").values_list("id", flat=True).first() or 0

    @staticmethod
    def _in_table(role: str, steps: tuple[str, ...], was: str, state: str) -> bool:
        rows = [row for step in steps for row in STEPS[step]]
        roles = set(role.split())
        return any(roles & {*row.who} and was in row.sources and (row.to or was) == state for row in rows)

    @staticmethod
    def _nobody_twice(role: str, mails: int) -> None:
        """One act writes to nobody twice; of what time does at one moment this holds for each ticket."""
        fresh = OutgoingMail.objects.filter(id__gt=mails).values_list("ticket_id", "part", "recipients")
        told = [(role == "timer" and ticket, each) for ticket, _part, addresses in fresh for each in addresses]
        assert len(told) == len(set(told)), list(fresh)

    def _no_step_twice(self, events: int) -> None:
        """Nobody is reminded twice for one step of one resolution, but where something began the ladder anew."""
        for event in Event.objects.filter(id__gt=events, kind=CustomerReminded.key):
            earlier = Event.objects.filter(ticket_id=event.ticket_id, id__lt=event.pk).order_by("-id")
            for each in earlier.iterator(50):
                if self._begins_anew(each):
                    break
                same = each.kind == event.kind and each.data.get("last") == event.data.get("last")
                assert not same or each.data["resolution"] != event.data["resolution"], (each.data, event.data)

    @staticmethod
    def _begins_anew(event: Event) -> bool:
        if event.kind in (TagRemoved.key, CallLogged.key, NoticeHeld.key):
            return True
        return event.kind not in (MessageReceived.key, MessageRejudged.key) and "state" in event.data.get("set", {})

    def _ticket(self, number: int) -> Ticket:
        ids = list(Ticket.objects.order_by("id").values_list("id", flat=True)[:MOST_TICKETS])
        return Ticket.objects.select_related("department", "requester").get(pk=ids[number % len(ids)])

    def _person(self, name: str) -> Person:
        """Who writes under that name: the other card, where two were joined."""
        found = living((self.stranger if name == "stranger" else getattr(self.desk, name)).pk)
        assert found is not None
        return found

    def _question(self, ticket: Ticket, which_one: str) -> int | None:
        if which_one == "oldest":
            return Resolution.objects.filter(ticket=ticket).order_by("id").values_list("id", flat=True).first()
        return ticket.resolution_id if which_one == "today's" else None
