"""What customers do: write, say yes or no, take it back, be away; and what their machines send."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from accord.core import clock
from accord.messaging import inbound
from accord.messaging.courtesy import is_courtesy
from accord.messaging.senders import Sender
from accord.tickets import confirming
from accord.tickets.confirming import Voice
from accord.tickets.models import State, Ticket
from accord.tickets.models.ticket import WAITING_FOR_US
from accord.tickets.silence import absences
from accord.tickets.writing import Words
from tests.domain.order.desk import Desk, which, who

SAID = ("It stops again.", "Thanks!", "Thanks, but it stops.", "Works now, thank you!", "👍", "When does it come?")


class Customers(Desk):
    """Rules of those who ask."""

    @rule(number=which, name=who, text=st.sampled_from(SAID))
    def writes(self, number: int, name: str, text: str) -> None:
        """A mail with our token, ordinary or courteous: what is no thanks always waits for us afterwards."""
        ticket, person = self._ticket(number), self._person(name)
        paused = ticket.state == State.POSTPONED and ticket.postponement.stay
        with self._step("customer", "customer_writes", "reply_reopens"):
            outcome = inbound.take_in(
                inbound.Arrival(
                    channel="email",
                    sender=Sender(person, self._address(name)),
                    words=Words(text=text, language="en"),
                    subject="Re: it",
                    department=self.desk.support,
                    our_address="support@example.com",
                    claims=[inbound.Claim(ticket.pk, "token", proven=True)],
                    courtesy=is_courtesy(text, sender_name=person.name),
                    acknowledge=True,
                )
            )
        there = Ticket.objects.get(pk=outcome.ticket.pk)
        heard = there.state in (*WAITING_FOR_US, State.SPAM) or paused or there.pk != ticket.pk
        assert heard or is_courtesy(text, sender_name=person.name), (text, there.state)

    @rule(number=which, mark=st.sampled_from(["auto-reply", "bounce", "receipt"]))
    def answers_automatically(self, number: int, mark: str) -> None:
        """A machine writes: nothing moves."""
        ticket = self._ticket(number)
        with self._step("customer"):
            inbound.note(ticket, Words(text="I am away."), by=self.desk.hannah, address="hannah@example.com", mark=mark)

    @rule(number=which, name=who, by_link=st.booleans(), question=st.sampled_from(["today's", "oldest", "none"]))
    def says_yes(self, number: int, name: str, by_link: bool, question: str) -> None:
        """A yes to today's question, to one long over, or without any; only the requester's closes."""
        ticket = self._ticket(number)
        before, asked = ticket.state, self._question(ticket, question)
        with self._step("customer", "say_solved"):
            confirming.say_solved(ticket, voice=Voice(self._person(name), by_link), resolution_id=asked)
        closed = Ticket.objects.get(pk=ticket.pk).state == State.CLOSED and before != State.CLOSED
        assert not closed or (name != "stranger" and ticket.requester == self._person(name))
        assert not closed or asked is None or asked == ticket.resolution_id

    @rule(
        number=which,
        name=who,
        words=st.sampled_from([None, "No, look."]),
        question=st.sampled_from(["today's", "none"]),
    )
    def says_no(self, number: int, name: str, words: str | None, question: str) -> None:
        """A no from any holder of the link; on a closed ticket it takes the yes back."""
        ticket = self._ticket(number)
        with self._step("customer", "say_not_solved", "take_back"):
            confirming.say_not_solved(
                ticket,
                voice=Voice(self._person(name), by_link=True),
                words=Words(text=words) if words else None,
                resolution_id=self._question(ticket, question),
            )

    @rule(number=which, name=who)
    def takes_back(self, number: int, name: str) -> None:
        with self._step("customer", "take_back"):
            confirming.take_back(self._ticket(number), voice=Voice(self._person(name)))

    @rule(number=which, days=st.integers(0, 6))
    def is_away(self, number: int, days: int) -> None:
        """An automatic reply that names the day of return: nothing moves but reminders."""
        ticket = self._ticket(number)
        with self._step("customer"):
            absences.away(ticket, ticket.requester_id, (clock.now() + timedelta(days=days)).date())

    def _address(self, name: str) -> str:
        return str((self.stranger if name == "stranger" else getattr(self.desk, name)).email)
