"""What tests of notifications share: carrying out what is due, and what each agent has been told."""

from accord.events import timers
from accord.events.delivering import deliver
from accord.messaging.notices import choosing
from accord.people.models import Notice, Person


def carried_out() -> None:
    """Effects, due timers, and what follows from them."""
    for _ in range(3):
        timers.sweep()
        deliver(50)


def at_once(*people: Person, **ways: list[str]) -> None:
    """These agents want their mails without waiting; `ways` are by kind of news."""
    for person in people:
        choosing.choose(person, ways, by=person, habits={"bundle_minutes": 0})


def abouts(person: Person) -> list[str]:
    """The kinds of news that stand in his list, in order."""
    return list(Notice.objects.filter(person=person).order_by("id").values_list("about", flat=True))
