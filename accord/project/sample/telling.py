"""Telling the stories: every step by the verb that a person would use, in the order of time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from accord.core import clock, files
from accord.events import delivering
from accord.people.models import Person
from accord.project.sample.enclosures import content_of, type_of
from accord.project.sample.mailing import Letter, send_in
from accord.project.sample.people import People
from accord.project.sample.reading import Step, Story
from accord.tickets import (
    assigning,
    closing,
    confirming,
    discarding,
    editing,
    noting,
    postponing,
    replying,
    resolving,
    tagging,
)
from accord.tickets.confirming import Voice
from accord.tickets.explaining import Explanation
from accord.tickets.models import Priority, Ticket
from accord.tickets.opening import Request, open_ticket
from accord.tickets.writing import FileOf, Words

ON_ITS_WAY = timedelta(seconds=4)  # what the worker needs until a mail is out
BEFORE_NOW = timedelta(minutes=2)


@dataclass
class Told:
    """A story while it is told."""

    story: Story
    began: datetime
    ticket: Ticket | None = None


def tell(stories: list[Story], people: People) -> Iterator[int]:
    """Tell all stories, ending shortly before now; yields the number of steps done, out of `steps_of(stories)`."""
    now = clock.now()
    told = [Told(story, now - timedelta(days=story.days_ago)) for story in stories]
    steps = [(each.began + timedelta(hours=step.at), each, step) for each in told for step in each.story.steps]
    steps.sort(key=lambda step: step[0])
    for number, (at, each, step) in enumerate(steps, 1):
        moment = min(at, now - BEFORE_NOW)
        with clock.running(partial(_same, moment)):
            _act(each, step, people, number)
        with clock.running(partial(_same, moment + ON_ITS_WAY)):
            while delivering.deliver():
                pass
        yield number


def _same(moment: datetime) -> datetime:
    return moment


def steps_of(stories: list[Story]) -> int:
    """How many steps there are."""
    return sum(len(story.steps) for story in stories)


def _act(told: Told, step: Step, people: People, number: int) -> None:
    if step.verb == "writes":
        told.ticket = _writes(told, step, people, number)
    elif step.verb == "phones":
        told.ticket = _phones(told, step, people)
    elif told.ticket is not None:
        if step.verb in ("yes", "no"):
            _customer(told.ticket, step, people.contacts[step.who])
        else:
            AGENTS_VERBS[step.verb](told.ticket, step, people.agents[step.who], people)


def _writes(told: Told, step: Step, people: People, number: int) -> Ticket:
    writer = people.contacts[step.who]
    address = writer.email
    if "from=second" in step.arguments:
        address = writer.addresses.exclude(email=writer.email).get().email
    to = people.mailboxes[told.story.mailbox].address
    return send_in(Letter(number, writer, address, to, told.story.subject, step, told.ticket))


def _phones(told: Told, step: Step, people: People) -> Ticket:
    requester = people.contacts[told.story.contact]
    request = Request(
        requester=requester,
        department=people.departments[told.story.mailbox],
        subject=told.story.subject,
        words=Words(text=step.text, language=told.story.language),
        how="phone",
        address=requester.email,
        our_address=people.mailboxes[told.story.mailbox].address,
        language=requester.language,
    )
    return open_ticket(request, by=people.agents[step.who])[0]


def _customer(ticket: Ticket, step: Step, person: Person) -> None:
    voice = Voice(person, by_link=True, link_address=ticket.requester_address)
    if step.verb == "yes":
        confirming.say_solved(ticket, voice=voice, resolution_id=ticket.resolution_id)
    else:
        confirming.say_not_solved(ticket, voice=voice, words=Words(text=step.text))


def _answers(ticket: Ticket, step: Step, by: Person, people: People) -> None:
    given = [FileOf(files.put(content_of(name)), name, type_of(name)) for name in step.files()]
    words = Words(text=step.text, files=given, language=ticket.language)
    replying.reply(ticket, words, by=by, resolve=Explanation("solved") if step.has("resolving") else None)


def _explained(reason: str, step: Step) -> Explanation:
    what, why, then = step.parts
    return Explanation(reason, what, why, then)


def _postpones(ticket: Ticket, step: Step, by: Person, people: People) -> None:
    until = clock.now() + timedelta(days=float(step.arguments))
    explanation = _explained("others_needed", step) if len(step.parts) == 3 else None
    postponing.postpone(ticket, until, by=by, explanation=explanation)


def _tags(ticket: Ticket, step: Step, by: Person, people: People) -> None:
    for name in step.arguments.split(","):
        tagging.tag(ticket, name, by=by)


AGENTS_VERBS: dict[str, Callable[[Ticket, Step, Person, People], object]] = {
    "takes": lambda ticket, step, by, people: assigning.assign(ticket, by, by=by),
    "gives": lambda ticket, step, by, people: assigning.assign(ticket, people.agents[step.arguments], by=by),
    "answers": _answers,
    "notes": lambda ticket, step, by, people: noting.note(ticket, Words(text=step.text), by=by),
    "tags": _tags,
    "raises": lambda ticket, step, by, people: editing.prioritise(
        ticket, Priority[step.arguments.upper()], by=by
    ),
    "postpones": _postpones,
    "resolves": lambda ticket, step, by, people: resolving.resolve(ticket, _explained(step.arguments, step), by=by),
    "closes": lambda ticket, step, by, people: closing.close(ticket, by=by, basis=step.arguments, how=step.text),
    "spam": lambda ticket, step, by, people: discarding.mark_spam(ticket, by=by),
    "deletes": lambda ticket, step, by, people: discarding.delete(ticket, by=by),
}
