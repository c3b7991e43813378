"""What is kept is what comes back, and what Django would have kept."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from accord.core.conversions import converting, storing
from accord.events.models import Event
from accord.tickets.models import Message, Ticket

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(-timedelta(hours=9, minutes=30))])
CENTURY = timedelta(days=36525)
MOMENTS = st.builds(
    lambda away, zone: (datetime(2026, 11, 20, tzinfo=UTC) + away).astimezone(zone),
    st.timedeltas(-CENTURY, 50 * CENTURY),
    ZONES,
)
SIMPLE = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5)
JSON = st.recursive(SIMPLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))


def field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def kept(which: Any, value: Any) -> Any:
    prepare = storing(which, "sqlite")[1]
    return prepare(value) if prepare else value


@given(MOMENTS)
def test_a_moment_is_kept_as_django_keeps_it_and_comes_back(moment: datetime) -> None:
    which = field(Event, "at")
    text, convert = kept(which, moment), converting(which, "event", "sqlite")
    if connection.vendor == "sqlite":
        assert text == which.get_db_prep_save(moment, connection)
        assert convert is not None and convert(text) == moment and convert(text).tzinfo is UTC
        assert convert(datetime.fromisoformat(text)) == moment


@given(JSON)
def test_a_json_value_comes_back(value: Any) -> None:
    which = field(Message, "to")
    convert = converting(which, "message", "sqlite")
    assert kept(which, None) is None
    if value is not None:
        assert convert is not None and convert(kept(which, value)) == value


def test_plain_values_go_as_they_are() -> None:
    plain = [field(Ticket, name) for name in ("subject", "version", "is_open", "assignee")]
    assert all(storing(each, "sqlite")[1] is None for each in plain)
    assert converting(field(Ticket, "subject"), "ticket", "sqlite") is None
