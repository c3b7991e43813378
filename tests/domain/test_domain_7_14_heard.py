"""DOMAIN 7.14 by mail: the No that must be heard."""

from datetime import timedelta

from accord.channels.email.models import OutgoingMail
from accord.core import clock
from accord.people import absences
from accord.tickets import assigning, confirming, replying, resolving
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import State
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, sent, taken
from tests.messaging.notices.told import at_once, carried_out
from tests.world import World

OURS = "answer@support.example.com"


def test_7_14_a_reply_by_mail_does_not_wait_for_who_is_away(desk: World) -> None:
    ticket = desk.ticket()
    assigning.assign(ticket, desk.ieva, by=desk.tiina)
    replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    sent(ticket, OURS)
    absences.leave_until(desk.ieva, clock.now() + timedelta(days=2), by=desk.ieva)
    taken(mail(text="It stops again.", In_Reply_To=f"<{OURS}>"))
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN and ticket.assignee is None and ticket.last_agent == desk.ieva


def test_7_14_a_supervisor_who_wishes_is_mailed_at_the_second_no(desk: World) -> None:
    for person in (desk.ieva, desk.tiina):
        at_once(person, no_again=["console", "mail"])
    ticket, told = desk.ticket(), []
    for _ in range(2):
        resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
        confirming.say_not_solved(ticket, voice=Voice(desk.hannah))
        carried_out()
        told.append(list(OutgoingMail.objects.filter(part__startswith="agent-").values_list("recipients", flat=True)))
    assert told == [[], [["tiina@example.com"]]]  # Ieva solves; she supervises nobody
