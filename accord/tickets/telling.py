"""Telling a ticket's history: event rows as sentences in the reader's language, with today's names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup, escape

from accord.core import records
from accord.core.registry import Registry, UnknownKey
from accord.core.templates import filled
from accord.events.kinds import EventKind, kinds, upcast
from accord.events.models import Event
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.tickets.explaining import basis_label, label_of
from accord.tickets.happenings.family import Name
from accord.tickets.models import Priority, State

# Why something happened, where it was not simply somebody's wish: the key `because` of an event.
BECAUSE: dict[str, Promise] = {
    "postponed_time_over": gettext_lazy("Its time was up."),
    "reply_to_closed": gettext_lazy("The customer answered a closed ticket."),
    "reply_to_deleted": gettext_lazy("The customer answered a deleted ticket."),
    "reply_opens_new": gettext_lazy("In this department a reply to a resolved ticket opens a new one."),
    "mail_verdict": gettext_lazy("The mail looked like spam."),
    "same_person": gettext_lazy("It is the same person."),
    "by_mail": gettext_lazy("It came by mail."),
    "agent_mail_refused": gettext_lazy("The answer came by mail and could not be sent."),
    "agent_left": gettext_lazy("The agent's access has ended."),
    "silent_after_answer": gettext_lazy(
        "The customer did not answer within the days that this department waits."
    ),
    "silent_after_resolving": gettext_lazy("The customer has not said yet whether it is solved."),
    "silent_after_reminders": gettext_lazy("No word came after two reminders, as they announced."),
    "only_thanks": gettext_lazy("The customer said thanks and asked for nothing more."),
    "more_than_thanks": gettext_lazy("An agent saw that the customer's thanks were more than that."),
    "assignee_away": gettext_lazy("The agent is away, and a customer's No must not wait for him."),
    "to_solve": gettext_lazy("It was first in the order of work."),
    "hand_out": gettext_lazy("The department hands its tickets out by itself."),
    "agent_away": gettext_lazy("The agent is away for a while."),
    "assignee_off": gettext_lazy(
        "It is outside the agent's hours, and a customer's No must not wait for him."
    ),
    "assignee_gone": gettext_lazy("The agent's access has ended, and a customer's No must not wait for him."),
    "assignee_elsewhere": gettext_lazy("The agent no longer answers in this department."),
    "late_ladder": gettext_lazy("The answer was late, and the department follows that up."),
    "supervisor_asked": gettext_lazy("A supervisor was asked."),
    "supervisor_answered": gettext_lazy("Nothing waits for a supervisor any more."),
    "children_done": gettext_lazy("All parts of this ticket have ended."),
    "imported": gettext_lazy("It was imported."),
    "split_undone": gettext_lazy("It had been split off here, and that was undone."),
    "sent_later": gettext_lazy("It was written before, to go out now."),
    "watch_habit": gettext_lazy("The agent chose to watch such tickets."),
    "merged_here": gettext_lazy("The ticket that was watched is part of this one now."),
    "side_answer": gettext_lazy("Somebody outside answered in a side conversation."),
    "internal_words": gettext_lazy("A colleague who asked wrote again."),
    "hourly_limit_address": gettext_lazy("This address had its share of automatic mails for this hour."),
    "hourly_limit_ticket": gettext_lazy("This ticket had its share of automatic mails for this hour."),
    "own_address": gettext_lazy("The address is one of our own mailboxes."),
    "answers_itself": gettext_lazy("The last mail from this address was an automatic one."),
}

# Why, where the key names one of many, such as "rule:7": by the word before the colon, a sentence for what stands after
# it, with today's name. Rooms above add theirs.
because: Registry[Callable[[str], str]] = Registry("kind of because")


@dataclass(slots=True)
class Line:
    """One event as it is read. `sentence` is safe HTML with names in bold; `reasons` answer "why?"."""

    id: int
    kind: str
    at: datetime
    icon: str
    actor: str
    sentence: Markup
    reasons: list[str]
    public: bool
    shown: bool
    data: dict[str, Any]


def tell(
    events: Iterable[Event], moment: Callable[[datetime], str], known: Mapping[int, Person] | None = None
) -> list[Line]:
    """Sentences of the events, at most two queries for all names; none for the persons in `known`. `moment` writes a
    moment for the reader.
    """
    rows = [(event, _class(event), _payload(event)) for event in events]
    gaps = [cls.gaps(data) if cls else {} for _event, cls, data in rows]
    people = {event.actor_id for event, _cls, _data in rows}
    departments: set[int] = set()
    for each in gaps:
        for gap in each.values():
            if isinstance(gap, Name) and gap.value is not None:
                (people if gap.kind == "person" else departments if gap.kind == "department" else set()).add(
                    gap.value
                )
    names = _Names(people, departments, moment, known or {})
    return [_line(event, cls, data, gap, names) for (event, cls, data), gap in zip(rows, gaps, strict=True)]


def _class(event: Event) -> type[EventKind] | None:
    return kinds.get(event.kind)


def _payload(event: Event) -> dict[str, Any]:
    data = {**event.data, **(event.words or {})}
    try:
        return upcast(event.kind, event.version, data)
    except UnknownKey:
        return data


class _Names:
    """Names of persons and departments, looked up together."""

    def __init__(
        self,
        people: set[int],
        departments: set[int],
        moment: Callable[[datetime], str],
        known: Mapping[int, Person],
    ) -> None:
        self.people = {**known, **records.by_ids(Person, people - known.keys())}
        self.departments = {
            number: each.name for number, each in records.by_ids(Department, departments).items()
        }
        self.moment = moment

    def person(self, person_id: int | None) -> str:
        if person_id is None:
            return _("nobody")
        person = self.people.get(person_id)
        if person is None:
            return _("somebody who is gone")
        return _("Accord") if person.kind == PersonKind.SYSTEM else person.shown_name

    def fill(self, gap: Any) -> Any:
        return _bold(self._text(gap)) if isinstance(gap, Name) else gap

    def _text(self, gap: Name) -> str:
        match gap.kind:
            case "person":
                return self.person(gap.value)
            case "department":
                return self.departments.get(gap.value, "?")
            case "moment":
                return self.moment(datetime.fromisoformat(gap.value))
            case "priority":
                return str(Priority(gap.value).label)
            case "state":
                return str(State(gap.value).label)
        raise UnknownKey(f"there is no kind of name {gap.kind!r}")


@lru_cache(maxsize=1024)
def _escaped(sentence: str) -> Markup:
    return escape(sentence)


@lru_cache(maxsize=4096)
def _bold(text: str) -> Markup:
    return Markup(f"<b>{escape(text)}</b>")


def _line(
    event: Event, cls: type[EventKind] | None, data: dict[str, Any], gaps: dict[str, Any], names: _Names
) -> Line:
    actor = names.person(event.actor_id)
    gaps = {key: names.fill(gap) for key, gap in gaps.items()}
    gaps["actor"] = _bold(actor)
    text = _escaped(str(cls.sentence_of(data, event.actor_id)) if cls else event.kind)
    return Line(
        id=event.pk,
        kind=event.kind,
        at=event.at,
        icon=cls.icon if cls else "i-activity",
        actor=actor,
        sentence=filled(text, gaps) if cls else text,
        reasons=reasons_of(data),
        public=event.public,
        shown=cls.shown if cls else True,
        data=data,
    )


def reasons_of(data: dict[str, Any]) -> list[str]:
    """The sentences that answer "why?" of an event's payload."""
    found: list[str] = []
    if data.get("because"):
        found.append(_why(str(data["because"])))
    reason = data.get("reason")
    if reason:
        found.append(label_of(str(reason)))
    if data.get("basis"):
        found.append(basis_label(str(data["basis"])))
    if data.get("how") and data.get("basis"):
        found.append(str(data["how"]))
    if data.get("silent"):
        found.append(_("The customer was not told."))
    if data.get("by_link"):
        address = data.get("link_address")
        found.append(
            _("By the link sent to %(address)s.") % {"address": address}
            if address
            else _("By a mailed link.")
        )
    return found


def _why(key: str) -> str:
    kind, colon, which = key.partition(":")
    sentence = because.get(kind) if colon else None
    return sentence(which) if sentence is not None else str(BECAUSE.get(key, key))


def opened_again(line: Line) -> Markup:
    """The sentence of a customer's words that opened the ticket again."""
    return filled(_escaped(_("%(actor)s answered, so this is open again.")), {"actor": _bold(line.actor)})
