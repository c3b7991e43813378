"""The bridge from ASGI to Django's WSGI handler on a few threads that stay.

Django's own ASGI handler costs a thread and a database connection per request. Here each thread keeps its
connection; it gets a request only when the whole body is there, and is free again as soon as the answer is made.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from accord.project.answering import Answer, Handler, deliver, plain, run
from accord.project.environ import environ_of
from accord.project.receiving import BodyRefused, Receive, Scope, Send, read_body
from accord.project.threads import QUICK_S, Threads

THREADS = 4
WAITING_LIMIT = 512

logger = logging.getLogger(__name__)


class Bridge:
    """Answers HTTP requests by `handler`, a WSGI application, on `threads` threads (see there for `together`)."""

    def __init__(
        self,
        handler: Handler,
        *,
        threads: int = THREADS,
        together: int = 1,
        at_end: Callable[[], None] | None = None,
    ) -> None:
        self._handler = handler
        self._threads = Threads(threads, "accord-web", at_end, together=together)
        self._open = 0
        self._looks = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Errors of the application are logged and answered with 500."""
        body = None
        try:
            body, length = await read_body(scope, receive)
            answer = await self._answer(environ_of(scope, body, length))
        except BodyRefused as refusal:
            if not refusal.status:
                return
            answer = plain(refusal.status, str(refusal))
        finally:
            if body is not None:
                body.close()
        await deliver(answer, scope, receive, send)

    async def _answer(self, environ: dict[str, Any]) -> Answer:
        if self._open >= WAITING_LIMIT:
            return plain(503, "Too many people are asking at this moment.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._open += 1
        try:
            if self._threads.submit(partial(self._work, environ, future, loop)):
                self._look_later(loop)
            return await future
        finally:
            self._open -= 1

    def _look_later(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._looks:
            self._looks = True
            loop.call_later(QUICK_S, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looks = False
        if self._threads.look():
            self._look_later(loop)

    def _work(
        self, environ: dict[str, Any], future: "asyncio.Future[Answer]", loop: asyncio.AbstractEventLoop
    ) -> None:
        try:
            answer = run(self._handler, environ)
        except Exception:
            logger.exception("The application failed at %s", environ["PATH_INFO"])
            answer = plain(500)
        loop.call_soon_threadsafe(_settle, future, answer)

    async def stop(self, patience_s: float) -> None:
        """Let open requests end, at most `patience_s` seconds, then the threads."""
        self._threads.end()
        loop = asyncio.get_running_loop()
        until = loop.time() + patience_s
        while not self._threads.ended() and loop.time() < until:
            await asyncio.sleep(0.01)


def _settle(future: "asyncio.Future[Answer]", answer: Answer) -> None:
    if not future.done():
        future.set_result(answer)
