"""Mails of news: together after some minutes, urgent ones at once, never what was read, never in quiet hours."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.channels.email.models import Mailbox, OutgoingMail
from accord.core import clock, files
from accord.core.errors import Invalid, NotAllowed
from accord.events.models import Timer
from accord.messaging.notices import choosing, quiet, reading
from accord.messaging.notices.abouts import CONSOLE, MAIL
from accord.people import absences
from accord.people.models import Membership, Notice, NoticeHabit
from accord.people.system import system
from accord.tickets import assigning, notifying, replying
from accord.tickets.writing import Words
from tests.messaging.notices.told import carried_out
from tests.world import World

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("UTC"))  # a Tuesday


@pytest.fixture(autouse=True)
def mailbox(world: World) -> None:
    Mailbox.objects.create(address="support@example.com", department=world.support, plus_works=True)


class Time:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
        self.now = now
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def passes(self, **more: float) -> None:
        self.now += timedelta(**more)
        carried_out()


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch, NOON)


def mails(world: World) -> list[Any]:
    rows = OutgoingMail.objects.filter(part=f"agent-{world.ieva.pk}").order_by("id")
    return [
        message_from_bytes(files.read(row.raw), policy=policy.default) for row in rows if row.raw is not None
    ]


def body(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def given_to_her(world: World, subject: str = "Coffee grinder stops") -> Any:
    ticket = world.ticket(subject)
    assigning.assign(ticket, world.ieva, by=world.tiina)
    return ticket


def wants_mail(world: World, **habits: Any) -> None:
    choosing.choose(world.ieva, {"assigned": [CONSOLE, MAIL]}, by=world.ieva, habits=habits)


def test_several_tickets_are_one_mail_with_an_address_for_each(world: World, time: Time) -> None:
    wants_mail(world, bundle_minutes=5)
    one, two = given_to_her(world, "The lid is loose"), given_to_her(world, "It is too loud")
    time.passes(minutes=4)
    assert mails(world) == []
    time.passes(minutes=2)
    (mail,) = mails(world)
    text = body(mail)
    assert mail["Subject"] == "2 things that you have not read"
    assert all(each in text for each in (one.code, two.code, "The lid is loose", "It is too loud"))
    assert text.count("support+") == 2
    time.passes(minutes=60)
    assert len(mails(world)) == 1


def test_news_about_one_ticket_are_a_mail_that_can_be_answered(world: World, time: Time) -> None:
    wants_mail(world, bundle_minutes=5)
    ticket = given_to_her(world)
    notifying.notify(ticket, [world.ieva], "Look at this", by=world.tiina)
    time.passes(minutes=6)
    (mail,) = mails(world)
    assert ticket.code in mail["Subject"] and mail["Reply-To"].startswith("support+")
    assert "Look at this" in body(mail) and "Tiina gave you a ticket" in body(mail)


def test_what_is_urgent_goes_at_once_and_takes_along_what_waits(world: World, time: Time) -> None:
    wants_mail(world, bundle_minutes=60)
    ticket = given_to_her(world)
    time.passes(minutes=1)
    notifying.notify(ticket, [world.ieva], "Look at this", by=world.tiina)
    time.passes(seconds=1)
    assert len(mails(world)) == 1
    time.passes(hours=2)
    assert len(mails(world)) == 1


def test_what_was_read_meanwhile_is_not_mailed(world: World, time: Time) -> None:
    wants_mail(world, bundle_minutes=5)
    ticket, other = given_to_her(world), given_to_her(world, "The lid is loose")
    carried_out()
    assert reading.read_ticket(world.ieva, ticket.pk) == 1 and reading.read_ticket(world.ieva, ticket.pk) == 0
    time.passes(minutes=6)
    (mail,) = mails(world)
    assert other.code in mail["Subject"] and "Coffee" not in body(mail)


def test_nothing_unread_is_no_mail(world: World, time: Time) -> None:
    wants_mail(world, bundle_minutes=5)
    given_to_her(world)
    carried_out()
    reading.read_all(world.ieva, Notice.objects.last().pk)  # type: ignore[union-attr]
    time.passes(minutes=6)
    assert mails(world) == [] and not Timer.objects.filter(kind="notices").exists()


def test_a_right_that_was_lost_meanwhile_mails_nothing(world: World, time: Time) -> None:
    wants_mail(world, bundle_minutes=5)
    ticket = given_to_her(world)
    carried_out()
    assigning.assign(ticket, None, by=world.tiina)
    Membership.objects.filter(person=world.ieva).delete()
    time.passes(minutes=6)
    assert mails(world) == []


def test_quiet_hours_keep_mails_until_their_end(world: World, time: Time) -> None:
    wants_mail(world, bundle_minutes=0, quiet_from="11:00", quiet_until="13:30")
    given_to_her(world)
    time.passes(minutes=30)
    given_to_her(world, "The lid is loose")
    time.passes(minutes=40)
    assert mails(world) == []
    time.passes(minutes=25)
    (mail,) = mails(world)
    assert mail["Subject"].startswith("2 things")


def test_urgent_news_come_through_only_if_he_said_so(world: World, time: Time) -> None:
    wants_mail(world, bundle_minutes=0, quiet_from="11:00", quiet_until="13:30")
    ticket = given_to_her(world)
    notifying.notify(ticket, [world.ieva], "Look at this", by=world.tiina)
    time.passes(minutes=1)
    assert mails(world) == []
    choosing.choose(world.ieva, {}, by=world.ieva, habits={"urgent_through": True})
    notifying.notify(ticket, [world.ieva], "Look at this, too", by=world.tiina)
    time.passes(minutes=1)
    (mail,) = mails(world)
    assert "Look at this, too" in body(mail) and "gave you" not in body(mail)
    time.passes(hours=2)
    assert "gave you" in body(mails(world)[1])


def test_who_is_away_gets_one_mail_when_he_is_back(world: World, time: Time) -> None:
    absences.leave_until(world.ieva, NOON + timedelta(days=1), by=world.ieva)
    notifying.notify(world.ticket(), [world.ieva], "Look at this", by=world.tiina)
    time.passes(hours=20)
    assert mails(world) == []
    time.passes(hours=5)
    assert len(mails(world)) == 1


def test_everybody_chooses_for_himself_and_what_fits(world: World) -> None:
    with pytest.raises(NotAllowed):
        choosing.choose(world.ieva, {}, by=world.tiina)
    for ways, habits in (
        ({"assigned": ["pigeon"]}, {}),
        ({"weather": ["mail"]}, {}),
        ({}, {"quiet_from": "25:00"}),
        ({}, {"quiet_from": "20:00"}),
        ({}, {"quiet_from": "20:00", "quiet_until": "20:00"}),
        ({}, {"bundle_minutes": 100_000}),
        ({}, {"person_id": 7}),
    ):
        with pytest.raises(Invalid):
            choosing.choose(world.ieva, ways, by=world.ieva, habits=habits)
    choosing.choose(world.ieva, {"assigned": ["mail", "console"]}, by=world.ieva)
    assert choosing.ways_of(world.ieva)["assigned"] == ("console", "mail")
    choosing.to_standard(world.ieva, by=world.ieva)
    assert choosing.ways_of(world.ieva)["assigned"] == ("console", "push")


_TIMES = st.sampled_from([f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 5, 30)])
_SPANS = st.tuples(_TIMES, _TIMES).filter(lambda span: span[0] < span[1])


@settings(deadline=None, max_examples=10)
@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes, seconds=17)),
    st.tuples(_TIMES, _TIMES).filter(lambda span: span[0] != span[1]) | st.just(("", "")),
    st.booleans(),
    st.dictionaries(
        st.sampled_from("0123456"), st.lists(_SPANS.map(list), min_size=1, max_size=2), max_size=7
    ),
    st.sampled_from(["UTC", "Europe/Sofia", "America/St_Johns", "Australia/Lord_Howe"]),
)
def test_quiet_ends_at_the_first_moment_that_is_not_quiet(
    now: datetime, span: tuple[str, str], weekends: bool, hours: dict[str, list[list[str]]], zone: str
) -> None:
    """Against a slow reference that looks at every minute."""
    habit = NoticeHabit(quiet_from=span[0], quiet_until=span[1], quiet_weekends=weekends)

    def loud(moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(zone))
        time_of_day = local.strftime("%H:%M")
        if weekends and local.weekday() in (5, 6):
            return False
        if span[0] and span[0] < span[1] and span[0] <= time_of_day < span[1]:
            return False
        if span[0] and span[0] > span[1] and (time_of_day >= span[0] or time_of_day < span[1]):
            return False
        spans = hours.get(str(local.weekday()), []) if hours else [["00:00", "24:00"]]
        return any(begin <= time_of_day < end for begin, end in spans)

    found = quiet.first_loud(now, habit, hours, zone)
    minute = now
    while not loud(minute) and minute - now < timedelta(days=8):
        minute = minute.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if minute - now >= timedelta(days=8):
        assert found - now >= timedelta(days=8) - timedelta(minutes=5)
    else:
        assert loud(found) and timedelta(0) <= found - minute <= timedelta(minutes=5)


def is_late(world: World, subject: str, since: datetime) -> Any:
    ticket = world.ticket(subject)
    notifying.notify(
        ticket, [world.ieva], "The answer is late.", by=system(), because="sla:1", late_since=since
    )
    return ticket


def test_the_first_that_is_late_is_mailed_at_once_and_the_others_together(world: World, time: Time) -> None:
    first = is_late(world, "Coffee grinder stops", NOON)
    time.passes(seconds=1)
    (mail,) = mails(world)
    assert first.code in mail["Subject"]
    little = is_late(world, "The lid is loose", NOON)
    time.passes(minutes=3)
    much = is_late(world, "It is too loud", NOON - timedelta(hours=50))
    some = is_late(world, "It smells", NOON - timedelta(minutes=95))
    time.passes(minutes=6)
    assert len(mails(world)) == 1 and Notice.objects.filter(person=world.ieva, in_console=True).count() == 4
    time.passes(minutes=1)
    mail = mails(world)[1]
    text = body(mail)
    assert mail["Subject"] == "3 tickets are late"
    assert text.index(much.code) < text.index(some.code) < text.index(little.code)
    assert "Over by 50 h 10 min." in text and "The lid is loose" in text
    assert first.code not in text
    time.passes(minutes=11)
    is_late(world, "No beans", NOON)
    time.passes(seconds=1)
    assert len(mails(world)) == 3


def test_other_urgent_news_do_not_wait_for_what_is_late(world: World, time: Time) -> None:
    is_late(world, "Coffee grinder stops", NOON)
    time.passes(seconds=1)
    late = is_late(world, "The lid is loose", NOON)
    time.passes(minutes=1)
    notifying.notify(world.ticket("It is too loud"), [world.ieva], "Look at this", by=world.tiina)
    time.passes(seconds=1)
    mail = mails(world)[1]
    assert mail["Subject"] == "2 things that you have not read" and late.code in body(mail)
    time.passes(minutes=20)
    assert len(mails(world)) == 2


def test_what_was_answered_meanwhile_is_not_mailed_as_late(world: World, time: Time) -> None:
    is_late(world, "Coffee grinder stops", NOON)
    time.passes(seconds=1)
    answered, late = is_late(world, "The lid is loose", NOON), is_late(world, "It is too loud", NOON)
    time.passes(minutes=5)
    replying.reply(answered, Words(text="Turn it."), by=world.tiina)
    time.passes(minutes=6)
    assert [late.code in mail["Subject"] for mail in mails(world)] == [False, True]
    assert not Notice.objects.filter(mail=True).exists()
