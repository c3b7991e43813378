"""What a benchmark asks of a process inside the workspace (see insider.py). Times are in milliseconds."""

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.template.backends import jinja2
from django.test import RequestFactory
from django.utils.crypto import get_random_string

from accord.channels.email.models import IncomingMail, Mailbox
from accord.channels.email.parsing import parse
from accord.core import clock
from accord.people import tokens
from accord.people.models import Address, Membership, Person
from accord.tickets import receiving, replying
from accord.tickets.models import Ticket
from accord.tickets.writing import Words
from accord.web.portal.proving import PROVEN
from bench import mails

MESSAGES = 20
Statement = tuple[str, list[Any]]


def _cookie(**values: Any) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    for key, value in values.items():
        session[key] = value
    session.create()
    secret = get_random_string(32)  # a browser has it from its first page on
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={secret}"


def agents_cookie(address: str) -> str:
    """The cookie of a session of this agent, as after signing in."""
    person = Person.objects.get(email=address)
    backend = settings.AUTHENTICATION_BACKENDS[0]
    proof = person.get_session_auth_hash()
    return _cookie(**{SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: proof})


def cookies_of_agents(number: int) -> list[str]:
    """So many sessions, over all agents by turns."""
    found = list(
        Person.objects.filter(kind="agent", is_active=True).order_by("id").values_list("email", flat=True)
    )
    return [agents_cookie(found[step % len(found)]) for step in range(number)]


def customers_cookie(address: str) -> str:
    """The cookie of a session that has proven this address."""
    person = Address.objects.get(email=address).person_id
    until = clock.now().timestamp() + 86400
    return _cookie(**{PROVEN: {"person": person, "address": address, "until": until}})


def token(address: str) -> str:
    """A fresh API token of this agent."""
    return tokens.create(Person.objects.get(email=address), "benchmark")


def _of(address: str) -> list[int]:
    return list(Membership.objects.filter(person__email=address).values_list("department_id", flat=True))


def ticket_of_twenty(address: str) -> str:
    """The code of an unfinished ticket with 20 messages that this agent sees; it is made when there is none."""
    places, person = _of(address), Person.objects.get(email=address)
    among = Ticket.objects.filter(is_open=True, department_id__in=places)
    ready = among.filter(messages_count=MESSAGES).first()
    if ready is not None:
        return ready.code
    ticket = among.filter(state__in=("new", "open"), messages_count__lt=MESSAGES).order_by("-id")[0]
    for number in range(ticket.messages_count, MESSAGES):
        last = f"This is message {number}."
        words = Words(text=f"{_TALK}\n\n{last}", html=f"<p>{_TALK}</p><p>{last}</p>")
        if number % 2:
            replying.reply(ticket, words, by=person)
        else:
            receiving.receive(ticket, words, by=ticket.requester, address=ticket.requester_address)
    return ticket.code


_TALK = (
    "The grinder still leaks after the new seal came. I have put the order and two pictures into my last mail. "
    * 3
)


def answered_tickets(address: str, number: int) -> list[str]:
    """The codes of tickets that can take many more answers without standing in another view afterwards."""
    found = Ticket.objects.filter(state="answered", department_id__in=_of(address)).order_by("-id")
    return list(found.values_list("code", flat=True)[:number])


# ------------------------------------------------------------------------------------------------ a page's own work


def queries_ms(path: str, cookie: str, repeats: int = 200) -> float:
    """The page's own queries, counters included, given to the database again without anything around them (p50)."""
    statements = _statements(path, cookie)
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        for sql, params in statements:
            _raw(sql, params)
        times.append(1000 * (time.perf_counter() - began))
    return median(times)


def warm_queries_ms(path: str, cookie: str, repeats: int = 200) -> float:
    """The same without what the process remembers as long as nothing is written (the counters)."""
    statements = _statements(path, cookie, cold=False)
    return median(_timed(lambda: [_raw(sql, params) for sql, params in statements], repeats))


def rendering_ms(path: str, cookie: str, repeats: int = 200) -> float:
    """The page's template given the same things again (p50), its rows included: they are written anew each time."""
    kept: list[tuple[Any, ...]] = []
    render = jinja2.Template.render

    def keep(template: Any, context: Any = None, request: Any = None) -> Any:
        kept.append((template, dict(context or {}), request))
        return render(template, context, request)

    jinja2.Template.render = keep  # type: ignore[assignment,method-assign]
    try:
        _get(path, cookie)
    finally:
        jinja2.Template.render = render  # type: ignore[method-assign]
    template, context, request = kept[0]
    with _as_reader():
        return median(_timed(lambda: render(template, _unwritten(context), request), repeats))


def _unwritten(context: dict[str, Any]) -> dict[str, Any]:
    """The things of an inbox without the HTML of rows that is kept from the page before."""
    for group in getattr(context.get("inbox"), "groups", ()):
        for line in group.lines:
            line.html = ""
    return dict(context)


@contextmanager
def _as_reader() -> Any:
    from django.utils import timezone, translation

    with translation.override("en"), timezone.override("UTC"):
        yield


def _timed(work: Callable[[], object], repeats: int) -> list[float]:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return times


_handler: Any = None


def _get(path: str, cookie: str) -> bytes:
    """Ask Django for a page. Raises AssertionError when it is none."""
    global _handler
    _handler = _handler or get_wsgi_application()
    environ = RequestFactory().get(path, headers={"cookie": cookie, "host": "127.0.0.1"}).environ
    status: list[str] = []
    answer = _handler(environ, lambda given, headers: status.append(given))
    body = b"".join(answer)
    answer.close()
    assert status[0].startswith("200"), (status, path)
    return body


def _statements(path: str, cookie: str, *, cold: bool = True) -> list[Statement]:
    kept: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            kept.append((sql, list(params or ())))
        return execute(sql, params, many, context)

    _get(path, cookie)
    if cold:
        connection.accord_counts = None  # type: ignore[attr-defined]  # what counting remembers
    with connection.execute_wrapper(keep):
        _get(path, cookie)
    return kept


def _raw(sql: str, params: Sequence[Any]) -> object:
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.vendor == "sqlite":
        return raw.execute(sql.replace("%s", "?").replace("%%", "%"), params).fetchall()
    with raw.cursor() as cursor:
        return cursor.execute(sql, params).fetchall()


# ------------------------------------------------------------------------------------------------- mail and the disk


def mailbox() -> str:
    """An address that takes mail."""
    return str(Mailbox.objects.order_by("id").values_list("address", flat=True)[0])


def mails_with_a_fate() -> int:
    """How many mails are in the ledger since the last one that was there at first: the newest id."""
    return int(IncomingMail.objects.order_by("-id").values_list("id", flat=True).first() or 0)


def parsed_per_s(number: int = 100) -> float:
    """How many of the benchmark's mails the parser alone reads in a second."""
    made = [mails.mail(step) for step in range(number)]
    began = time.perf_counter()
    for raw in made:
        parse(raw)
    return number / (time.perf_counter() - began)


def commit_ms(number: int = 200) -> float:
    """One row written and committed durably, in the database's own way and on its own disk (p50)."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS bench_commit (words text)")
            return median(
                _timed(lambda: cursor.execute("INSERT INTO bench_commit VALUES (%s)", ["x" * 2000]), number)
            )
    path = Path(settings.DATA) / "bench-commit.sqlite3"
    kept = sqlite3.connect(path, isolation_level=None)
    try:
        kept.execute("PRAGMA journal_mode = WAL")
        kept.execute("PRAGMA synchronous = FULL")
        kept.execute("CREATE TABLE row (words text)")
        return median(_timed(lambda: kept.execute("INSERT INTO row VALUES (?)", ["x" * 2000]), number))
    finally:
        kept.close()
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink()


def synced_per_s(size: int = 20_000, number: int = 200) -> float:
    """How many pieces of that size can be appended to a file and synced, one after another, in a second."""
    path = Path(settings.DATA) / "bench-sync"
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        piece, began = os.urandom(size), time.perf_counter()
        for _ in range(number):
            os.write(handle, piece)
            os.fdatasync(handle)
        return number / (time.perf_counter() - began)
    finally:
        os.close(handle)
        path.unlink()
