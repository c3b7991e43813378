"""A worker of its own for the killing tests: `python -m tests.channels.email.sending_worker make|work ...`.

`make PORT COUNT` makes a database with COUNT answers to send; `work` sends what is due until nothing is left, taking
over at once what a killed worker had claimed; `state` prints what the database says of each answer.
"""

# ruff: noqa: E402  (Django is set up before its models are read)
import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "accord.project.settings"

import django

django.setup()

from accord.channels.email.models import OutgoingMail
from accord.core import clock
from accord.events.delivering import deliver
from accord.events.models import Delivery
from accord.project import first_tables
from accord.tickets.models import Message
from accord.tickets.replying import reply
from accord.tickets.writing import Words
from tests.channels.email.outbox import mailbox_at
from tests.world import make_world


def make(port: int, count: int) -> None:
    first_tables.make()
    world = make_world()
    mailbox_at(port, world.support)
    for number in range(count):
        reply(world.ticket(), Words(text=f"Answer {number}"), by=world.ieva)


def work() -> None:
    Delivery.objects.update(claim="", claimed_until=None, due_at=clock.now())
    while Delivery.objects.exists():
        if not deliver(5):
            time.sleep(0.02)


def state() -> None:
    for message in Message.objects.filter(kind="outgoing").order_by("id"):
        rows = OutgoingMail.objects.filter(ticket_message_id=message.pk)
        print(message.delivery, *[f"{row.state}:{row.message_id}" for row in rows])


if __name__ == "__main__":
    command, *numbers = sys.argv[1:]
    {"make": make, "work": work, "state": state}[command](*map(int, numbers))
