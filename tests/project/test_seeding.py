"""Seeded rows are what the verbs, the intake and the channel would have written: compared column by column."""

import json
from collections import Counter
from collections.abc import Hashable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.channels.email.models import Mailbox
from accord.core import ids
from accord.core.fulltext.terms import terms
from accord.events.models import Delivery
from accord.people.models import Membership
from accord.project.seeding import cast as roles
from accord.project.seeding import loading
from accord.project.seeding.cast import Cast
from accord.project.seeding.chance import Chance
from accord.project.seeding.hiring import hire
from accord.project.seeding.histories import History
from accord.project.seeding.inventing import Inventor
from accord.project.seeding.inventor_process import Order, make, unfold
from accord.project.seeding.tables import COLUMNS, PEOPLE, Batch, World
from accord.project.seeding.vocabulary import LANGUAGES
from accord.project.seeding.wording import of_address, of_code
from accord.tickets import checking
from accord.tickets.models import State, Ticket
from tests.channels.email.outbox import smtp_server
from tests.project.by_the_verbs import Life, as_detected

UNTIL = datetime(2026, 11, 20, tzinfo=UTC)
FORGOTTEN = UNTIL - timedelta(days=2)
TONGUES = st.sampled_from(LANGUAGES)
# What differs by nature: the bytes of mails that do not exist, and what names them.
NOT_COMPARED = {
    ("ticket", "code"), ("incoming_mail", "spool_id"), ("incoming_mail", "message_id"),
    ("incoming_mail", "sha256"), ("incoming_mail", "size"), ("incoming_mail", "raw_id"),
    ("outgoing_mail", "raw_id"), ("outgoing_mail", "message_id"),
}  # fmt: skip
_OWN = {"ticket", "message", "event", "resolution", "incoming_mail", "outgoing_mail"}
_NAMES = {
    "ticket_id": "ticket", "subject_id": "ticket", "message_id": "message", "ticket_message_id": "message",
    "resolution_id": "resolution", "event_id": "event",
}  # fmt: skip
_IN_EVENTS = {"message": "message", "resolution": "resolution", "resolution_id": "resolution"}


@pytest.fixture
def cast(db: None) -> Cast:
    return hire(200, UNTIL)


def world_of(cast: Cast) -> World:
    return World(cast.system, cast.names, cast.tags, cast.key, FORGOTTEN.replace(tzinfo=None))


def histories(cast: Cast, total: int, seed: int = 5) -> list[History]:
    """As few of so many histories as have every turn that any of them has."""
    inventor = Inventor(cast, total, Chance(seed))
    all_of_them = [inventor.history(number) for number in range(total)]
    turns = [set(_turns(cast, history)) for history in all_of_them]
    found: set[Hashable] = set()
    chosen: list[int] = []
    for number in sorted(range(total), key=lambda number: len(all_of_them[number].steps) / len(turns[number])):
        if not turns[number] <= found:
            chosen.append(number)
            found |= turns[number]
    for number in chosen.copy():  # the later ones may have made it one too many
        if found == set().union(*(turns[other] for other in chosen if other != number)):
            chosen.remove(number)
    return [as_detected(all_of_them[number]) for number in sorted(chosen)]


def _turns(cast: Cast, history: History) -> Iterator[Hashable]:
    """Which act came after which, and who heard of it."""
    before = ""
    for step in history.steps:
        if step.verb != "mails":
            kind = {
                "opens": lambda value: bool(value),
                "takes": lambda value: value == cast.narrow,
                "postpones": lambda value: value[1] is None,
                "closes": lambda value: value[0],
            }.get(step.verb, lambda value: None)(step.value)
            yield before, step.verb, kind, step.resolving, bool(step.files)
            before = step.verb
        yield step.verb, bool(history.copied)
        yield step.verb, "lately", step.at >= FORGOTTEN.replace(tzinfo=None)
    yield before, "at last"


def test_rows_are_what_the_verbs_write(cast: Cast) -> None:
    told = histories(cast, 1000)
    assert len(told) > 30
    batch = Batch(world_of(cast), Chance(5), loading.next_ids())
    loading.load(unfold(batch, told))
    loading.count_on(*loading.NUMBERED)
    seeded = list(Ticket.objects.order_by("id"))
    for box in cast.mailboxes:  # he gets his ticket while he works there still
        Membership.objects.create(person_id=cast.narrow, department_id=box.department)
    with smtp_server() as (_, port):
        Mailbox.objects.update(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
        lived = [Life(history, number).live() for number, history in enumerate(told)]
    assert not Delivery.objects.exists()
    for number, (one, other) in enumerate(zip(seeded, lived, strict=True)):
        verbs = [step.verb for step in told[number].steps]
        codes = one.code, other.code  # a part of a code may be a word of the other's mails
        left, right = dict(_everything(one, codes)), dict(_everything(other, codes))
        for table in COLUMNS:
            assert left[table] == right[table], f"history {number}, {table}: {verbs}"
    assert list(checking.problems(deep=True)) == []


def test_all_verbs_and_states_are_met(cast: Cast) -> None:
    verbs = {step.verb for history in histories(cast, 1000) for step in history.steps}
    assert verbs == {
        "opens", "phones", "writes", "answers", "notes", "takes", "moves", "tags", "raises", "postpones", "returns",
        "resolves", "says_yes", "says_no", "closes", "spam", "deletes", "mails",
    }  # fmt: skip


def test_every_column_of_the_tables_is_written() -> None:
    models = {model._meta.db_table: model for model in apps.get_models()}
    for table, columns in {**COLUMNS, **PEOPLE}.items():
        counted = {"id"} if table in ("address", "contact_word") else set()  # the database counts on
        assert {field.column for field in models[table]._meta.concrete_fields} - counted == set(columns.split()), table


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_rows() -> None:
    cast = hire(60, UNTIL)
    order = Order(cast, 60, 7, 25, loading.next_ids())
    one, same = list(make(order)), list(make(order))
    assert one == same
    assert one != list(make(Order(cast, 60, 8, 25, order.ids)))


@pytest.mark.django_db
def test_a_seeded_workspace_is_sound_and_has_its_landmarks() -> None:
    cast = hire(600, UNTIL)
    for rows in make(Order(cast, 600, 1, 200, loading.next_ids())):
        loading.load(rows)
    loading.finish(lambda: None)
    assert list(checking.problems(deep=True)) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_key_check")
            assert cursor.fetchall() == []
    assert Ticket.objects.filter(assignee=cast.narrow).count() == 1
    assert Ticket.objects.filter(requester=cast.three.id).count() == 3
    assert Ticket.objects.filter(messages_count__gte=20).count() == 1
    states = Counter(Ticket.objects.values_list("state", flat=True))
    assert 500 < states[State.CLOSED] < 580
    assert 10 < states[State.NEW] + states[State.OPEN] < 45
    again = Order(hire(60, UNTIL), 60, 2, 60, loading.next_ids(), landmarks=False)
    for rows in make(again):
        loading.load(rows)
    assert Ticket.objects.count() == 660
    assert Ticket.objects.filter(assignee=cast.narrow).count() == 1
    assert list(checking.problems(deep=True)) == []


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=31**8 - 1), TONGUES)
def test_a_codes_terms_are_made_from_its_parts(number: int, language: str) -> None:
    code = ids.code_from(number)
    assert _packed(terms(code, language)) == _joined(of_code(code, language))


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=999_999), TONGUES)
def test_an_addresss_terms_are_made_from_anothers(number: int, language: str) -> None:
    address = roles.contact(1, number).address
    assert _packed(terms(address, language)) == _joined(of_address(address, language))


def _packed(found: list[str]) -> str:
    return " ".join(found)


def _joined(words: Any) -> str:
    return f"{words.exact} {words.stems}".strip()


# ---------------------------------------------------------------------------------------------------- reading it all


def _everything(ticket: Ticket, codes: tuple[str, ...]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """All rows of a ticket by table, with its own ids replaced by their places."""
    rows = {table: _rows(table, ticket) for table in COLUMNS}
    places: dict[tuple[str, int], str] = {}
    for table in _OWN:
        for place, row in enumerate(rows[table]):
            places[(table, row["id"])] = f"{table} {place}"
    for table, found in rows.items():
        yield table, [_without_ids(table, row, places, codes) for row in found]


def _rows(table: str, ticket: Ticket) -> list[dict[str, Any]]:
    columns = COLUMNS[table].split()
    names = ", ".join(f't."{column}"' for column in columns)
    of = {
        "ticket": "t.id = %s",
        "timer": "t.subject_kind = 'ticket' AND t.subject_id = %s",
        "attachment": "t.message_id IN (SELECT id FROM message WHERE ticket_id = %s)",
    }.get(table, "t.ticket_id = %s")
    old = " AND t.at >= %s" if table == "automatic_mail" else ""
    moment = connection.ops.adapt_datetimefield_value(FORGOTTEN)
    with connection.cursor() as cursor:
        sql = f"SELECT {names} FROM {table} t WHERE {of}{old} ORDER BY 1"
        cursor.execute(sql, [ticket.pk, *([moment] if old else [])])
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _without_ids(
    table: str, row: dict[str, Any], places: dict[tuple[str, int], str], codes: tuple[str, ...]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column, value in row.items():
        if (table, column) in NOT_COMPARED or (column == "id" and table not in _OWN):
            continue
        kind = table if column == "id" else _NAMES.get(column)
        if kind and value is not None and (kind, value) in places:
            value = places[(kind, value)]
        elif isinstance(value, str) and value[:1] in ("{", "["):
            value = json.loads(value)
        if table == "event" and column == "data":
            value = _event_data(value if isinstance(value, dict) else json.loads(value), places)
        if column in ("terms", "subject") and isinstance(value, str):
            value = _without_codes(value, codes)
        found[column] = value
    return found


def _event_data(data: dict[str, Any], places: dict[tuple[str, int], str]) -> dict[str, Any]:
    return {
        name: _event_data(value, places)
        if isinstance(value, dict)
        else places.get((_IN_EVENTS.get(name, ""), value), value)
        if isinstance(value, int)
        else value
        for name, value in data.items()
    }


def _without_codes(text: str, codes: tuple[str, ...]) -> list[str]:
    """Words of the text; the codes' own terms are met again as one."""
    parts = {part for code in codes for part in (code.replace("-", "").lower(), *code.lower().split("-"))}
    stems = {term for code in codes for language in LANGUAGES for term in terms(code, language) if term[0] == "~"}
    for code in codes:
        text = text.replace(f"[#{code}]", "CODE")
    return [word for word in text.split(" ") if word not in parts | stems]
