"""What time does: pauses end, and silence ends step by step where a department chose that."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from accord.channels.email.models import OutgoingMail
from accord.core import clock
from accord.events import timers
from accord.events.models import Event, Timer
from accord.tickets import delivering
from accord.tickets.models import SilencePulse, State, Ticket
from accord.tickets.silence import catching_up, ladder, pulse
from tests.domain.order.desk import Desk, which


class Timers(Desk):
    """Rules of the clock, of mail servers, and of whoever chose what time does."""

    @rule(hours=st.sampled_from([2, 40, 24 * 8]))
    def clock_leaps(self, hours: int) -> None:
        """The desk was off so long: pauses end, but nobody is reminded and nothing is closed at once."""
        self.passed += timedelta(hours=hours)
        pulse.beat()
        newest = self._newest(Event)
        self._ring("return", "return_to_new")
        assert not Event.objects.filter(id__gt=newest, data__because__startswith="silent_").exists()

    def days_pass(self, days: int) -> None:
        """The worker is awake all the time, and does each thing when it is due."""
        until = self.passed + timedelta(days=days)
        while True:
            self._awake()
            due = Timer.objects.order_by("due_at").values_list("due_at", flat=True).first()
            ahead = max(due - clock.now(), timedelta()) if due else None
            if ahead is None or self.passed + ahead > until:
                break
            self.passed += ahead
            self._awake()
        self.passed = until
        self._awake()

    @rule(days=st.sampled_from([1, 3]))
    def a_few_days_pass(self, days: int) -> None:
        self.days_pass(days)

    @rule()
    def a_week_passes(self) -> None:
        self.days_pass(7)

    def _awake(self) -> None:
        SilencePulse.objects.update(seen_at=clock.now())
        self._ring("return", "return_to_new", "resolve", "close")

    def _ring(self, *steps: str) -> None:
        states = dict(Ticket.objects.values_list("id", "state"))
        with self._step("timer", *steps):
            timers.sweep()
        assert not Timer.objects.exclude(last_error="").exists()
        closed = [number for number, state in states.items() if state != State.CLOSED]
        for ticket in Ticket.objects.filter(id__in=closed, state=State.CLOSED):
            event = Event.objects.filter(ticket_id=ticket.pk, kind="ticket.closed").latest("id")
            assert event.data["because"] == "silent_after_reminders" and states[ticket.pk] == State.RESOLVED
            assert "keep-open" not in ticket.tag_names and not ticket.undelivered

    @rule(number=which)
    def mail_bounces(self, number: int) -> None:
        """The last question or reminder comes back: it stands in "Could not be told"."""
        ticket = self._ticket(number)
        asked = OutgoingMail.objects.filter(ticket_id=ticket.pk, resolution_id__isnull=False).order_by("-id").first()
        if asked is not None:
            with self._step("customer"):
                delivering.not_told(ticket, asked.part, ticket.requester_address, "5.1.1 no such user")

    @rule(on=st.booleans(), older=st.sampled_from([None, ladder.ANSWERED, ladder.RESOLVED]))
    def department_chooses_silence(self, on: bool, older: str | None) -> None:
        """The rules go off and on; what is older is brought in only by a person's word."""
        with self._step("agent"):
            self.choose_silence(on)
        if on and older:
            with self._step("agent"):
                catching_up.start(self.desk.support, older, by=self.desk.omar)

    @rule(days=st.sampled_from([0, 5]), reopens=st.booleans())
    def department_decides(self, days: int, reopens: bool) -> None:
        """The windows of the department change."""
        self.desk.support.reopen_closed_days, self.desk.support.reply_reopens = days, reopens
        self.desk.support.save()
