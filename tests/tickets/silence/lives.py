"""Random lives of one ticket, in a world that is forgotten afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction

from accord.channels.email.models import OutgoingMail
from accord.core import options
from accord.core.errors import AccordError
from accord.events.models import Event
from accord.people import system
from accord.tickets import (
    calling,
    checking,
    confirming,
    delivering,
    discarding,
    receiving,
    rejudging,
    reopening,
    replying,
    resolving,
    tagging,
)
from accord.tickets.confirming import Voice
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.models import Message, MessageKind
from accord.tickets.receiving import Place
from accord.tickets.silence import absences
from accord.tickets.writing import Words
from tests.tickets.silence import judging
from tests.tickets.silence.days import Days, passing
from tests.world import make_world

HOURS = {"from_hour": 9, "to_hour": 17, "weekdays": "12345"}
DAY = timedelta(days=1)


class Life:
    """One ticket and everybody who has to do with it. Each method is one act; what is not possible then is nothing."""

    def __init__(self, days: Days) -> None:
        self.days, self.world, self.ticket = days, days.world, days.world.ticket()
        self.past = judging.Past()

    def wait(self, hours: int) -> None:
        self.days.until(self.days.now + timedelta(hours=hours))

    def jump(self, hours: int) -> None:
        before = self.days.now
        self.days.jump(timedelta(hours=hours))
        self.past.leaps.append((before, self.days.now))

    def reply(self, _: int) -> None:
        replying.reply(self.ticket, Words(text="Hold the button."), by=self.world.ieva)

    def reply_and_resolve(self, _: int) -> None:
        replying.reply(self.ticket, Words(text="Hold it."), by=self.world.ieva, resolve=Explanation("solved"))

    def resolve(self, _: int) -> None:
        resolving.resolve(self.ticket, ready_text("solved", "en"), by=self.world.ieva)

    def resolve_silently(self, _: int) -> None:
        resolving.resolve(self.ticket, Explanation("solved"), by=self.world.tiina, silent=True)

    def reopen(self, _: int) -> None:
        reopening.reopen(self.ticket, by=self.world.tiina, reason="Looked again.")

    def customer(self, _: int) -> None:
        self._receive("It still stops.")

    def thanks(self, _: int) -> None:
        self._receive("Thank you!", "courtesy")

    def _receive(self, text: str, *marks: str) -> None:
        self.ticket.refresh_from_db()
        if receiving.place_for(self.ticket, courtesy="courtesy" in marks) == Place.HERE:
            words = Words(text=text, marks=list(marks))
            receiving.receive(self.ticket, words, by=self.world.hannah, address="hannah@example.com")

    def automatic(self, number: int) -> None:
        receiving.note_automatic(
            self.ticket,
            Words(text="I am out."),
            by=self.world.hannah,
            address="hannah@example.com",
            mark="auto-reply",
        )
        back = (self.days.now + number * DAY / 10).date()
        absences.away(self.ticket, self.world.hannah.pk, back)
        self.past.absences.append((self.days.now, back))

    def only_thanks(self, _: int) -> None:
        said = Message.objects.filter(ticket=self.ticket, kind=MessageKind.INCOMING).order_by("-id").first()
        if said is not None:
            rejudging.only_thanks(self.ticket, said, by=self.world.ieva)

    def yes(self, _: int) -> None:
        voice = Voice(self.world.hannah, by_link=True)
        confirming.say_solved(self.ticket, voice=voice, resolution_id=self.ticket.resolution_id)

    def no(self, _: int) -> None:
        voice = Voice(self.world.hannah, by_link=True)
        confirming.say_not_solved(self.ticket, voice=voice, resolution_id=self.ticket.resolution_id)

    def keep_open(self, number: int) -> None:
        (tagging.tag if number % 2 else tagging.untag)(self.ticket, "keep-open", by=self.world.ieva)

    def bounce(self, _: int) -> None:
        mail = OutgoingMail.objects.filter(ticket_id=self.ticket.pk, part="reminded").order_by("-id").first()
        if mail is not None:
            delivering.not_told(self.ticket, mail.part, "hannah@example.com", "5.1.1 no such user")

    def call(self, number: int) -> None:
        calling.log_call(self.ticket, by=self.world.ieva, reached=bool(number % 2))

    def delete(self, _: int) -> None:
        discarding.delete(self.ticket, by=self.world.tiina)

    def undelete(self, _: int) -> None:
        discarding.undelete(self.ticket, by=self.world.tiina)


ACTS = [name for name in vars(Life) if not name.startswith("_")]


@contextmanager
def a_world(django_settings: Any) -> Iterator[Days]:
    """A world that is forgotten afterwards."""
    try:
        with transaction.atomic():
            with passing(make_world(), django_settings) as days:
                yield days
            raise _Over
    except _Over:
        pass
    finally:
        system.forget()
        options.forget()


class _Over(Exception):
    pass


def live(django_settings: Any, acts: list[tuple[str, int]], hours: bool, first: int, last: int) -> None:
    """Live this life and judge it. Raises AssertionError when silence was hurried, assumed or forgotten."""
    with a_world(django_settings) as days:
        more: dict[str, Any] = HOURS if hours else {}
        options.put("workspace.time_zone", str(judging.ZONE))
        days.rule(first_day=first, last_day=first + last, close_day=first + last + 1, answered_days=2, **more)
        life = Life(days)
        for name, number in acts:
            try:
                with transaction.atomic():
                    getattr(life, name)(number)
            except AccordError:
                continue
            life.ticket.refresh_from_db()
        days.days(1)
        events = list(Event.objects.filter(ticket_id=life.ticket.pk).order_by("id"))
        judging.judge(events)
        waits = judging.Waits(2, first, last, 1, **more)
        judging.judge_moments(events, life.past, waits, days.now)
        assert list(checking.problems(deep=True)) == []
