"""What a customer is told about his request: whose turn it is, what was done, which dates really apply."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accord.core import clock
from accord.events.models import Event
from accord.people.masking import masked
from accord.people.models import Person
from accord.tickets.models import Postponement, State, Ticket
from accord.tickets.resolutions import reply_reopens_until, take_back_until
from accord.tickets.silence.ladder import Forecast
from accord.tickets.silence.standing import ahead
from accord.tickets.statuses.known import some, status_of
from accord.web.moments import clock_time, date_only, local
from accord.web.portal.expecting import when_answered, who_answers

# The ten states in a customer's words; that we take something for spam is ours to know.
WORDS: dict[str, Promise] = {
    State.NEW: pgettext_lazy("customer's state", "Waiting for us"),
    State.CHATTING: pgettext_lazy("customer's state", "Waiting for us"),
    State.CALLING: pgettext_lazy("customer's state", "Waiting for us"),
    State.OPEN: pgettext_lazy("customer's state", "Waiting for us"),
    State.SPAM: pgettext_lazy("customer's state", "Waiting for us"),
    State.ANSWERED: pgettext_lazy("customer's state", "We wait for you"),
    State.POSTPONED: pgettext_lazy("customer's state", "We come back to it"),
    State.RESOLVED: pgettext_lazy("customer's state", "Solved, if you agree"),
    State.CLOSED: pgettext_lazy("customer's state", "Closed"),
}
MARKS: dict[str, str] = {State.CHATTING: "open", State.CALLING: "open", State.NEW: "open", State.SPAM: "open"}

NOTICES: dict[str, tuple[str, Promise]] = {
    "reopened": ("good", gettext_lazy("We have heard you. Your request is open again, and it is our turn.")),
    "taken_back": ("good", gettext_lazy("Taken back. Your request is open again, and it is our turn.")),
    "sent": ("good", gettext_lazy("We have your message.")),
    "follow_up": (
        "good", gettext_lazy("We have your message. Because the earlier request is closed, this is a new one."),
    ),
    "closed_asked": ("good", gettext_lazy("Closed, as you said. Your question is a new request of its own.")),
    "said_so": (
        "good", gettext_lazy("Thank you, we have noted it. The person who asked decides whether it is closed."),
    ),
    "filled": ("good", gettext_lazy("Saved. We see it beside your request.")),
    "link_sent": ("good", gettext_lazy("A new link is on its way to the address that we know.")),
    "known": ("good", gettext_lazy("Thank you. We know now that it is you.")),
    "left": ("good", gettext_lazy("This device no longer shows your requests.")),
}


@dataclass(frozen=True)
class Notice:
    """A line at the top of a page."""

    kind: str
    text: Promise | str


def notice(key: str) -> Notice | None:
    """The notice of that key; None for a key that is not ours."""
    found = NOTICES.get(key)
    return Notice(*found) if found else None


def state_words(state: str, status_id: int | None = None) -> str:
    """The words of the state, or those that the team chose for customers."""
    own = status_of(state, status_id).customer_label if some() else ""
    return own or str(WORDS.get(state, WORDS[State.OPEN]))


def state_mark(state: str) -> str:
    """Which of our marks stands beside the words."""
    return MARKS.get(state, state)


def when(moment: datetime) -> str:
    """ "today at 14:20", "yesterday at 09:05", "19 November 2026 at 15:02"; for the middle of a sentence."""
    then, today = local(moment).date(), local(clock.now()).date()
    if then == today:
        return _("today at %(time)s") % {"time": clock_time(moment)}
    if then == today - timedelta(days=1):
        return _("yesterday at %(time)s") % {"time": clock_time(moment)}
    return _("%(date)s at %(time)s") % {"date": date_only(moment), "time": clock_time(moment)}


def standing(ticket: Ticket) -> str:
    """How things stand, below the headline, while the ticket is not resolved or closed."""
    match ticket.state:
        case State.ANSWERED:
            moment = ticket.last_answered_at or ticket.updated_at
            return _("We answered you %(when)s. Write to us if anything is left; if it is solved, say so.") % {
                "when": when(moment)
            }
        case State.POSTPONED:
            pause = Postponement.objects.filter(ticket=ticket, told=True).first()
            if pause is None:
                return _("This takes a little longer. You need do nothing.")
            return _("By %(date)s we come back to this; you need do nothing until then.") % {
                "date": date_only(pause.until)
            }
    moment = ticket.last_customer_at or ticket.created_at
    have = _("We have your message, which you sent %(when)s, and we answer by mail.") % {"when": when(moment)}
    return " ".join(filter(None, (have, who_answers(ticket), when_answered(ticket))))


def after_silence(ticket: Ticket) -> str:
    """What happens when nothing is said to the question."""
    coming = ahead(ticket)
    if coming is not None:
        return _silence_ends(coming)
    if ticket.department.reply_reopens:
        return _("You decide when this is closed. If you say nothing, nothing changes.")
    return _("You decide when this is closed. If you say nothing, nothing changes; a mail to us begins a new request.")


def _silence_ends(coming: Forecast) -> str:
    moments = {"first": coming.first, "last": coming.last, "closes": coming.closes}
    days = {name: date_only(moment) for name, moment in moments.items() if moment is not None}
    if coming.first is not None:
        sentence = _("If you say nothing, we ask again on %(first)s and on %(last)s, and close it on %(closes)s.")
    elif coming.last is not None:
        sentence = _("If you say nothing, we ask once more on %(last)s and close it on %(closes)s.")
    else:
        sentence = _("If you say nothing, we close it on %(closes)s.")
    return sentence % days


def closed(ticket: Ticket, person: Person) -> str:
    """Who closed it, and when."""
    moment = when(ticket.closed_at or ticket.updated_at)
    if not ticket.closed_by_customer:
        return _("We closed it %(when)s.") % {"when": moment}
    resolution = ticket.resolution
    spoke = resolution.answered_by if resolution is not None else None
    if spoke is not None and spoke.pk != ticket.requester_id:  # for the company (DOMAIN 7.2)
        if spoke.pk != person.pk:
            return _("%(name)s closed it %(when)s.") % {"name": spoke.public_name, "when": moment}
        return _("You closed it %(when)s.") % {"when": moment}
    if person.pk != ticket.requester_id:
        return _("The person who asked closed it %(when)s.") % {"when": moment}
    if resolution is not None and resolution.answered_by_link:
        by_link = _("You closed it %(when)s, by the link that we sent to %(address)s.")
        return by_link % {"when": moment, "address": masked(ticket.requester_address)}
    return _("You closed it %(when)s.") % {"when": moment}


def after_closing(ticket: Ticket) -> str:
    """What a message does to the closed request, with the date that really applies."""
    until = reply_reopens_until(ticket)
    if until is not None and clock.now() < until:
        return _("If you write to us by %(date)s, your request is open again.") % {"date": date_only(until)}
    return _("If you want to ask anything else, write to us: that begins a new request, which is linked to this one.")


def take_back_by(ticket: Ticket) -> str:
    """The day until which a yes can be taken back."""
    until = take_back_until(ticket)
    return date_only(until) if until else ""


@dataclass(frozen=True)
class Step:
    """Something that was done on the request, as one sentence."""

    at: datetime
    sentence: str
    icon: str


# kind of event -> icon, what "you" did, what somebody else did (%(name)s)
_STEPS: dict[str, tuple[str, Promise, Promise]] = {
    "ticket.opened": ("new", gettext_lazy("You wrote to us."), gettext_lazy("%(name)s opened this request.")),
    "ticket.resolved": (
        "resolved", gettext_lazy("You said that it is solved."), gettext_lazy("%(name)s marked it as solved."),
    ),
    "ticket.reminded": (
        "resolved", gettext_lazy("You asked again whether it is solved."),
        gettext_lazy("%(name)s asked you again whether it is solved."),
    ),
    "ticket.closed_by_customer": (
        "closed", gettext_lazy("You said that it is solved, so it was closed."),
        gettext_lazy("%(name)s said that it is solved, so it was closed."),
    ),
    "ticket.closed": ("closed", gettext_lazy("You closed it."), gettext_lazy("%(name)s closed it.")),
    "ticket.denied": (
        "open", gettext_lazy("You said that it is not solved, so we go on."),
        gettext_lazy("%(name)s said that it is not solved, so we go on."),
    ),
    "ticket.taken_back": (
        "open", gettext_lazy("You took your yes back, so we go on."),
        gettext_lazy("%(name)s took the yes back, so we go on."),
    ),
    "ticket.reopened": ("open", gettext_lazy("You opened it again."), gettext_lazy("%(name)s opened it again.")),
}


def steps(events: list[Event], reader: Person) -> list[Step]:
    """The events that customers understand, read by one of them. Colleagues are named as customers know them."""
    known = [event for event in events if event.kind in _STEPS and not event.data.get("by_customer")]
    names = {
        person.pk: person.public_name for person in Person.objects.filter(pk__in={event.actor_id for event in known})
    }
    found = []
    for event in known:
        icon, yours, others = _STEPS[event.kind]
        name = names.get(event.actor_id) or _("Our side")
        found.append(Step(event.at, str(yours) if event.actor_id == reader.pk else str(others) % {"name": name}, icon))
    return found


HELPERS: dict[str, Callable[..., Any]] = {
    "when": when,
    "state_words": state_words,
    "state_mark": state_mark,
    "standing": standing,
    "after_silence": after_silence,
    "closed_how": closed,
    "after_closing": after_closing,
    "take_back_by": take_back_by,
    "masked": masked,
}
NO_ADDRESS = gettext_lazy("That is not a mail address. It has a name, an @ and a place, such as maria@example.com.")
