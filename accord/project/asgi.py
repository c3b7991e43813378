"""The one ASGI application: live streams run in the event loop, assets come from memory, the rest goes to Django."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from accord.project.answering import Handler, departure
from accord.project.bridging import THREADS, Bridge
from accord.project.proxies import Proxies, from_environment
from accord.project.receiving import Message, Receive, Scope, Send

STOP_PATIENCE_S = 2.0

App = Callable[[Scope, Receive, Send], Awaitable[None]]


def django_handler() -> Handler:
    """Set Django up and give its WSGI handler."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _together() -> int:
    """How many short requests at once: while one waits for another server's database, a second can think."""
    return 2 if os.environ.get("ACCORD_DATABASE_URL", "").startswith("postgres") else 1


def close_connections() -> None:
    """Called by each worker thread at its end."""
    from django.db import connections

    connections.close_all()


def live_app() -> App:
    stream = import_module("accord.web.live.stream")
    app: App = stream.app
    return app


def static_app() -> App:
    from accord.web import assets

    return assets.app


class Application:
    """Dispatches by path. `handler`, `live` and `proxies` are given by tests; else they are loaded at start."""

    def __init__(
        self,
        *,
        handler: Callable[[], Handler] = django_handler,
        live: Callable[[], App] = live_app,
        at_end: Callable[[], None] = close_connections,
        proxies: Proxies | None = None,
    ) -> None:
        self._make_handler = handler
        self._at_end = at_end
        self._find_live = live
        self._bridge: Bridge | None = None
        self._live: App | None = None
        self._static = static_app()
        self._proxies = from_environment() if proxies is None else proxies
        self._streams: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = self._proxies.seen_through(scope)
            path = scope["path"]
            if path.startswith("/live/") and scope["method"] == "GET":
                await self._stream(scope, receive, send)
            elif path.startswith("/static/"):
                await self._static(scope, receive, send)
            else:
                await self._django()(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live_and_die(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def _django(self) -> Bridge:
        if self._bridge is None:
            threads = int(os.environ.get("ACCORD_WEB_THREADS", THREADS))
            handler = self._make_handler()
            self._bridge = Bridge(handler, threads=threads, together=_together(), at_end=self._at_end)
        return self._bridge

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run a live stream. It is cancelled when its reader leaves and when we stop: granian's `send` would take
        its words for a reader who left without an error. Its `receive` tells only that the reader has left.
        """
        self._django()
        self._live = self._live or self._find_live()
        gone = asyncio.ensure_future(departure(receive))

        async def told() -> Message:
            await asyncio.wait({gone})
            return {"type": "http.disconnect"}

        task = asyncio.ensure_future(self._live(scope, told, send))
        self._streams.add(task)
        gone.add_done_callback(lambda _: task.cancel())
        try:
            await asyncio.wait({task})
        finally:
            self._streams.discard(task)
            gone.cancel()
        if not task.cancelled():
            task.result()

    async def _live_and_die(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._django()
            else:
                await self.stop()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    def end_streams(self) -> None:
        """End all live streams; browsers come back by themselves."""
        for task in list(self._streams):
            task.cancel()

    async def stop(self) -> None:
        self.end_streams()
        if self._bridge is not None:
            await self._bridge.stop(STOP_PATIENCE_S)


application = Application()
