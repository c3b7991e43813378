"""Replying to several tickets at once: one mail each, with the variables of each, stopped and never sent twice."""

from email import message_from_bytes, policy

import pytest

from accord.automation.actions.steps import Steps
from accord.automation.mass import jobs
from accord.channels.email.models import OutgoingMail
from accord.core import files
from accord.events import timers
from accord.tickets.models import Message, State
from tests.channels.email.outbox import mailbox_at, work
from tests.world import World

pytestmark = pytest.mark.django_db
TEXTS = {"en": "<p>Dear {contact.first_name}, it works.</p>", "bg": "<p>Работи.</p>"}


def reply() -> Steps:
    return Steps.parse([{"a": "answer", "v": {"text": TEXTS}}])


def texts() -> list[str]:
    found = []
    for row in OutgoingMail.objects.select_related("raw").order_by("id"):
        body = message_from_bytes(files.read(row.raw), policy=policy.default).get_body(("plain",))  # type: ignore[arg-type]
        found.append(f"{row.recipients} {body.get_content() if body else ''}")
    return found


def test_each_customer_gets_one_mail_in_the_own_conversation(world: World) -> None:
    mailbox_at(25, world.support, smtp_host="")
    hers = world.ticket(requester=world.elitsa, language="bg")
    his = world.ticket(copied=[(world.elitsa, world.elitsa.email)])
    foreign = world.ticket(department=world.billing)
    job = jobs.start([hers.pk, his.pk, foreign.pk], reply(), by=world.ieva)
    for _again in range(3):
        timers.sweep()
        work()
    job.refresh_from_db()
    assert (job.state, job.done_count, job.refused_count) == ("done", 2, 1)
    first, second = texts()
    assert "['elitsa@example.com']" in first and "Работи." in first and "Dear" not in first
    assert "['hannah@example.com']" in second and "Dear Hannah, it works." in second
    his.refresh_from_db()
    assert (his.state, his.last_agent) == (State.ANSWERED, world.ieva)
    assert not jobs.can_undo(job), "mails that are out cannot be called back"


def test_stopped_it_sends_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = [world.ticket().pk for _each in range(3)]
    monkeypatch.setattr(jobs, "CUT_S", 0)
    job = jobs.start(tickets, reply(), by=world.ieva)
    timers.sweep()
    jobs.stop(job, by=world.ieva)
    timers.sweep()
    assert Message.objects.filter(kind="outgoing").count() == 1
