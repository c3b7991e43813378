"""The guard over the whole suite: code that waits inside a transaction fails its test."""

import socket

import pytest
from django.db import connection, transaction

from tests import waiting
from tests.waiting import WaitedInTransaction

SLEEPS = compile("import time; time.sleep(0)", "accord/somewhere.py", "exec")
CALLS = compile(
    "import socket\nwith socket.create_connection(('127.0.0.1', port)): pass", "accord/somewhere.py", "exec"
)


@pytest.mark.django_db
def test_nobody_sleeps_inside_a_transaction() -> None:
    exec(SLEEPS)
    assert not waiting.in_transaction(), "that of the test itself does not count"
    with transaction.atomic(), pytest.raises(WaitedInTransaction, match="slept"):
        exec(SLEEPS)


@pytest.mark.django_db(transaction=True)
def test_nobody_calls_another_machine_inside_a_transaction() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listens:
        given = {"port": listens.getsockname()[1]}
        exec(CALLS, dict(given))
        with transaction.atomic():
            connection.ensure_connection()
            with pytest.raises(WaitedInTransaction, match="machine"):
                exec(CALLS, dict(given))
