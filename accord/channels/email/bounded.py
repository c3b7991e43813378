"""Parsing a mail within bounds, whatever it holds: small ones here under a watchdog, others in a child process."""

import ctypes
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from accord.channels.email.parsing import ParsedMail, parse

SMALL_BYTES = 4 << 20
LIMIT_S = 10.0
CHILD_LIMIT_S = 60.0
CHILD_MEMORY_BYTES = 2 << 30
_CHILD = "accord.channels.email.parsing_child"
_LOOK_EVERY_S = 0.1
_IDLE_S = 5.0


class Unreadable(Exception):
    """A mail that could not be parsed. `reason` is a key: parser_failed, too_slow, parser_died."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail[:300]


class _TooSlow(BaseException):
    """Thrown into the parsing thread. Not an Exception, so that no handler inside the parser keeps it."""


def read(raw: bytes, *, suspect: bool = False) -> ParsedMail:
    """Parse `raw` in bounded time. A `suspect` (it was being parsed when a worker died) goes to a child process.

    Raises Unreadable.
    """
    parsed = _in_child(raw) if suspect or len(raw) > SMALL_BYTES else _here(raw)
    failures = [mark for mark in parsed.marks if mark.startswith("failed")]
    if failures:
        raise Unreadable("parser_failed", " ".join(failures))
    return parsed


def _here(raw: bytes) -> ParsedMail:
    try:
        with _limited(LIMIT_S):
            return parse(raw)
    except _TooSlow:
        raise Unreadable("too_slow") from None
    except Exception as error:
        raise Unreadable("parser_failed", type(error).__name__) from error


class _Watchdog:
    """Interrupts a thread when its time is up. It works in any thread, which signals do not.

    Its own thread lives while there is work. The lock is a plain one: what is thrown in cannot land between taking
    it and the block that gives it back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: float | None = None
        self._victim = 0
        self._running = False

    def begin(self, seconds: float) -> None:
        with self._lock:
            self._until, self._victim = time.monotonic() + seconds, threading.get_ident()
            start, self._running = not self._running, True
        if start:
            threading.Thread(target=self._watch, name="mail-watchdog", daemon=True).start()

    def end(self) -> None:
        """From here on nothing is thrown; something thrown but not yet seen is taken back."""
        with self._lock:
            if self._until is None:
                _throw(self._victim, None)
            self._until = None

    def _watch(self) -> None:
        idle_since = time.monotonic()
        while True:
            time.sleep(_LOOK_EVERY_S)
            with self._lock:
                now = time.monotonic()
                if self._until is not None:
                    idle_since = now
                    if now >= self._until:
                        self._until = None
                        _throw(self._victim, _TooSlow)
                elif now - idle_since > _IDLE_S:
                    self._running = False
                    return


def _throw(thread_id: int, error: type[BaseException] | None) -> None:
    what = ctypes.py_object(error) if error is not None else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread_id), what)


_watchdog = _Watchdog()
_one_at_a_time = threading.Lock()


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    with _one_at_a_time:
        _watchdog.begin(seconds)
        try:
            yield
        finally:
            _watchdog.end()


def _in_child(raw: bytes) -> ParsedMail:
    try:
        done = subprocess.run(
            [sys.executable, "-m", _CHILD],
            input=raw,
            capture_output=True,
            timeout=CHILD_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow") from None
    if done.returncode != 0:
        raise Unreadable("parser_died", f"{done.returncode} {done.stderr[-200:].decode('utf-8', 'replace')}")
    parsed = pickle.loads(done.stdout)  # our own process wrote it
    if not isinstance(parsed, ParsedMail):
        raise Unreadable("parser_died", "no mail came back")
    return parsed
