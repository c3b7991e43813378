"""Merging, splitting and undoing it: tickets into tickets, two cards of one person."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from accord.people.models import Person
from accord.tickets import merging, merging_people, replying, splitting
from accord.tickets.models import Message, State
from accord.tickets.writing import Words
from tests.domain.order.desk import Desk, which


class Mergers(Desk):
    """Rules of the manager who tidies up."""

    @initialize(answered=st.booleans())
    def another_asks(self, answered: bool) -> None:
        """A ticket of Elitsa's, so that there is something to merge."""
        with self._step("customer"):
            ticket = self.desk.ticket("The lid is loose", requester=self.desk.elitsa)
        if answered:
            with self._step("agent", "reply"):
                replying.reply(ticket, Words(text="Press it down."), by=self.desk.ieva)

    @rule(number=which, further=st.integers(1, 2), show=st.booleans())
    def merges(self, number: int, further: int, show: bool) -> None:
        """The source closes and leads on; a survivor that was answered opens when the source's customer waited."""
        source, survivor = self._ticket(number), self._ticket(number + further)
        with self._step("agent customer", "merge_away", "customer_writes"):
            merging.merge(source, survivor, by=self.desk.tiina, show_each_other=show)
        source.refresh_from_db()
        assert source.merged_into_id is None or source.state == State.CLOSED

    @rule(number=which)
    def unmerges(self, number: int) -> None:
        """Each has its own back; the survivor is answered again if nothing was written since."""
        ticket = self._ticket(number)
        with self._step("agent", "unmerge", "mark_answered"):
            merging.unmerge(ticket, by=self.desk.tiina)
        ticket.refresh_from_db()
        assert ticket.merged_into_id is None

    @rule(number=which, some=st.integers(1, 7))
    def splits(self, number: int, some: int) -> None:
        """The chosen messages go to a ticket of their own; none is lost, none is in two places."""
        ticket = self._ticket(number)
        before = list(Message.objects.filter(ticket=ticket).order_by("id").values_list("id", flat=True))
        chosen = [each for at, each in enumerate(before) if some >> at % 3 & 1]
        new = None
        with self._step("agent customer", "split", "mark_answered", "customer_writes"):
            new = splitting.split(ticket, chosen, by=self.desk.tiina)
        if new is not None:
            there = Message.objects.filter(ticket__in=[ticket, new]).order_by("id")
            assert list(there.values_list("id", flat=True)) == before
            assert (
                Message.objects.filter(ticket=new).exists() and Message.objects.filter(ticket=ticket).exists()
            )

    @rule(number=which)
    def unsplits(self, number: int) -> None:
        """What was split off is there again, with all that came since."""
        new = self._ticket(number)
        said = set(Message.objects.filter(ticket=new).values_list("id", flat=True))
        old = None
        with self._step("agent customer", "merge_away", "customer_writes"):
            old = splitting.unsplit(new, by=self.desk.tiina)
        if old is not None:
            assert said <= set(Message.objects.filter(ticket=old).values_list("id", flat=True))
            new.refresh_from_db()
            assert new.merged_into_id is not None and new.state == State.CLOSED

    @rule(apart=st.booleans())
    def joins_people(self, apart: bool) -> None:
        """Hannah and Elitsa are one, or two again: no ticket moves and nobody is written to."""
        elitsa, hannah = (Person.objects.get(pk=each.pk) for each in (self.desk.elitsa, self.desk.hannah))
        with self._step("agent"):
            if apart:
                merging_people.unmerge(elitsa, by=self.desk.omar)
            else:
                merging_people.merge(elitsa, hannah, by=self.desk.omar)
