"""Asking a team's own system for a panel: bounded in time, kept for a while, and calm when it fails."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from accord.automation.beside import kept
from accord.automation.beside.reading import Section, Unreadable, read
from accord.automation.calls.requests import Request, filled_for
from accord.automation.calls.secrets import NoSecret, filled
from accord.automation.models import SidePanel
from accord.automation.variables import Source
from accord.core import clock, outgoing_http, secrets
from accord.core.outgoing_http import LARGEST_ANSWER, Answer

LIMIT_S = 6.0  # for all of it: name, connection, answer
FAILED_S = 20.0  # a failure is told again for so long before somebody has to wait for the next
KNOWS_NOTHING = frozenset({204, 404})
_AT_ONCE = threading.BoundedSemaphore(6)


@dataclass(frozen=True)
class Outcome:
    """What came of it. `problem` is a key of `troubles`, "" when all is well; `raw` is the answer as it came."""

    request: Request
    at: datetime
    sections: list[Section] = field(default_factory=list)
    problem: str = ""
    status: int = 0
    took_ms: int = 0
    raw: bytes = b""


class Slow(Exception):
    """It took longer than LIMIT_S."""


def ask(panel: SidePanel, source: Source, *, again: bool = False) -> Outcome:
    """What the panel says for that ticket; the same question within `keep_s` seconds has the answer from before, unless
    `again`. Never fails: what goes wrong is in `problem`, and on the panel for `accord doctor` to tell.
    """
    request = filled_for(panel.asked(), source)
    if not again and (found := kept.get(key_of(panel, request))):
        return found
    outcome = call(request)
    _note(panel, outcome)
    kept.put(
        key_of(panel, request),
        outcome,
        FAILED_S if outcome.problem else float(panel.keep_s),
        len(outcome.raw),
    )
    return outcome


def at_hand(panel: SidePanel, source: Source) -> Outcome | None:
    """What the panel says as far as it is known without asking."""
    return kept.get(key_of(panel, filled_for(panel.asked(), source)))


def key_of(panel: SidePanel, request: Request) -> tuple[object, ...]:
    """What makes two questions the same one."""
    return (panel.pk, panel.changed_at, request.method, request.url, str(request.headers), request.body)


def call(request: Request) -> Outcome:
    """Ask now. Never fails."""
    began, now = time.monotonic(), clock.now()
    try:
        answer = _answer(request)
    except Slow:
        return Outcome(request, now, problem="slow")
    except outgoing_http.Refused:
        return Outcome(request, now, problem="not_public")
    except outgoing_http.Failed:
        return Outcome(request, now, problem="unreachable")
    except (NoSecret, secrets.Unreadable):
        return Outcome(request, now, problem="no_secret")
    except UnicodeError:
        return Outcome(request, now, problem="unsendable")
    took = int((time.monotonic() - began) * 1000)
    sections: list[Section] = []
    problem = _problem(answer)
    if answer.good and not problem:
        try:
            sections = read(answer.body)
        except Unreadable:
            problem = "unreadable"
    return Outcome(request, now, sections, problem, answer.status, took, answer.body)


def _answer(request: Request) -> Answer:
    url, body = filled(request.url), filled(request.body).encode()
    headers = {"Accept": "application/json, text/plain;q=0.5"}
    headers |= {name: filled(value) for name, value in request.headers.items()}
    if body and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = "application/json; charset=utf-8"
    return bounded(lambda: outgoing_http.call(request.method, url, body, headers))


def bounded(work: Callable[[], Answer]) -> Answer:
    """The work's answer, in LIMIT_S seconds. What takes longer ends unheard in a thread of its own; there are six, so
    that a system which drips its answer can hold no more than these. Raises Slow, and what the work raises.
    """
    until = time.monotonic() + LIMIT_S
    if not _AT_ONCE.acquire(timeout=LIMIT_S):
        raise Slow
    done, came = threading.Event(), list[Answer | Exception]()

    def run() -> None:
        try:
            came.append(work())
        except Exception as error:  # noqa: BLE001 - raised again below, in the thread that waits
            came.append(error)
        finally:
            _AT_ONCE.release()
            done.set()

    threading.Thread(target=run, name="panel", daemon=True).start()
    if not done.wait(max(0.0, until - time.monotonic())):
        raise Slow
    answer = came[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


def _problem(answer: Answer) -> str:
    if answer.good:
        return "long" if len(answer.body) >= LARGEST_ANSWER else ""
    if answer.status in KNOWS_NOTHING:
        return ""
    if answer.status in (401, 403):
        return "denied"
    return "elsewhere" if 300 <= answer.status < 400 else "status"


def _note(panel: SidePanel, outcome: Outcome) -> None:
    """Write down that it began to fail, or that it is well again."""
    row = SidePanel.objects.filter(pk=panel.pk)
    if outcome.problem:
        row.filter(failed_at=None).update(failed_at=outcome.at, failure=outcome.problem)
    elif row.filter(failed_at__isnull=False).exists():
        row.update(failed_at=None, failure="")
