"""Inventing histories: by chance, but the same for the same seed."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from accord.project.seeding.cast import Cast
from accord.project.seeding.chance import Chance, Shares
from accord.project.seeding.histories import Contact, Enclosure, History, Mailbox, Step, Words
from accord.project.seeding.speaking import Speaker
from accord.project.seeding.vocabulary import RARE_TICKETS
from accord.project.seeding.wording import worded
from accord.tickets.explaining import Explanation

SPAN = timedelta(days=3 * 365)
MARGIN = timedelta(minutes=2)  # between the last act and the end
_SPAN_S, _MARGIN_S = SPAN.total_seconds(), MARGIN.total_seconds()
LAG = timedelta(seconds=4)  # until the worker has sent what a step calls for
RECENT = 0.9  # the newest tenth of the tickets holds nearly all that is not closed
LONG = 21  # messages of the one long ticket
_MAILED = frozenset({"opens", "answers", "postpones", "resolves", "says_yes", "closes"})
_ENDS = {  # shares of how tickets stand, older ones and newer ones
    False: Shares((("closed", 974), ("resolved", 12), ("spam", 8), ("deleted", 4), ("answered", 2))),
    True: Shares((("open", 290), ("closed", 225), ("resolved", 195), ("new", 120), ("answered", 115),
                  ("postponed", 30), ("spam", 20), ("deleted", 5))),
}  # fmt: skip
_MESSAGES = Shares(
    ((1, 41), (2, 42), (3, 11), (4, 6), (5, 1), (6, 0.8), (7, 0.5), (8, 0.3), (10, 0.25), (12, 0.15))
)


class Inventor:
    """Invents the histories of `total` tickets, oldest first.

    `landmarks`: with the tickets that a benchmark looks for; only the first seed of a workspace has them.
    """

    def __init__(self, cast: Cast, total: int, chance: Chance, *, landmarks: bool = True) -> None:
        self.cast, self.total, self.chance = cast, total, chance
        self.until = cast.until.astimezone(UTC).replace(tzinfo=None)
        self.last = self.until - MARGIN / 2
        self.mailboxes = len(cast.mailboxes)
        self.tags = list(cast.tags)
        self.speaker = Speaker(chance)
        self.narrow = total - max(1, total // 100) if landmarks else None
        self.long = total - max(1, total // 50) if landmarks else None
        self.three = {max(0, total * part // 4 - 1) for part in (1, 2, 3)} if landmarks else set()
        self.rare = {total * part // RARE_TICKETS for part in range(RARE_TICKETS)} if landmarks else set()

    def history(self, number: int) -> History:
        """The ticket with that number, from 0."""
        chance, cast = self.chance, self.cast
        ago = _SPAN_S * (1 - (number + chance.random()) / self.total)
        began = self.until - timedelta(0, _MARGIN_S + ago)
        requester = cast.three if number in self.three else cast.contact(chance.between(0, cast.contacts - 1))
        mailbox = cast.mailboxes[int(chance.random() ** 1.5 * self.mailboxes)]
        copied: tuple[Contact, ...] = ()
        if chance.random() < 0.1:
            other = cast.contact(chance.between(0, cast.contacts - 1))
            copied = (other,) if other.id != requester.id else ()
        history = History(requester, mailbox, self.speaker.subject(requester.language), copied)
        end, count = self._plan(number)
        _Story(self, history, began, rare=number in self.rare).tell(end, count, special=number)
        if history.steps[-1].at >= self.last:
            self._cut(history)
        return history

    def _cut(self, history: History) -> None:
        """What would come after the end does not happen."""
        last = self.last
        history.steps = [step for step in history.steps if step.at < (last + LAG if step.verb == "mails" else last)]

    def _plan(self, number: int) -> tuple[str, int]:
        if number == self.narrow:
            return "open", 3
        if number == self.long:
            return "open", LONG
        end = self.chance.by_share(_ENDS[number >= RECENT * self.total])
        return end, self.chance.by_share(_MESSAGES)


class _Story:
    """One history in the making."""

    def __init__(self, inventor: Inventor, history: History, began: datetime, *, rare: bool) -> None:
        self.inventor, self.history, self.at, self.rare = inventor, history, began, rare
        self.chance, self.speaker, self.cast = inventor.chance, inventor.speaker, inventor.cast
        self.language = history.requester.language
        self.mailbox: Mailbox = history.mailbox
        self.agents: Sequence[int] = self.cast.agents[self.mailbox.department]
        self.agent = self.chance.one_of(self.agents)
        self.spoke = ""

    def tell(self, end: str, count: int, *, special: int) -> None:
        self._begin()
        if end in ("spam", "deleted", "new"):
            if end == "new" and self.chance.random() < 0.3:
                self._tag()
            self._end(end)
            return
        if special == self.inventor.narrow:
            self._later(1)
            self._add("takes", self.agent, value=self.cast.narrow)
        else:
            self._decorate()
        wanted = {"open": max(3, count | 1), "answered": max(2, count + count % 2)}.get(end, count)
        for turn in range(1, wanted):
            self._answer(last=turn == wanted - 1 and end in ("closed", "resolved")) if turn % 2 else self._write()
        resolved = next(step for step in reversed(self.history.steps) if step.verb != "mails").resolving
        if not resolved:
            self._end(end)
        elif end == "closed":
            self._end_closed()

    # ------------------------------------------------------------------------------------------------------- beginning

    def _begin(self) -> None:
        words = self._customers_words()
        if self.chance.random() < 0.05:
            self._add("phones", self.agent, words)
        else:
            files = (self.chance.one_of(self.cast.files),) if self.cast.files and self.chance.random() < 0.08 else ()
            self._add("opens", self.history.requester.id, words, value=self.chance.random() < 0.95, files=files)

    def _decorate(self) -> None:
        chance = self.chance
        self._later(0.2)
        others = self._other_departments() if chance.random() < 0.04 else []
        if others:
            self._add("moves", self.agent, value=self.chance.one_of(others))
            self._later(0.5)
        if chance.random() < 0.75:
            self._add("takes", self.agent, value=self.agent)
        if chance.random() < 0.35:
            self._tag()
        if chance.random() < 0.08:
            self._add("raises", self.agent, value=self.chance.one_of((0, 2, 2, 3)))
        if chance.random() < 0.02:
            self._add("notes", self.agent, self.speaker.agent(self.language, ""))
        if chance.random() < 0.03:
            until = self.at + timedelta(hours=chance.uniform(20, 200))
            self._add("postpones", self.agent, value=(until, None))
            if until < self.inventor.until:
                self.at = until
                self._add("returns", self.cast.system)
        self._later(2)

    def _other_departments(self) -> list[int]:
        """Those in which the agent works too: whoever moves a ticket goes on with it here."""
        own = [department for department, agents in self.cast.agents.items() if self.agent in agents]
        return [department for department in own if department != self.mailbox.department]

    def _tag(self) -> None:
        self._add("tags", self.agent, value=self.chance.one_of(self.inventor.tags))

    # ------------------------------------------------------------------------------------------------------ messages

    def _customers_words(self) -> Words:
        words = self.speaker.customer(self.language, quoted=self.spoke, rare=self.rare)
        self.rare = False
        return words

    def _write(self) -> None:
        self._later(14)
        self._add("writes", self.history.requester.id, self._customers_words())

    def _answer(self, *, last: bool) -> None:
        self._later(4)
        words = self.speaker.agent(self.language, "")
        resolving = last and self.chance.random() < 0.6
        self._add("answers", self.agent, words, resolving=resolving)
        self.spoke = f"{str(self.at)[:16]} {self.mailbox.address}:\n> {words.text[:160]}"

    # -------------------------------------------------------------------------------------------------------- endings

    def _end(self, end: str) -> None:
        """New, open and answered tickets are left as the last message leaves them."""
        if end in self.ENDS:
            self.ENDS[end](self)

    def _resolve(self) -> None:
        self._later(6)
        what, why, then = (self.speaker.part(self.language) for _ in range(3))
        self._add("resolves", self.agent, value=Explanation("solved", what, why, then))

    def _close(self) -> None:
        self._resolve()
        self._end_closed()

    def _end_closed(self) -> None:
        chance = self.chance
        self._later(30)
        if chance.random() < 0.05:
            self._add("says_no", self.history.requester.id, self.speaker.customer(self.language))
            self._answer(last=False)
            self._resolve()
            self._later(20)
        if chance.random() < 0.82:
            self._add("says_yes", self.history.requester.id)
        else:
            basis = self.chance.one_of(("moved", "customer_said_so", "cannot_be_solved"))
            how = self.speaker.part(self.language) if basis == "customer_said_so" else ""
            self._add("closes", self.agent, value=(basis, how))

    def _spam(self) -> None:
        self._later(3)
        self._add("spam", self.agent)

    def _delete(self) -> None:
        self._later(3)
        self._add("deletes", self.agent)

    def _postpone(self) -> None:
        self._later(3)
        self.at = min(self.at, self.inventor.until - timedelta(minutes=5))
        until = self.inventor.until + timedelta(days=self.chance.uniform(3, 60))
        explanation, words = None, None
        if self.chance.random() < 0.5:
            explanation = Explanation("takes_longer", *(self.speaker.part(self.language) for _ in range(3)))
            text = f"{explanation.what}\n\n{explanation.why}\n\n{explanation.next}"
            words = worded(text, self.language)
        self._add("postpones", self.agent, words, value=(until, explanation))

    ENDS: ClassVar[dict[str, "Callable[[_Story], None]"]] = {
        "closed": _close,
        "resolved": _resolve,
        "spam": _spam,
        "deleted": _delete,
        "postponed": _postpone,
    }

    # -------------------------------------------------------------------------------------------------------- shared

    def _later(self, hours: float) -> None:
        """Some time passes: mostly less than `hours`, sometimes much more."""
        self.at += timedelta(0, 30 + min(self.chance.around(hours * 3600), hours * 20_000))

    def _add(
        self,
        verb: str,
        by: int,
        words: Words | None = None,
        *,
        value: object = None,
        resolving: bool = False,
        files: tuple[Enclosure, ...] = (),
    ) -> None:
        self.at = at = self.at + timedelta(0, 0, self.chance.between(20_000_000, 40_000_000))
        steps = self.history.steps
        steps.append(Step(at, verb, by, words, value, resolving, files))
        if verb in _MAILED:
            steps.append(Step(at + LAG, "mails", self.cast.system))
