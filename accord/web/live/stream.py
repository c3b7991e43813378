"""GET /live/stream?after=CURSOR: one stream of server-sent events a browser, rights applied to each.

A stream begins with what happened since `after`, the cursor of its page, or since the last event that the browser
heard (it says so itself when it connects again): read from the events, so it does not matter which process answers.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import close_old_connections, connection
from django.utils.crypto import constant_time_compare

from accord.core.errors import Invalid
from accord.events import cursors
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.people.rights import Access, access_of
from accord.web.live.hub import Listener, News, hub
from accord.web.live.watching import Watcher, news_of, relay_by_postgres

PING_S = 20.0
CHECK_S = 60.0
MOST_MISSED = 400
watcher = Watcher(hub)

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application behind /live/."""
    loop = asyncio.get_running_loop()
    person = await loop.run_in_executor(None, person_of, scope)
    if person is None or scope["path"] != "/live/stream":
        await _refuse(send, 404 if person else 401)
        return
    watcher.start()
    if connection.vendor == "postgresql":
        hub.relay = relay_by_postgres
    access = await loop.run_in_executor(None, _access_at_first, person.pk)
    listener = Listener(access, person.shown_name, loop)
    hub.add(listener)
    try:  # from here on we may be cancelled at any moment, and must not stay in the hub
        await loop.run_in_executor(None, _come, person.pk)
        await _begin(send)
        missed = await loop.run_in_executor(None, missed_since, _heard_last(scope))
        listener.put_before(missed) if missed is not None else listener.end()
        await _speak(listener, scope, send)
    finally:
        hub.remove(listener)


async def _speak(listener: Listener, scope: dict[str, Any], send: Send) -> None:
    loop = asyncio.get_running_loop()
    checked = loop.time()
    while True:
        try:
            said = await asyncio.wait_for(listener.queue.get(), PING_S)
        except TimeoutError:
            await _write(send, ": still here\n\n")
        else:
            if said is None:
                newest = await loop.run_in_executor(None, _newest)
                await _write(send, f"id: {newest}\nevent: again\ndata: {{}}\n\n")
                return
            kind, words = said
            sign = f"id: {words['cursor']}\n" if "cursor" in words else ""
            await _write(send, f"{sign}event: {kind}\ndata: {json.dumps(words)}\n\n")
        if loop.time() - checked > CHECK_S:
            checked = loop.time()
            person = await loop.run_in_executor(None, person_of, scope)
            access = await loop.run_in_executor(None, _access, person.pk) if person else None
            if access is None:
                return  # signed out, or no agent any more
            listener.access = access


def _heard_last(scope: dict[str, Any]) -> str:
    told = next((value for name, value in scope["headers"] if name == b"last-event-id"), b"").decode("latin-1")
    return told or parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[0]


def missed_since(after: str) -> list[News] | None:
    """What happened on tickets since that cursor, in order; None if it is so much that the page is better made anew."""
    close_old_connections()
    if not after:
        return []
    try:
        found = cursors.after(after, MOST_MISSED)
    except Invalid:
        return []
    return news_of(found) if len(found) < MOST_MISSED else None


def _newest() -> str:
    close_old_connections()
    return cursors.newest()


def person_of(scope: dict[str, Any]) -> Person | None:
    """The signed-in agent of the request's session cookie, checked as Django does it, or None."""
    close_old_connections()
    header = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    cookie = SimpleCookie(header.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    if cookie is None:
        return None
    store = import_module(settings.SESSION_ENGINE).SessionStore
    session = store(cookie.value)
    person_id, backend = session.get(SESSION_KEY), session.get(BACKEND_SESSION_KEY)
    if person_id is None or backend not in settings.AUTHENTICATION_BACKENDS:
        return None
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None or not person.is_agent:
        return None
    proof = session.get(HASH_SESSION_KEY) or ""
    good = [
        person.get_session_auth_hash(),
        *person.get_session_auth_fallback_hash(),
    ]  # the latter of older keys
    return person if any(constant_time_compare(proof, each) for each in good) else None


def _come(person_id: int) -> None:
    close_old_connections()
    watcher.comings.come(person_id)


def _access_at_first(person_id: int) -> Access:
    """His access, or a contact's, who hears nothing, if he was let go a moment ago."""
    return _access(person_id) or Access(person_id, PersonKind.CONTACT)


def _access(person_id: int) -> Access | None:
    close_old_connections()
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    return access_of(person) if person is not None and person.is_agent else None


async def _begin(send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _write(send, "retry: 3000\n\n")


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Send, status: int) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]}
    )
    await send({"type": "http.response.body", "body": b"", "more_body": False})
