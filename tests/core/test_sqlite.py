"""Writers of an SQLite database wait in line: nobody is told 'database is locked', nobody starves."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction

from accord.core.database import reading
from accord.core.sqlite.autocommit_writes import forbid_autocommit_writes, is_write
from accord.core.sqlite.base import data_version
from accord.core.sqlite.errors import AutocommitWrite, DatabaseBusy
from accord.core.sqlite.queue import Baton, WriteQueue
from tests.running import eventually

ALIAS = "line"

WORKER = """
import json, sys, time
from django.conf import settings
name, what = sys.argv[1:3]
settings.configure(DATABASES={"default": {"ENGINE": "accord.core.sqlite", "NAME": name}}, USE_TZ=True)
from django.db import connection, transaction
if what == "count":
    waits = []
    for _ in range(int(sys.argv[3])):
        began = time.monotonic()
        with transaction.atomic(), connection.cursor() as cursor:
            waits.append(time.monotonic() - began)
            cursor.execute("SELECT n FROM counter")
            n = cursor.fetchone()[0]
            cursor.execute("UPDATE counter SET n = %s", [n + 1])
            cursor.execute("INSERT INTO log (who) VALUES (%s)", [sys.argv[4]])
    print(json.dumps(waits))
elif what == "hold":
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE counter SET n = n + 1000")
        print("held", flush=True)
        time.sleep(600)
"""


@pytest.fixture
def line(tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """A connection to a fresh database of our backend; other threads reach it as `connections[ALIAS]`."""
    connections.databases[ALIAS] = {
        **connections.databases["default"],
        "ENGINE": "accord.core.sqlite",
        "NAME": str(tmp_path / "line.sqlite3"),
        "OPTIONS": {"busy_limit_s": 0.3, "mmap_mb": 1},
    }
    with django_db_blocker.unblock():
        connection = connections[ALIAS]
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE counter (n integer NOT NULL)")
            cursor.execute("CREATE TABLE log (id integer PRIMARY KEY, who text)")
            cursor.execute(
                "CREATE TABLE owned (log_id integer REFERENCES log (id) DEFERRABLE INITIALLY DEFERRED)"
            )
            cursor.execute("INSERT INTO counter VALUES (0)")
        yield connection
        connection.close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


def count(connection: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM counter")
        return int(cursor.fetchone()[0])


def in_thread(work: Callable[[], Any]) -> Any:
    """Run `work` in another thread, close its connection, give back its result or raise its error."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(work())
        except Exception as problem:
            outcome.append(problem)
        finally:
            connections[ALIAS].close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]


def add_one() -> None:
    with transaction.atomic(ALIAS), connections[ALIAS].cursor() as cursor:
        cursor.execute("UPDATE counter SET n = n + 1")


def worker(connection: Any, *args: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], *args]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])


def test_pragmas_are_ours(line: Any) -> None:
    found = {}
    for name in (
        "journal_mode",
        "synchronous",
        "cache_size",
        "mmap_size",
        "journal_size_limit",
        "foreign_keys",
    ):
        with line.cursor() as cursor:
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "cache_size": -8192,
        "mmap_size": 1 << 20,
        "journal_size_limit": 64 << 20,
        "foreign_keys": 1,
    }


def test_processes_and_threads_lose_no_update(line: Any) -> None:
    line.limits = type(line.limits)(busy_limit_s=20)
    connections.databases[ALIAS]["OPTIONS"] = {"busy_limit_s": 20}
    processes = [worker(line, "count", "150", f"p{number}") for number in range(3)]

    def many() -> None:
        try:
            for _ in range(50):
                add_one()
        finally:
            connections[ALIAS].close()

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert count(line) == 3 * 150 + 4 * 50


def test_whoever_waits_is_the_next(line: Any) -> None:
    """A process that has just written does not pass another that is in line."""
    line.limits = type(line.limits)(busy_limit_s=20)
    connections.databases[ALIAS]["OPTIONS"] = {"busy_limit_s": 20}
    for _ in range(3):
        with transaction.atomic(using=ALIAS):
            say(line, "we")
            other = worker(line, "count", "1", "other")
            eventually(lambda: somebody_waits(line))
        with transaction.atomic(using=ALIAS):
            say(line, "we again")
        other.communicate()
    with line.cursor() as cursor:
        cursor.execute("SELECT who FROM log ORDER BY id")
        assert [row[0] for row in cursor.fetchall()] == ["we", "other", "we again"] * 3


def say(connection: Any, who: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO log (who) VALUES (%s)", [who])


def somebody_waits(connection: Any) -> bool:
    """Whether a writer stands at the turnstile."""
    with open(f"{connection.settings_dict['NAME']}.next") as turnstile:
        try:
            fcntl.flock(turnstile, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_baton_goes_round_in_order() -> None:
    baton, order, waiting = Baton(), list[int](), list[threading.Thread]()

    def take_and_give(number: int) -> None:
        assert baton.take(5)
        order.append(number)
        baton.give()

    assert baton.take(0)
    for number in range(5):
        thread = threading.Thread(target=take_and_give, args=(number,))
        thread.start()
        waiting.append(thread)
        while len(baton._line) <= number:
            time.sleep(0.001)
    baton.give()
    for thread in waiting:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_baton_survives_one_who_gives_up() -> None:
    baton = Baton()
    assert baton.take(0)
    assert not baton.take(0.01)
    baton.give()
    assert baton.take(0)


def test_whoever_waits_too_long_is_told_busy(line: Any) -> None:
    with transaction.atomic(ALIAS), pytest.raises(DatabaseBusy):
        in_thread(add_one)
    in_thread(add_one)
    assert count(line) == 1


def test_busy_while_another_process_holds_the_line(line: Any) -> None:
    holder = worker(line, "hold")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        with pytest.raises(DatabaseBusy):
            add_one()
        assert issubclass(DatabaseBusy, OperationalError)
    finally:
        os.kill(holder.pid, signal.SIGKILL)
        holder.communicate()
    other = worker(line, "count", "1", "other")
    assert other.wait() == 0, "this process gave up its place, so it must not keep others waiting"
    add_one()
    assert count(line) == 2, "what the killed process had not committed is gone, and the line is free"


def test_busy_when_a_stranger_holds_the_database(line: Any) -> None:
    stranger = sqlite3.connect(line.settings_dict["NAME"], isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        add_one()
    stranger.execute("ROLLBACK")
    stranger.close()
    in_thread(add_one)
    assert count(line) == 1


def test_line_is_free_after_an_exception(line: Any) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(ALIAS):
        1 / 0  # noqa: B018
    in_thread(add_one)


def test_line_is_free_after_a_failed_commit(line: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(ALIAS), line.cursor() as cursor:
        cursor.execute("INSERT INTO owned VALUES (77)")
    in_thread(add_one)


def test_line_is_free_after_close_inside_a_transaction(line: Any) -> None:
    with transaction.atomic(ALIAS):
        line.close()
    in_thread(add_one)


def test_line_is_kept_through_savepoints(line: Any) -> None:
    with transaction.atomic(ALIAS):
        with transaction.atomic(ALIAS), line.cursor() as cursor:
            cursor.execute("UPDATE counter SET n = 5")
        with pytest.raises(DatabaseBusy):
            in_thread(add_one)
    assert count(line) == 5


def test_autocommit_write_with_returning_is_committed_and_readable(line: Any) -> None:
    with line.cursor() as cursor:
        cursor.execute("INSERT INTO log (who) VALUES ('x'), ('y') RETURNING who")
        in_thread(add_one)
        assert cursor.fetchone() == ("x",)
        assert cursor.fetchall() == [("y",)]
        cursor.execute("SELECT who FROM log ORDER BY id DESC")
        assert cursor.fetchone() == ("y",)


def test_autocommit_write_waits_in_line(line: Any) -> None:
    def write() -> None:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("UPDATE counter SET n = n + 1")

    with transaction.atomic(ALIAS), pytest.raises(DatabaseBusy):
        in_thread(write)
    in_thread(write)
    assert count(line) == 1


def test_manual_transactions_hold_the_line_until_commit(line: Any) -> None:
    line.set_autocommit(False)
    with line.cursor() as cursor:
        cursor.execute("UPDATE counter SET n = 3")
    with pytest.raises(DatabaseBusy):
        in_thread(add_one)
    line.commit()
    line.set_autocommit(True)
    in_thread(add_one)
    assert count(line) == 4


def test_autocommit_writes_can_be_forbidden(line: Any) -> None:
    with forbid_autocommit_writes(except_tables=("log",)), line.cursor() as cursor:
        with pytest.raises(AutocommitWrite):
            cursor.execute("UPDATE counter SET n = 9")
        cursor.execute("INSERT INTO log (who) VALUES ('allowed')")
        add_one()
    assert count(line) == 1


@pytest.mark.parametrize(
    ("statement", "writes"),
    [
        ("SELECT 1", False),
        ("  insert into t values (1)", True),
        ("\n(SELECT 1)", False),
        ("WITH a AS (SELECT 1) SELECT * FROM a", False),
        ("WITH a AS (SELECT 1) DELETE FROM t", True),
        ("PRAGMA data_version", False),
        ("VACUUM", True),
        ("VACUUM INTO 'copy'", False),
        ("REPLACE INTO t VALUES (1)", True),
        ("", False),
    ],
)
def test_statements_that_write_are_told_apart(statement: str, writes: bool) -> None:
    assert is_write(statement) is writes


def test_reading_sees_one_state_and_may_not_write(line: Any) -> None:
    with reading(ALIAS):
        assert count(line) == 0
        in_thread(add_one)
        assert count(line) == 0
    assert count(line) == 1
    with pytest.raises(OperationalError, match="readonly"), reading(ALIAS):
        add_one()
    add_one()
    assert count(line) == 2


def test_reading_inside_a_transaction_leaves_it_alone(line: Any) -> None:
    with transaction.atomic(ALIAS), reading(ALIAS):
        add_one()
    assert count(line) == 1


def test_data_version_tells_that_others_have_written(line: Any) -> None:
    before = data_version(line)
    assert data_version(line) == before
    in_thread(add_one)
    assert data_version(line) != before


def test_memory_databases_have_no_line(django_db_blocker: Any) -> None:
    connections.databases["memory"] = {
        **connections.databases["default"],
        "ENGINE": "accord.core.sqlite",
        "NAME": ":memory:",
        "OPTIONS": {},
    }
    try:
        with (
            django_db_blocker.unblock(),
            transaction.atomic("memory"),
            connections["memory"].cursor() as cursor,
        ):
            cursor.execute("CREATE TABLE t (n integer)")
    finally:
        del connections["memory"]
        del connections.databases["memory"]


def test_a_forked_child_waits_for_its_parents_turn(tmp_path: Path) -> None:
    queue = WriteQueue(str(tmp_path / "x"))
    queue.enter(1)
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            queue.forget()
            queue.enter(0.05)
            os._exit(1)
        except DatabaseBusy:
            os.write(tell, b".")
            queue.enter(10)
            os._exit(0)
        finally:
            os._exit(2)
    assert os.read(told, 1) == b"."
    queue.leave()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(told)
    os.close(tell)


def test_a_quick_cursor_raises_djangos_errors_and_refuses_a_broken_transaction(line: Any) -> None:
    with pytest.raises(OperationalError), line.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere WHERE n = %s", [1])
    with pytest.raises(IntegrityError), transaction.atomic(ALIAS), line.cursor() as cursor:
        cursor.execute("INSERT INTO log (id) VALUES (%s), (%s)", (7, 7))
    with transaction.atomic(ALIAS), line.cursor() as cursor:
        cursor.execute("INSERT INTO log (id, who) VALUES (%s, '100%%')", [8])
        transaction.set_rollback(True, ALIAS)
        with pytest.raises(transaction.TransactionManagementError):
            cursor.execute("SELECT n FROM counter", [])


def test_whoever_listens_to_statements_hears_them(line: Any) -> None:
    heard = []

    def keep(execute: Any, sql: str, *rest: Any) -> Any:
        heard.append(sql)
        return execute(sql, *rest)

    with line.execute_wrapper(keep):
        assert count(line) == 0
    count(line)
    assert heard == ["SELECT n FROM counter"]
