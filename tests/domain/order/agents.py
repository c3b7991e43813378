"""What agents do with a ticket, and what they choose for all of them."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from accord.core import clock
from accord.events.models import Event
from accord.people import absences
from accord.tickets import (
    assigning,
    calling,
    closing,
    discarding,
    rejudging,
    reopening,
    replying,
    resolving,
    tagging,
)
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.models import Message, MessageKind, State, Ticket
from accord.tickets.postponing import postpone
from accord.tickets.writing import Words
from tests.domain.order.desk import Desk, which


class Agents(Desk):
    """Rules of those who answer."""

    @initialize(begun=st.sampled_from(["new", "resolved", "resolved", "answered"]))
    def agent_begins(self, begun: str) -> None:
        """Most lives begin on a ladder: the steps of silence take many days."""
        if begun != "new":
            with self._step("agent", "reply", "resolve"):
                resolve = Explanation("solved") if begun == "resolved" else None
                replying.reply(self.first, Words(text="Hold the button."), by=self.desk.ieva, resolve=resolve)

    @rule(number=which, resolve=st.booleans(), open_again=st.booleans(), keep=st.booleans())
    def agent_replies(self, number: int, resolve: bool, open_again: bool, keep: bool) -> None:
        with self._step("agent", "reply", "resolve", "reopen"):
            replying.reply(
                self._ticket(number),
                Words(text="Hold the button."),
                by=self.desk.ieva,
                resolve=Explanation("solved") if resolve else None,
                open_again=open_again,
                keep_postponed=keep,
            )

    @rule(number=which, silent=st.booleans(), after_thanks=st.booleans())
    def agent_resolves(self, number: int, silent: bool, after_thanks: bool) -> None:
        ticket = self._ticket(number)
        with self._step("agent", "resolve"):
            if after_thanks:
                rejudging.resolve_after_thanks(ticket, by=self.desk.ieva)
            else:
                resolving.resolve(ticket, ready_text("solved", "en"), by=self.desk.tiina, silent=silent)

    @rule(number=which)
    def agent_reopens(self, number: int) -> None:
        with self._step("agent", "reopen", "reopen_closed"):
            reopening.reopen(self._ticket(number), by=self.desk.tiina, reason="It came back.")

    @rule(number=which, hours=st.sampled_from([1, 30]), stay=st.booleans(), explain=st.booleans())
    def agent_postpones(self, number: int, hours: int, stay: bool, explain: bool) -> None:
        explanation = ready_text("takes_longer", "en") if explain else None
        with self._step("agent", "postpone"):
            until = clock.now() + timedelta(hours=hours)
            postpone(self._ticket(number), until, by=self.desk.ieva, stay=stay, explanation=explanation)

    @rule(number=which, verb=st.sampled_from(["mark_spam", "mark_not_spam", "delete", "undelete"]))
    def agent_discards(self, number: int, verb: str) -> None:
        step = {"mark_not_spam": "not_spam"}.get(verb, verb)
        with self._step("agent", step):
            getattr(discarding, verb)(self._ticket(number), by=self.desk.tiina)

    @rule(number=which, basis=st.sampled_from(["moved", "customer_said_so", "cannot_be_solved", ""]))
    def agent_closes(self, number: int, basis: str) -> None:
        ticket = self._ticket(number)
        was = ticket.state
        with self._step("agent", "close"):
            closing.close(ticket, by=self.desk.ieva, basis=basis, how="By phone.")
        assert was in (State.RESOLVED, State.CLOSED) or Ticket.objects.get(pk=ticket.pk).state != State.CLOSED

    @rule(number=which, message=st.integers(0, 5), more=st.booleans())
    def agent_rejudges(self, number: int, message: int, more: bool) -> None:
        """Overrules the courtesy guard. What comes back closed was closed before by the customer or on a basis."""
        ticket = self._ticket(number)
        said = list(Message.objects.filter(ticket=ticket, kind=MessageKind.INCOMING).order_by("-id")[:6])
        if not said:
            return
        chosen = said[message % len(said)]
        if more:
            with self._step("customer", "customer_writes", "reply_reopens"):  # as if the words had come so
                rejudging.more_than_thanks(ticket, chosen, by=self.desk.ieva)
            return
        closings = Event.objects.filter(ticket_id=ticket.pk, kind__startswith="ticket.closed")
        was_closed = ticket.state == State.CLOSED or closings.exists()
        with self._step("agent", "only_thanks"):
            rejudging.only_thanks(ticket, chosen, by=self.desk.ieva)
        assert was_closed or Ticket.objects.get(pk=ticket.pk).state != State.CLOSED

    @rule(number=which, name=st.sampled_from(["ieva", "tiina", None]))
    def agent_assigns(self, number: int, name: str | None) -> None:
        with self._step("agent"):
            assigning.assign(self._ticket(number), getattr(self.desk, name) if name else None, by=self.desk.tiina)

    @rule(days=st.sampled_from([0, 2]))
    def agent_goes_away(self, days: int) -> None:
        ieva = self.desk.ieva
        with self._step("agent"):
            if days:
                absences.leave_until(ieva, clock.now() + timedelta(days=days), by=ieva)
            else:
                absences.come_back(ieva, by=ieva)

    @rule(number=which, keep=st.booleans())
    def agent_keeps_open(self, number: int, keep: bool) -> None:
        """The tag that silence leaves alone."""
        with self._step("agent"):
            (tagging.tag if keep else tagging.untag)(self._ticket(number), "keep-open", by=self.desk.ieva)

    @rule(number=which, reached=st.booleans())
    def agent_calls(self, number: int, reached: bool) -> None:
        with self._step("agent"):
            calling.log_call(self._ticket(number), by=self.desk.ieva, reached=reached)
