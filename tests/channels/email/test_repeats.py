"""What a mail may repeat is found by an index, however long the ledger is."""

from typing import Any

import pytest
from django.db import connection

from accord.channels.email.models import IncomingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.repeats import Earlier
from accord.core import clock


def row(number: int, **values: Any) -> IncomingMail:
    known = {
        "spool_id": f"s{number}", "received_at": clock.now(), "sha256": "a" * 64, "fate": Fate.OPENED,
        "message_id": f"{number}@example.org", "from_address": "ann@example.org", "body_hash": "b" * 64,
    }  # fmt: skip
    return IncomingMail(**(known | values))


@pytest.mark.django_db
def test_the_first_of_equal_mails_is_found_and_another_words_are_another_mail() -> None:
    earlier = row(1)
    earlier.save()
    again, other, nameless = row(1, spool_id="s2"), row(1, spool_id="s3", body_hash="c" * 64), row(4, message_id="")
    found = Earlier([again, other, nameless])
    assert found.of(again) == earlier
    assert found.of(other) is None and found.of(nameless) is None


@pytest.mark.django_db
def test_what_became_nothing_is_not_repeated() -> None:
    row(1, fate=Fate.QUARANTINED).save()
    again = row(1, spool_id="s2")
    assert Earlier([again]).of(again) is None


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the words of a partial index matter to SQLite")
def test_the_ledger_is_not_read_from_end_to_end() -> None:
    asked: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        Earlier([row(1), row(2, message_id="")])
    assert len(asked) == 2
    for sql, params in asked:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + sql, params)
            assert not [step for *_, step in cursor.fetchall() if step.startswith("SCAN")]
