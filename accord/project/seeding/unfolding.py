"""From a history to rows: what the verbs of `accord.tickets` would write, without asking the database.

Each method of Unfolding does what the verb of its name does (see `tests/project/test_seeding.py`, which compares
them column by column). The mails that follow are in `posting`.
"""

from typing import Any

from accord.project.seeding.histories import Step
from accord.project.seeding.standing import Standing, iso
from accord.tickets.explaining import Explanation
from accord.tickets.models import State


class Unfolding(Standing):
    """The verbs, one method each."""

    __slots__ = ()

    def do(self, step: Step) -> None:
        """Carry out the next step."""
        self.begin(step)
        getattr(self, step.verb)(step)

    # ------------------------------------------------------------------------------------------- opening and messages

    def opens(self, step: Step) -> None:
        self._open(step, "mail", acknowledge=bool(step.value))

    def phones(self, step: Step) -> None:
        self._open(step, "phone", acknowledge=False)

    def _open(self, step: Step, how: str, *, acknowledge: bool) -> None:
        history, requester = self.history, self.history.requester
        self.created = self.updated = self.changed = self.db
        self.since = self.now
        copies = [one.address for one in history.copied]
        to = [history.mailbox.address] if how == "mail" else []
        message = self._message(step, "incoming", requester.id, requester.address, to=to, cc=copies if to else [])
        for person in (requester, *history.copied):
            row = (self.id, person.id, person.address, person is requester, self.db)
            self.rows["participant"].append((self.new["participant"](), *row))
        facts: dict[str, Any] = {
            "state": "new", "department_id": self.department, "requester_id": requester.id, "priority": self.priority
        }  # fmt: skip
        data = {"set": facts, "how": how, "message": message, "from_address": requester.address}
        data |= {"acknowledge": True} if acknowledge else {}
        event = self._event("ticket.opened", step.by, data, public=True)
        if how == "mail":
            self.posting.came(step, message, "opened", "new")
        if acknowledge:
            self.posting.owe(event, "received")

    def writes(self, step: Step) -> None:
        was = self.state
        requester = self.history.requester
        to = [self.history.mailbox.address]
        message = self._message(step, "incoming", requester.id, requester.address, to=to)
        facts: dict[str, Any] = {}
        if was == State.POSTPONED:
            self._end_pause()
        if was == State.RESOLVED:
            self._undo(facts)
        self._move(State.OPEN if was in (State.ANSWERED, State.RESOLVED, State.POSTPONED) else was, facts)
        data = {"message": message, "why": "in_reply_to", "was": str(was)}
        self._event("message.received", requester.id, self._with_set(facts) | data, public=True)
        self.posting.came(step, message, "appended", "in_reply_to")

    def answers(self, step: Step) -> None:
        was = self.state
        copies = [one.address for one in self.history.copied]
        requester = self.history.requester
        ours = self.history.mailbox.address
        message = self._message(step, "outgoing", step.by, ours, to=[requester.address], cc=copies)
        resolution = self._resolution(step.by, Explanation("solved"), message) if step.resolving else None
        if was == State.POSTPONED:
            self._end_pause()
        facts: dict[str, Any] = {}
        first = self._answered(facts)
        self._move(State.ANSWERED, facts)
        facts |= first
        if self.last_agent != step.by:
            self.last_agent = facts["last_agent_id"] = step.by
        data = self._with_set(facts) | {"message": message}
        if resolution:
            data["resolution"] = resolution
        event = self._event("message.sent", step.by, data | {"was": str(was)}, public=True)
        self.posting.owe(event, "answer", message, resolution, copied=True)
        if resolution:
            done = {"resolution": resolution, "reason": "solved", "message": message}
            self._event("ticket.resolved", step.by, self._with_set(self._resolve(resolution)) | done, public=True)

    def notes(self, step: Step) -> None:
        message = self._message(step, "note", step.by, "")
        self._touch()
        self._event("note.added", step.by, {"message": message})

    # ------------------------------------------------------------------------------------------------------- changes

    def takes(self, step: Step) -> None:
        before, self.assignee = self.assignee, step.value
        self._touch()
        data = {"set": {"assignee_id": step.value}, "assignee": step.value}
        self._event("ticket.assigned", step.by, data | ({"before": before} if before else {}))

    def moves(self, step: Step) -> None:
        before, self.department = self.department, step.value
        facts: dict[str, Any] = {"department_id": step.value}
        if self.assignee is not None:
            self.assignee = facts["assignee_id"] = None
        self._touch()
        self._event("ticket.transferred", step.by, {"set": facts, "department": step.value, "before": before})

    def tags(self, step: Step) -> None:
        name: str = step.value
        self.tag_names = sorted([*self.tag_names, name])
        self.rows["ticket_tag"].append((self.new["ticket_tag"](), self.id, self.batch.world.tags[name]))
        self._touch()
        self._event("ticket.tagged", step.by, {"set": {"tag_names": self.tag_names}, "tag": name})

    def raises(self, step: Step) -> None:
        before, self.priority = self.priority, step.value
        self._touch()
        data = {"set": {"priority": step.value}, "priority": step.value, "before": before}
        self._event("ticket.prioritised", step.by, data)

    # ------------------------------------------------------------------------------------------- pauses and endings

    def postpones(self, step: Step) -> None:
        """`value`: (until, Explanation or None); `words` hold the explanation's text."""
        until, explanation = step.value
        message = None
        facts: dict[str, Any] = {}
        first: dict[str, Any] = {}
        if explanation is not None:
            requester, ours = self.history.requester, self.history.mailbox.address
            message = self._message(step, "outgoing", step.by, ours, to=[requester.address])
            first = self._answered(facts)
        reason = explanation.reason if explanation else ""
        self.pause = (self.id, str(until), step.by, self.db, reason, False, message is not None)
        self._move(State.POSTPONED, facts)
        data = self._with_set(facts | first) | {"until": iso(until)}
        if message is not None:
            data |= {"reason": reason, "told": True, "message": message}
        self._event("ticket.postponed", step.by, data)
        if message is not None:
            sent = {"message": message, "was": "postponed"}
            event = self._event("message.sent", step.by, sent, public=True)
            self.posting.owe(event, "answer", message)

    def returns(self, step: Step) -> None:
        self._end_pause()
        facts: dict[str, Any] = {}
        asked = self.last_customer_at
        answered = self.sent[-1] if self.sent else None
        since = asked if asked and (answered is None or answered < asked) else self.now
        self._move(State.OPEN if self.first_answer else State.NEW, facts, since=since)
        data = self._with_set(facts) | {"because": "postponed_time_over"}
        self._event("ticket.returned", step.by, data)

    def resolves(self, step: Step) -> None:
        explanation: Explanation = step.value
        if self.state == State.POSTPONED:
            self._end_pause()
        resolution = self._resolution(step.by, explanation, None)
        data = self._with_set(self._resolve(resolution)) | {"resolution": resolution, "reason": explanation.reason}
        event = self._event("ticket.resolved", step.by, data, public=True)
        self.posting.owe(event, "resolved", resolution=resolution)
        self.asked.append(self.now)

    def says_yes(self, step: Step) -> None:
        """By the mailed link, on a resolved ticket."""
        address = self.history.requester.address
        self._answer("yes", step.by)
        facts: dict[str, Any] = {}
        self._move(State.CLOSED, facts)
        self._close(facts, by_customer=True)
        data = {"set": facts, "resolution": self.resolution, "by_link": True}
        event = self._event("ticket.closed_by_customer", step.by, data, {"link_address": address}, public=True)
        self.posting.owe(event, "confirmed")

    def says_no(self, step: Step) -> None:
        """By the mailed link with words, on a resolved ticket."""
        resolution = self.resolution
        message = self._message(step, "incoming", step.by, self.history.requester.address, channel="portal")
        self._answer("no", step.by)
        facts: dict[str, Any] = {}
        self._move(State.OPEN, facts)
        self._undo(facts)
        data = {"set": facts, "resolution": resolution, "by_link": True, "was": "resolved", "message": message}
        self._event("ticket.denied", step.by, data, public=True)

    def closes(self, step: Step) -> None:
        """`value`: (basis, how)."""
        basis, how = step.value
        since = self.last_customer_at
        attempts = sum(since is None or at >= since for at in (*self.sent, *self.asked))
        facts: dict[str, Any] = {}
        self._move(State.CLOSED, facts)
        self._close(facts, by_customer=False)
        data = {"set": facts, "resolution": self.resolution, "basis": basis}
        data |= {"attempts": attempts} if attempts else {}
        event = self._event("ticket.closed", step.by, data, {"how": how} if how else None, public=True)
        self.posting.owe(event, "closed")

    def spam(self, step: Step) -> None:
        self._put_away(step, State.SPAM, "ticket.spam")

    def deletes(self, step: Step) -> None:
        self._put_away(step, State.DELETED, "ticket.deleted")

    def mails(self, step: Step) -> None:
        """The worker has sent what was owed."""
        self.posting.send()

    def _put_away(self, step: Step, state: State, kind: str) -> None:
        before = self.before = str(self.state)
        facts: dict[str, Any] = {}
        self._move(state, facts)
        self._event(kind, step.by, {"set": facts | {"state_before": before}})
