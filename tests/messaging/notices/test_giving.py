"""Who is told of what: never of his own acts, never of what he may not see, once, and after the change is committed."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accord.core import clock
from accord.events.delivering import deliver
from accord.events.models import Delivery, Event
from accord.messaging.chats import saying
from accord.messaging.notices import abouts, choosing, giving, reading, wording
from accord.people import editing
from accord.people.models import Membership, Notice
from accord.people.rights import access_of
from accord.people.system import system
from accord.tickets import assigning, delivering, discarding, notifying, noting, replying
from accord.tickets.models import Ticket
from accord.tickets.receiving import receive
from accord.tickets.writing import Words
from tests.messaging.notices.told import abouts as abouts_of
from tests.messaging.notices.told import carried_out
from tests.world import World, agent

pytestmark = pytest.mark.django_db


def his(world: World) -> Ticket:
    ticket = world.ticket()
    assigning.assign(ticket, world.ieva, by=world.tiina)
    return ticket


def test_who_gets_a_ticket_is_told_and_who_takes_one_is_not(world: World) -> None:
    his(world)
    assigning.assign(world.ticket(), world.tiina, by=world.tiina)
    carried_out()
    assert (abouts_of(world.ieva), abouts_of(world.tiina)) == (["assigned"], [])


def test_what_was_handed_out_by_itself_is_news_of_its_own(world: World) -> None:
    assigning.assign(world.ticket(), world.ieva, by=system(), because="hand_out")
    carried_out()
    assert abouts_of(world.ieva) == ["handed_out"]


def test_a_ticket_that_went_on_to_another_is_no_news_for_the_first(world: World) -> None:
    ticket = his(world)
    assigning.assign(ticket, world.tiina, by=world.omar)
    carried_out()
    assert (abouts_of(world.ieva), abouts_of(world.tiina)) == ([], ["assigned"])


def test_what_the_customer_and_colleagues_write_on_mine(world: World) -> None:
    ticket = his(world)
    receive(ticket, Words(text="It stops again."), by=world.hannah, address="hannah@example.com")
    noting.note(ticket, Words(text="She called."), by=world.tiina)
    replying.reply(ticket, Words(text="Hold the button."), by=world.ieva)
    noting.note(ticket, Words(text="A rule says so."), by=system())
    carried_out()
    assert abouts_of(world.ieva) == ["assigned", "answered", "colleague"]


def test_an_answer_that_does_not_arrive_is_told_to_who_wrote_it(world: World) -> None:
    ticket = world.ticket()
    message = replying.reply(ticket, Words(text="Hold the button."), by=world.tiina)
    delivering.failed(message, "550 no such user")
    carried_out()
    assert abouts_of(world.tiina) == ["not_sent"]


@pytest.mark.parametrize(
    ("because", "about"),
    [("", "told"), ("sla:1", "clock"), ("late_ladder", "clock"), ("supervisor_asked", "asked"), ("rule:1", "told")],
)
def test_whom_somebody_means_is_told_of_what_it_is(world: World, because: str, about: str) -> None:
    ticket = world.ticket()
    notifying.notify(ticket, [world.ieva, world.tiina], "Look at this\nIt is old.", by=world.tiina, because=because)
    carried_out()
    assert (abouts_of(world.ieva), abouts_of(world.tiina)) == ([about], [])
    news = wording.shown(list(Notice.objects.all()), world.ieva)[0]
    assert (news.sentence, news.words, news.urgent) == ("Look at this", "Look at this\nIt is old.", True)


def test_nobody_is_told_what_he_may_not_see(world: World) -> None:
    bruno = agent("Bruno", solver=world.billing)
    ticket = world.ticket()
    notifying.notify(ticket, [bruno, world.ieva], "Look at this", by=world.tiina)
    carried_out()
    assert (abouts_of(bruno), abouts_of(world.ieva)) == ([], ["told"])


def test_news_vanish_with_the_right_to_see_their_ticket(world: World) -> None:
    ticket = world.ticket()
    notifying.notify(ticket, [world.ieva], "Look at this", by=world.tiina)
    carried_out()
    assert reading.count(access_of(world.ieva)) == 1
    Membership.objects.filter(person=world.ieva).delete()
    access = access_of(world.ieva)
    assert (reading.count(access), reading.page(access), reading.newer(access, 0)) == (0, [], [])
    assert reading.to_mail(access, Notice.objects.values_list("pk", flat=True)) == []


def test_spam_and_deleted_tickets_are_no_news(world: World) -> None:
    ticket = his(world)
    discarding.mark_spam(ticket, by=world.tiina)
    carried_out()
    assert abouts_of(world.ieva) == []


def test_a_new_ticket_is_told_to_whom_chose_it_only(world: World) -> None:
    world.ticket()
    assert not Delivery.objects.filter(effect="notices").exists()
    for person in (world.ieva, world.omar):
        choosing.choose(person, {"opened": ["console"]}, by=person)
    world.ticket()
    world.ticket(department=world.billing)
    carried_out()
    assert (abouts_of(world.ieva), abouts_of(world.omar)) == (["opened"], ["opened", "opened"])


def test_giving_twice_tells_once(world: World) -> None:
    his(world)
    event = Event.objects.get(kind="ticket.assigned")
    giving.give(event)
    giving.give(event)
    assert abouts_of(world.ieva) == ["assigned"] and Event.objects.filter(kind="notices.given").count() == 1


def test_a_reply_pays_one_row_and_nothing_when_nobody_is_told(world: World) -> None:
    ticket = his(world)
    deliver(50)
    before = Delivery.objects.filter(effect="notices").count()
    replying.reply(ticket, Words(text="Hold the button."), by=world.ieva)  # his own
    assert Delivery.objects.filter(effect="notices").count() == before
    with CaptureQueriesContext(connection, ) as asked:
        replying.reply(ticket, Words(text="Hold it."), by=world.tiina)
    mine = [each["sql"] for each in asked if "notice" in each["sql"]]
    assert len(mine) == 1 and mine[0].lower().startswith("insert into")  # the delivery row


def test_the_list_costs_the_same_for_one_and_for_thirty(world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            wording.shown(reading.page(access_of(world.ieva)), world.ieva)
        return len(asked)

    his(world)
    carried_out()
    one = cost()
    for _ in range(9):
        ticket = his(world)
        receive(ticket, Words(text="It stops again."), by=world.hannah, address="hannah@example.com")
    carried_out()
    assert len(reading.page(access_of(world.ieva))) == 19
    assert cost() - one <= 1  # the words of messages


def test_all_kinds_have_a_standard_and_a_label(world: World) -> None:
    for key, about in abouts.abouts.items():
        assert about.group in abouts.GROUPS and str(about.label)
        assert set(about.ways(above=True)) | set(about.ways(above=False)) <= set(abouts.WAYS), key
        assert key in wording.ICONS
    assert choosing.ways_of(world.ieva)["opened"] == ()
    assert choosing.ways_of(world.ieva)["no_again"] == ("console",)
    assert choosing.ways_of(world.tiina)["no_again"] == ("console", "mail")


def test_old_news_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    his(world)
    carried_out()
    assert reading.forget_old(100) == 0
    Notice.objects.update(at=clock.now() - reading.KEPT - reading.KEPT)
    assert reading.forget_old(100) == 1 and abouts_of(world.ieva) == []


def test_a_name_that_changes_is_todays(world: World) -> None:
    his(world)
    carried_out()
    editing.change(world.tiina, by=world.tiina, name="Tiina Tamm")
    assert wording.shown(list(Notice.objects.all()), world.ieva)[0].sentence == "Tiina Tamm gave you a ticket"


def test_a_chat_is_pushed_to_the_others_until_they_have_read_it(world: World) -> None:
    chat = saying.begin([world.ieva], "Lunch?", by=world.tiina)
    carried_out()
    (row,) = Notice.objects.all()
    assert (row.person, row.about, row.in_console, row.read_at) == (world.ieva, "chat", False, None)
    (news,) = wording.shown([row], world.ieva)
    assert (news.sentence, news.path) == ("Tiina writes to you in a chat", f"/chat/{chat.pk}/")
    assert "Lunch" not in str(news)
    saying.read(chat, by=world.ieva)
    carried_out()
    assert Notice.objects.get().read_at is not None


def test_a_long_job_is_told_and_a_short_one_is_not(world: World) -> None:
    for began in (clock.now(), clock.now() - giving.LONG):
        with transaction.atomic():
            giving.tell_done(world.ieva, began, {"what": "mass", "job": 7, "state": "done"})
    (row,) = Notice.objects.all()
    (news,) = wording.shown([row], world.ieva)
    assert (news.about, news.path, news.code) == ("done", "/mass/7/", "")
    assert reading.count(access_of(world.ieva)) == 1
