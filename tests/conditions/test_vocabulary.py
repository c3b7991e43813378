"""What every condition must keep, whichever rooms registered it: words, values, and one answer in Python and in SQL."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accord.conditions import sentences
from accord.conditions.condition import Condition, Facts, Group, Operator, ValueKind
from accord.conditions.groups import Groups
from accord.conditions.registry import conditions
from accord.core import clock
from accord.events.models import Event
from accord.people import grouping
from accord.people.models import Away, Company
from accord.people.models.presence import AtWork, WebProcess
from accord.tickets import assigning, merging
from accord.tickets.checklists import ticking
from accord.tickets.models import LinkKind, Message, State, Tag, Ticket, TicketTag
from accord.tickets.related import linking
from accord.tickets.rows import run
from accord.tickets.spending import entries
from tests.world import World, make_world

KEYS = sorted(conditions)
SAMPLES: dict[ValueKind, list[Any]] = {
    ValueKind.NONE: [None],
    ValueKind.TEXT: ["grinder", "ЖАР", "a", "hannah@example.com", "example.com", "Елица", "(", "%", "_"],
    ValueKind.NUMBER: [0, 1, 3],
    ValueKind.DURATION: [60, 7200, 86400],
    ValueKind.MOMENT: ["2026-11-01T10:00:00+02:00", "2031-01-01T00:00:00+00:00"],
    ValueKind.WEEKDAYS: [[0], [5, 6]],
    ValueKind.TIME_SPAN: [["09:00", "17:00"], ["22:00", "06:00"]],
}


@pytest.fixture
def full_world(world: World) -> World:
    """A world in which there is something to choose everywhere."""
    Company.objects.create(name="Example Café", created_at=clock.now())
    Tag.objects.create(name="vip")
    return world


def asked(condition: Condition) -> Iterator[tuple[Operator, Any]]:
    """Each way to ask a condition, with values that fit."""
    for operator in condition.operators:
        kind = condition.kind_for(operator)
        if kind in (ValueKind.CHOICE, ValueKind.CHOICES):
            known = [choice.value for choice in condition.choices()]
            for value in known:
                yield operator, value if kind == ValueKind.CHOICE else [value]
            if kind == ValueKind.CHOICES and known:
                yield operator, known[:3]
        elif operator == Operator.MATCHES:
            yield operator, r"gr[ia]nder|\bжар"
        else:
            for value in SAMPLES[kind]:
                yield operator, value


@pytest.mark.parametrize("key", KEYS)
def test_each_says_what_it_is(world: World, key: str) -> None:
    condition = conditions[key]
    assert condition.key == key
    assert str(condition.label) and str(condition.help).endswith(".")
    assert condition.group in list(Group)
    assert condition.operators
    assert all(
        operator in sentences.SENTENCES and operator in sentences.LABELS for operator in condition.operators
    )


@pytest.mark.parametrize("key", KEYS)
def test_each_is_stored_and_read_again_as_it_was(full_world: World, key: str) -> None:
    for operator, value in asked(conditions[key]):
        groups = Groups.parse([[{"c": key, "op": str(operator), "v": value}]])
        assert Groups.parse(groups.stored()) == groups
        assert groups.problems() == []
        assert "%(" not in groups.sentence() and "?" not in groups.sentence()


@pytest.mark.parametrize("key", KEYS)
def test_none_breaks_on_a_value_that_does_not_fit(world: World, key: str) -> None:
    from accord.core.errors import AccordError

    for operator in conditions[key].operators:
        odd: list[Any] = [None, "", [], {}, [[]], "x\x00", 10**30, -1, True, ["a", None]]
        for value in odd:
            try:
                Groups.parse([[{"c": key, "op": str(operator), "v": value}]]).problems()
            except AccordError as refused:
                assert str(refused)


def test_what_happened_is_seen(world: World) -> None:
    from accord.tickets import assigning, editing, resolving, tagging
    from accord.tickets.explaining import ready_text

    ticket = world.ticket()
    editing.prioritise(ticket, 3, by=world.ieva)
    assert said(ticket, "priority", "changed_to", 3) and said(ticket, "priority", "changed_from", 1)
    assert not said(ticket, "state", "changed_to", "new")
    tagging.tag(ticket, "vip", by=world.ieva)
    assert said(ticket, "tags", "added", "vip") and not said(ticket, "tags", "removed", "vip")
    assert not said(ticket, "tags", "added", "other")
    assigning.assign(ticket, world.ieva, by=world.ieva)
    assert said(ticket, "assignee", "changed_to", world.ieva.pk)
    assert said(ticket, "actor", "is", "agent") and said(ticket, "actor", "is", "assignee")
    assert said(ticket, "actor", "is", str(world.ieva.pk)) and not said(ticket, "actor", "is", "requester")
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    assert said(ticket, "state", "changed_to", "resolved") and said(ticket, "state", "changed_from", "new")
    assert said(ticket, "happened", "one_of", ["ticket.resolved", "message.sent"])
    assert not said(ticket, "happened", "is_not", "ticket.resolved")


def said(ticket: Ticket, key: str, operator: str, value: Any) -> bool:
    """What a condition says of the ticket's last event."""
    event = Event.objects.filter(ticket_id=ticket.pk).order_by("-id")[0]
    ticket.refresh_from_db()
    return Groups.parse([[{"c": key, "op": operator, "v": value}]]).holds(Facts(ticket, event))


TICKETS = st.lists(
    st.fixed_dictionaries(
        {
            "subject": st.sampled_from(["Coffee grinder", "жар-птица", "ЖАР", "100 %", "a_b", ""]),
            "state": st.sampled_from([each for each in State if each != State.CLOSED]),
            "priority": st.integers(0, 3),
            "department": st.integers(0, 1),
            "assignee": st.sampled_from([None, 0, 1]),
            "last_agent": st.sampled_from([None, 0, 1]),
            "requester": st.integers(0, 1),
            "requester_address": st.sampled_from(["", "hannah@example.com", "Other@Example.org", "odd"]),
            "our_address": st.sampled_from(["", "support@example.com"]),
            "language": st.sampled_from(["", "en", "bg"]),
            "age_s": st.integers(0, 200_000),
            "answered_s": st.sampled_from([None, 30, 8000, 90_000]),
            "undelivered": st.booleans(),
            "messages": st.lists(
                st.tuples(st.sampled_from(["incoming", "outgoing", "note"]), st.sampled_from(["A grinder", "Жар", ""]),
                          st.booleans()),
                max_size=3,
            ),
            "tags": st.sets(st.sampled_from(["vip", "late", "жар"])),
            "follows": st.booleans(),
        }
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip


def made(world: World, spec: dict[str, Any], number: int) -> Ticket:
    """A row with these values, past the verbs: it may be what no verb would make."""
    now = clock.now()
    agents = [world.ieva, world.tiina]
    ago = now - timedelta(seconds=spec["age_s"])
    answered = None if spec["answered_s"] is None else now - timedelta(seconds=spec["answered_s"])
    first = Ticket.objects.order_by("id").first()
    ticket = Ticket.objects.create(
        code=f"AAA-AAA-{number:03}", subject=spec["subject"], state=spec["state"], priority=spec["priority"],
        department=[world.support, world.billing][spec["department"]], channel="email",
        requester=[world.hannah, world.elitsa][spec["requester"]], requester_address=spec["requester_address"],
        assignee=None if spec["assignee"] is None else agents[spec["assignee"]],
        last_agent=None if spec["last_agent"] is None else agents[spec["last_agent"]],
        our_address=spec["our_address"], language=spec["language"], created_at=ago, updated_at=ago,
        state_changed_at=ago, waiting_since=ago if spec["undelivered"] else None, rank_at=ago,
        first_answered_at=answered, last_answered_at=answered, resolved_at=answered, last_customer_at=answered,
        undelivered=spec["undelivered"], messages_count=len(spec["messages"]), tag_names=sorted(spec["tags"]),
        follow_up_of=first if spec["follows"] else None,
    )  # fmt: skip
    for kind, text, files in spec["messages"]:
        Message.objects.create(
            ticket=ticket,
            kind=kind,
            text=text,
            at=ago,
            has_files=files,
            author_address=spec["requester_address"],
        )
    for name in spec["tags"]:
        TicketTag.objects.create(ticket=ticket, tag=Tag.objects.get_or_create(name=name)[0])
    return ticket


class OneAnswer(TestCase):
    """Lists, counts and rules must never disagree (DOMAIN 4.15)."""

    @settings(max_examples=8, deadline=None)
    @given(TICKETS)
    def test_a_ticket_and_a_list_get_the_same_answer(self, specs: list[dict[str, Any]]) -> None:
        world = make_world()
        world.hannah.company = Company.objects.create(name="Example Café", created_at=clock.now())
        world.hannah.save()
        for contact, name in ((world.hannah, "VIPs"), (world.elitsa, "Off")):
            group = grouping.make(name, "red", by=world.omar)
            grouping.put_into(contact, group, by=world.omar)
            grouping.change(group, by=world.omar, is_active=name != "Off")
        Away.objects.create(person=world.ieva, until=clock.now() + timedelta(days=1))
        WebProcess.objects.create(id="here", beat_at=clock.now())
        AtWork.objects.create(person=world.tiina, presence="paused", since=clock.now(), process="here")
        AtWork.objects.create(person=world.ieva, presence="online", since=clock.now(), process="gone")
        tickets = [made(world, spec, number) for number, spec in enumerate(specs)]
        facts = [Facts(ticket) for ticket in tickets]
        for key in KEYS:
            condition = conditions[key]
            for operator, value in asked(condition):
                term = Groups.parse([[{"c": key, "op": str(operator), "v": value}]]).groups[0][0]
                where = term.where()
                if where is None:
                    continue
                held = {each.ticket.pk for each in facts if term.holds(each)}
                listed = {row[0] for row in run(f"SELECT t.id FROM ticket t WHERE {where[0]}", where[1])}
                assert listed == held, (key, operator, value)


def test_who_is_here_is_a_matter_of_the_machines_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a simulated day, whose clock is hours ahead, the signs of life are those of the machine."""
    machine = clock.now()
    monkeypatch.setattr(clock, "machine_now", lambda: machine)
    WebProcess.objects.create(id="here", beat_at=machine)
    AtWork.objects.create(person=world.tiina, presence="online", since=machine, process="here")
    ticket = world.ticket()
    assigning.assign(ticket, world.tiina, by=world.tiina)
    term = Groups.parse([[{"c": "assignee_presence", "op": "is", "v": "online"}]]).groups[0][0]
    with clock.running(lambda: machine + timedelta(hours=5)):
        where = term.where()
        assert term.holds(Facts(ticket)) and where is not None
        assert run(f"SELECT t.id FROM ticket t WHERE {where[0]}", where[1]) == [(ticket.pk,)]


def test_what_was_merged_into_a_ticket_counts_for_it(world: World) -> None:
    """As its page shows it, and as it keeps it from being resolved."""
    source, ticket, part = world.ticket(), world.ticket(), world.ticket()
    ticking.add(source, ["Look"], by=world.ieva)
    entries.spend(source, 3600, by=world.ieva)
    linking.link(part, source, LinkKind.CHILD, by=world.ieva)
    merging.merge(source, ticket, by=world.tiina)
    ticket.refresh_from_db()
    for key, op, value in (
        ("checklist_open", "yes", None), ("minutes_spent", "more_than", 59), ("has_open_parts", "yes", None),
    ):  # fmt: skip
        groups = Groups.parse([[{"c": key, "op": op, "v": value}]])
        where, given = groups.where()
        assert groups.holds(Facts(ticket)), key
        assert ticket.pk in {row[0] for row in run(f"SELECT t.id FROM ticket t WHERE {where}", given)}, key


def test_a_list_refuses_what_it_cannot_ask(world: World) -> None:
    from accord.core.errors import Invalid

    with pytest.raises(Invalid, match="Today"):
        Groups.parse([[{"c": "weekday", "op": "is", "v": [0]}]]).where()


def test_whoever_looks_is_me(world: World) -> None:
    mine = Groups.parse([[{"c": "assignee", "op": "one_of", "v": ["me"]}]])
    ticket = world.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(assignee=world.ieva)
    ticket.refresh_from_db()
    assert mine.holds(Facts(ticket, me=world.ieva.pk)) and not mine.holds(Facts(ticket, me=world.tiina.pk))
    assert not mine.holds(Facts(ticket))
    for me, expected in ((world.ieva.pk, [(ticket.pk,)]), (world.tiina.pk, [])):
        sql, values = mine.meant_for(me).where()
        assert [tuple(row) for row in run(f"SELECT t.id FROM ticket t WHERE {sql}", values)] == expected


def test_the_database_knows_lower_case_of_every_alphabet(db: None) -> None:
    with connection.cursor() as cursor, transaction.atomic():
        name = "accord_lower" if connection.vendor == "sqlite" else "lower"
        cursor.execute(f"SELECT {name}(%s)", ["ÄŠЖÕ"])
        assert cursor.fetchone()[0] == "äšжõ"
