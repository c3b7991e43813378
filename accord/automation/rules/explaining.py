""""Why": which rules looked at a ticket, at what, which of their conditions were met, and what changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accord.automation.models import RuleLook, RuleRun, RuleVersion
from accord.automation.rules import memory, outcomes, saying
from accord.automation.rules.applying import DONE
from accord.events.models import Event
from accord.tickets.models import Ticket

MOST = 50  # looks of one page


@dataclass(frozen=True)
class TermSaid:
    """A condition, and whether it was met."""

    sentence: str
    met: bool


@dataclass(frozen=True)
class StepSaid:
    """A step, and what became of it: done, nothing (there was nothing to do), or the key of a refusal."""

    sentence: str
    became: str

    @property
    def words(self) -> str:
        if self.became == DONE:
            return _("Done.")
        return _("There was nothing to do.") if not self.became else _("It was refused: the ticket did not let it.")


@dataclass(frozen=True)
class Verdict:
    """One rule's look. `groups` are its conditions as it was worded then; `steps` only where it was applied."""

    rule: int
    name: str
    outcome: str
    when: str = ""
    groups: list[list[TermSaid]] = field(default_factory=list)
    steps: list[StepSaid] = field(default_factory=list)
    by: str = ""  # the rule that stopped it

    @property
    def sentence(self) -> str:
        if self.by:
            return _("The rule “%(rule)s” said that this one does not follow it.") % {"rule": self.by}
        return str(outcomes.SENTENCES.get(self.outcome, self.outcome))


@dataclass(frozen=True)
class Look:
    """What rules saw at one moment; `event` None: time rules, at their time."""

    at: datetime
    event: Event | None
    verdicts: list[Verdict]

    @property
    def applied(self) -> list[Verdict]:
        return [each for each in self.verdicts if each.outcome == outcomes.APPLIED]


def why(ticket: Ticket, before: int | None = None) -> tuple[list[Look], int | None]:
    """The newest looks at the ticket, newest first, and the place after which older ones are (None: no more)."""
    rows = RuleLook.objects.filter(ticket_id=ticket.pk)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: MOST + 1])
    shown = found[:MOST]
    events = Event.objects.in_bulk([row.event_id for row in shown if row.event_id is not None])
    wordings = _wordings(row for look in shown for row in look.verdicts)
    runs = _runs(ticket, shown)
    looks = [
        Look(
            row.at,
            events.get(row.event_id or 0),
            [_verdict(each, wordings, runs.get((each[0], row.event_id, row.at if row.event_id is None else None)))
             for each in row.verdicts],
        )
        for row in shown
    ]  # fmt: skip
    return looks, shown[-1].pk if len(found) > MOST else None


def _wordings(verdicts: Iterable[list[Any]]) -> dict[tuple[int, int], dict[str, Any]]:
    wanted = {(each[0], each[1]) for each in verdicts}
    rows = RuleVersion.objects.filter(rule_id__in={rule for rule, _number in wanted})
    return {(row.rule_id, row.number): row.said for row in rows if (row.rule_id, row.number) in wanted}


Key = tuple[int, int | None, datetime | None]


def _runs(ticket: Ticket, shown: list[RuleLook]) -> dict[Key, RuleRun]:
    """The applications behind the looks: by event, those of time rules by the look that is nearest after them."""
    found: dict[Key, RuleRun] = {}
    timed = sorted((look for look in shown if look.event_id is None), key=lambda look: look.at)
    for run in RuleRun.objects.filter(ticket_id=ticket.pk).order_by("-id")[: MOST * 20]:
        if run.event_id is not None:
            found[run.rule_id, run.event_id, None] = run
            continue
        at = next((look.at for look in timed if look.at >= run.at), None)
        if at is not None:
            found.setdefault((run.rule_id, None, at), run)
    return found


def _verdict(
    row: list[Any], wordings: dict[tuple[int, int], dict[str, Any]], run: RuleRun | None
) -> Verdict:
    number, version, outcome, terms, *more = row
    name = memory.name_of(number) or "?"
    by = (memory.name_of(more[0]) or "?") if more else ""
    wording = wordings.get((number, version))
    if wording is None:
        return Verdict(number, name, outcome, by=by)
    groups = [
        [TermSaid(term.sentence(), met == "1") for term, met in zip(group, said, strict=False)]
        for group, said in zip(saying.groups_of(wording).groups, terms, strict=False)
    ]
    steps = []
    if run is not None and outcome == outcomes.APPLIED:
        sentences = saying.said(wording).then
        steps = [StepSaid(sentence, became) for sentence, became in zip(sentences, run.done, strict=False)]
    return Verdict(number, name, outcome, saying.when(wording), groups, steps, by)
