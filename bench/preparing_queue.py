"""Bringing a copy of a workspace to the size of the group `queue`: tickets that wait, agents, rules, views."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from accord.automation.models import Rule
from accord.automation.rules import editing
from accord.conditions.groups import Groups
from accord.core import clock, options
from accord.people.models import Address, Department, Membership, Person
from accord.people.models.person import PersonKind, Role
from accord.queue import choices
from accord.tickets.models import State, Ticket
from accord.tickets.waiting import FACTOR, PATIENCE
from accord.views import saving
from accord.views.models import SavedView

WAITING, PULLERS, RULES, VIEWS = 100_000, 100, 50, 200
WAITING_SMALL = 5_000
MARK = "bench"


def prepare() -> dict[str, int]:
    """Bring a copy of the large workspace to the size of the table; again is a no-op."""
    owner = owner_of()
    options.put(choices.OWN, choices.NEVER)  # who pulls again wants another one
    _let_wait(WAITING)
    _pullers()
    if not Rule.objects.exists():
        departments = list(Department.objects.order_by("id").values_list("id", flat=True))
        for number in range(RULES):
            _rule(number, departments, owner)
            _time_rule(number, departments, owner)
    if not SavedView.objects.exists():
        _views(owner)
    _analyze()
    waiting = Ticket.objects.filter(to_solve=True).count()
    return {"waiting": waiting, "rules": Rule.objects.count(), "views": SavedView.objects.count()}


def prepare_small() -> None:
    """The small workspace gets the same time rules, and enough tickets for them."""
    _let_wait(WAITING_SMALL)
    if not Rule.objects.exists():
        owner = owner_of()
        departments = list(Department.objects.order_by("id").values_list("id", flat=True))
        for number in range(RULES):
            _time_rule(number, departments, owner)


def owner_of() -> Person:
    """The owner of the workspace; one is made when there is none."""
    known = Person.objects.filter(role=Role.OWNER, is_active=True).first()
    return known or _agent("bench-owner@example.com", Role.OWNER)


def _agent(email: str, role: str = Role.AGENT) -> Person:
    person = Person(
        kind=PersonKind.AGENT, role=role, name=email.partition("@")[0], email=email, language="en"
    )
    person.created_at = clock.now()
    person.set_unusable_password()
    with transaction.atomic():
        person.save()
        Address.objects.create(person=person, email=email, verified_at=clock.now())
    return person


def _let_wait(number: int) -> None:
    """Until so many wait: closed tickets of the last years are made open by the bulk, as after a hard week."""
    missing = number - Ticket.objects.filter(to_solve=True).count()
    if missing <= 0:
        return
    ids = list(
        Ticket.objects.filter(state=State.CLOSED).order_by("-id").values_list("id", flat=True)[:missing]
    )
    now = clock.now()
    with transaction.atomic():
        for place, number in enumerate(ids):
            since = now - timedelta(seconds=17 * place)
            priority = place % 4
            Ticket.objects.filter(pk=number).update(
                state=State.OPEN,
                is_open=True,
                to_solve=True,
                assignee=None,
                closed_at=None,
                priority=priority,
                waiting_since=since,
                rank_at=since + PATIENCE / FACTOR[priority],
                state_changed_at=since,
            )


def _pullers() -> None:
    """A hundred agents who solve in every department."""
    if Person.objects.filter(email="puller-1@example.com").exists():
        return
    departments = list(Department.objects.filter(is_active=True))
    for number in range(PULLERS):
        person = _agent(f"puller-{number}@example.com")
        with transaction.atomic():
            rows = [Membership(person=person, department=each, level="solver") for each in departments]
            Membership.objects.bulk_create(rows)


def condition(key: str, operator: str, value: Any) -> dict[str, Any]:
    return {"c": key, "op": operator, "v": value}


def _rule(number: int, departments: list[int], owner: Person) -> None:
    """Every rule listens to every message and asks three things; one in ten applies."""
    groups = [
        [
            condition(
                "department", "one_of", departments if number % 10 == 0 else [departments[number % 12]]
            ),
            condition("priority", "one_of", [1, 2, 3] if number % 10 == 0 else [number % 4]),
            condition("subject", "contains_not", f"nothing like that {number}"),
        ]
    ]
    steps = [{"a": "add_tags", "v": {"tags": [f"{MARK} {number}"]}}]
    made = editing.make(editing.Wording(f"Rule {number}", ["message_added"], steps, groups), by=owner)
    editing.switch(made, True, by=owner)


def _time_rule(number: int, departments: list[int], owner: Person) -> None:
    """The first ones have a day's patience, one in each department; the others look at the same tickets much later."""
    days = 1 if number < len(departments) else 10 + number
    groups = [[condition("department", "one_of", [departments[number % len(departments)]])]]
    steps = [{"a": "add_tags", "v": {"tags": [f"{MARK} late {number}"]}}]
    wording = editing.Wording(
        f"Time rule {number}", ["no_answer"], steps, groups, timed=True, wait_s=86400 * days
    )
    editing.switch(editing.make(wording, by=owner), True, by=owner)


def _views(owner: Person) -> None:
    departments = list(Department.objects.order_by("id").values_list("id", flat=True))
    states = ("new", "open", "answered", "postponed", "resolved")
    for number in range(VIEWS):
        groups = Groups.parse(
            [
                [
                    condition("state", "one_of", [states[number % 5], states[(number + 1) % 5]]),
                    condition("department", "one_of", departments[number % 7 : number % 7 + 5]),
                    condition("priority", "one_of", [number % 4, (number + 1) % 4]),
                ]
            ]
        )
        saving.make(f"View {number}", groups, by=owner, shared="all")


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "ANALYZE ticket")
