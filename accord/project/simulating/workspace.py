"""The workspace of the day: people, mailboxes, service levels, rules, hand-out, and what waits in the morning."""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from accord.automation.rules import editing
from accord.channels.email import mailboxes
from accord.channels.email.models import Mailbox
from accord.channels.email.own_addresses import publish_mailboxes
from accord.conditions.groups import Groups
from accord.core import clock
from accord.people import setting_up, tokens
from accord.people.contacts import contact_for
from accord.people.models import Address, Department, Membership, Person
from accord.people.models.person import PersonKind, Role
from accord.project import schema
from accord.project.simulating import words
from accord.project.simulating.wish import BACKLOG_DAYS, Wish
from accord.queue import rules as hand_outs
from accord.queue.models import Method
from accord.sla import setting_up as levels
from accord.sla.models import Level, LevelRule
from accord.tickets.opening import Request, open_ticket
from accord.tickets.writing import Words

DEPARTMENTS = ("Support", "Orders", "Billing", "Repairs", "Returns")
HANDED = "Returns"  # its agents are given their tickets, and pull when they have none
HOUR = 3600
DOMAIN = "desk.example.com"


class NotEmpty(Exception):
    """The database belongs to somebody's own workspace."""


@dataclass(frozen=True)
class Agent:
    """One who works today. `listens`: the cookie with which his pages stay open, for whom tickets are handed to."""

    person_id: int
    email: str
    token: str
    departments: tuple[int, ...]
    listens: str = ""


@dataclass(frozen=True)
class Staff:
    """Who works, the departments' ids, and the addresses to which customers write, by department."""

    agents: list[Agent]
    departments: dict[str, int]
    mailboxes: dict[str, str]


def prepare(wish: Wish, sink_port: int) -> Staff:
    """Make all of it in an empty database. Raises NotEmpty."""
    schema.require(create=True)
    if setting_up.has_owner():
        raise NotEmpty("There is a workspace of somebody's own already.")
    chance = random.Random(wish.seed)
    owner, first = setting_up.begin(
        name="Olga", email="owner@example.com", password=None, department=DEPARTMENTS[0], time_zone="UTC"
    )
    with transaction.atomic():
        more = [Department.objects.create(name=name, position=n) for n, name in enumerate(DEPARTMENTS[1:], 2)]
        departments = {each.name: each for each in (first, *more)}
        addresses = {name: _mailbox(departments[name], sink_port, by=owner) for name in DEPARTMENTS}
        agents = [_agent(n, departments) for n in range(wish.agents)]
    publish_mailboxes()
    hand_outs.choose(departments[HANDED], by=owner, method=str(Method.LEAST_LOADED))
    _backlog(wish, list(departments.values()), addresses, chance)
    with transaction.atomic():  # what waits already was promised nothing
        _levels(owner)
        _rules(owner, departments)
    ids = {name: each.pk for name, each in departments.items()}
    return Staff(agents, ids, addresses)


def _mailbox(department: Department, port: int, *, by: Person) -> str:
    address = f"{department.name.lower()}@{DOMAIN}"
    fields: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    made = mailboxes.make(by=by, address=address, department_id=department.pk, name=department.name, **fields)
    Mailbox.objects.filter(pk=made.pk).update(tested_at=clock.now())
    return address


def _agent(number: int, departments: dict[str, Department]) -> Agent:
    """Every tenth answers what is handed out, one of twenty manages, the others solve in two departments each."""
    email = f"agent-{number}@example.com"
    person = Person(
        kind=PersonKind.AGENT, role=Role.AGENT, name=f"Agent {number}", email=email, language="en"
    )
    person.created_at = clock.now()
    person.set_unusable_password()
    person.save()
    Address.objects.create(person=person, email=email, verified_at=clock.now())
    handed = number % 10 == 9
    pulled = [each for name, each in departments.items() if name != HANDED]
    own = [departments[HANDED]] if handed else [pulled[number % 4], pulled[(number // 4 + 1) % 4]]
    own = list(dict.fromkeys(own))
    level = "manager" if number % 20 == 0 else "solver"
    Membership.objects.bulk_create([Membership(person=person, department=each, level=level) for each in own])
    token = tokens.create(person, "simulation")
    return Agent(person.pk, email, token, tuple(each.pk for each in own), _cookie(person) if handed else "")


def _cookie(person: Person) -> str:
    """What a browser sends in which he has signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accord.web.sessions import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def _levels(owner: Person) -> None:
    """Urgent within half an hour, high within one, the others within four; a reminder and an alarm on the way."""
    answer = [4 * HOUR, 4 * HOUR, HOUR, HOUR // 2]
    level = levels.save_level(
        Level(),
        by=owner,
        name="Standard",
        hours=None,
        targets={"first_answer": answer, "next_answer": answer, "first_resolution": [24 * HOUR] * 4},
        steps=[
            {"at": -600, "do": "tell_assignee", "answers": True},
            {"at": 0, "do": "tell_supervisors", "answers": True},
        ],
    )
    for_all = Groups.parse([[{"c": "priority", "op": "one_of", "v": [1, 2, 3]}]])
    levels.save_rule(LevelRule(), by=owner, name="", conditions=for_all, level=level)


def _rules(owner: Person, departments: dict[str, Department]) -> None:
    """Rules that sort what comes in, and time rules that look after what waits or is silent."""

    def make(
        name: str, on: str, terms: list[tuple[str, str, Any]], *steps: dict[str, Any], wait_s: int = 0
    ) -> None:
        groups = [[{"c": key, "op": operator, "v": value} for key, operator, value in terms]] if terms else []
        wording = editing.Wording(name, [on], list(steps), groups, timed=wait_s > 0, wait_s=wait_s or None)
        editing.switch(editing.make(wording, by=owner), True, by=owner)

    def step(key: str, **values: Any) -> dict[str, Any]:
        return {"a": key, "v": values}

    silent = {"en": "<p>Did our answer help you? If not, just write back.</p>"}
    billing = str(departments["Billing"].pk)
    make("Urgent", "ticket_opened", [("subject", "contains", "urgent")], step("priority", priority="3"))
    make("Broken", "ticket_opened", [("subject", "contains", "broken")], step("add_tags", tags=["hardware"]))
    make(
        "Invoices",
        "ticket_opened",
        [("subject", "contains", "invoice")],
        step("transfer", department=billing),
    )
    make(
        "No means no",
        "customer_said_no",
        [],
        step("priority", priority="2"),
        step("add_tags", tags=["again"]),
    )
    make("Waits", "no_answer", [], step("add_tags", tags=["waits"]), wait_s=2 * HOUR)
    make("Late", "overdue", [], step("add_tags", tags=["late"]), step("priority", priority="3"), wait_s=HOUR)
    make(
        "Silent",
        "customer_silent",
        [("state", "one_of", ["answered"])],
        step("answer", text=silent),
        wait_s=2 * HOUR,
    )
    make(
        "No word",
        "state_for",
        [("state", "one_of", ["answered"])],
        step("resolve", reason="no_answer"),
        wait_s=HOUR,
    )


def _backlog(
    wish: Wish, departments: list[Department], addresses: dict[str, str], chance: random.Random
) -> None:
    """Tickets that waited before the day began, the oldest nearly two weeks."""
    begins = wish.begins
    for number in range(wish.backlog):
        waited = timedelta(days=BACKLOG_DAYS * (1 - number / wish.backlog))
        department, email = chance.choice(departments), f"early-{number}@customers.example.org"
        with clock.running(lambda at=begins - waited: at), transaction.atomic():  # type: ignore[misc]
            person = contact_for(email, f"Early {number}", "en")
            request = Request(
                requester=person,
                department=department,
                subject=words.subject(chance),
                words=Words(text=words.question(chance)),
                address=email,
                our_address=addresses[department.name],
            )
            open_ticket(request, by=person)
