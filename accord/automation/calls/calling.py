"""Sending the requests that wait: a chore of its own, so that a slow program of others keeps no mail waiting.

At least once: a worker that dies in the middle leaves a call that the next one sends again; each carries the header
X-Accord-Call, by which the other side can know it again.
"""

import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.db.models import Q

from accord.automation.calls.happenings import HttpFailed
from accord.automation.calls.secrets import NoSecret, filled
from accord.automation.models import HttpCall
from accord.core import clock, outgoing_http, secrets
from accord.events import outgoing
from accord.events.delivering import wait_after
from accord.events.recording import record
from accord.people.system import system
from accord.tickets.models import Ticket

LEASE = timedelta(minutes=2)
KEPT = timedelta(days=30)
ATTEMPTS = 10  # with back-off from 5 s to 1 h, some hours
ANSWER_CHARS = 2_000
AT_ONCE = 5
_OUTCOME = ["state", "status", "answer", "error", "attempts", "took_ms", "due_at", "claimed_until", "ended_at"]
AGAIN = frozenset({408, 425, 429})  # the other side's "later"; 5xx too


def carry_out() -> int:
    """Send what is due; how many were tried. One host that fails keeps the others of this batch from being tried."""
    down: set[str] = set()
    claimed = _claim()
    for call in claimed:
        host = urlsplit(call.url).hostname or ""
        if not _held(call):  # the others took so long that another worker has it
            continue
        if host in down:
            _put_off(call, call.error or "the host failed a moment ago", counts=False)
        elif not _send(call):
            down.add(host)
    return len(claimed)


def _claim() -> list[HttpCall]:
    if outgoing.paused():
        return []
    now = clock.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=clock.machine_now())
    due = HttpCall.objects.filter(free, state="waiting", due_at__lte=now).order_by("due_at", "id")
    if not due.exists():
        return []
    with transaction.atomic():
        if connection.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True)
        found, until = list(due[:AT_ONCE]), clock.machine_now() + LEASE
        HttpCall.objects.filter(pk__in=[call.pk for call in found]).update(claimed_until=until)
    for call in found:
        call.claimed_until = until
    return found


def _held(call: HttpCall) -> bool:
    """Whether it is still this worker's; if so for a whole LEASE from now on."""
    until = clock.machine_now() + LEASE
    held = HttpCall.objects.filter(pk=call.pk, state="waiting", claimed_until=call.claimed_until)
    with transaction.atomic():
        if not held.update(claimed_until=until):
            return False
    call.claimed_until = until
    return True


def _send(call: HttpCall) -> bool:
    """Whether the host answered."""
    began = time.monotonic()
    try:
        url, body = filled(call.url), filled(call.body)
        headers = {name: filled(value) for name, value in call.headers.items()}
        if call.body and not any(name.lower() == "content-type" for name in headers):
            headers["Content-Type"] = "application/json; charset=utf-8"
        headers["X-Accord-Call"] = str(call.event_id)
        answer = outgoing_http.call(call.method, url, body.encode(), headers)
    except outgoing_http.Failed as error:
        _put_off(call, str(error))
        return False
    except (outgoing_http.Refused, NoSecret, secrets.Unreadable, UnicodeError) as error:
        _end(call, f"{type(error).__name__}: {error}")
        return True
    call.took_ms = int((time.monotonic() - began) * 1000)
    call.status, call.answer = (
        answer.status,
        answer.body[: ANSWER_CHARS * 4].decode("utf-8", "replace")[:ANSWER_CHARS],
    )
    call.answer = call.answer.replace("\0", "")
    if answer.good:
        _end(call, "")
    elif answer.status in AGAIN or answer.status >= 500:
        _put_off(call, f"HTTP {answer.status}")
    else:
        _end(call, f"HTTP {answer.status}")
    return True


def _put_off(call: HttpCall, why: str, counts: bool = True) -> None:
    call.attempts += 1 if counts else 0
    if call.attempts >= ATTEMPTS:
        _end(call, why, counts=False)
        return
    call.due_at, call.error, call.claimed_until = (
        clock.now() + wait_after(call.attempts - 1),
        why[:1000],
        None,
    )
    with transaction.atomic():
        _keep(call)


def _keep(call: HttpCall) -> bool:
    """Write down what became of it. False when its ticket was deleted for good meanwhile, and the call with it."""
    values = {name: getattr(call, name) for name in _OUTCOME}
    return bool(HttpCall.objects.filter(pk=call.pk).update(**values))


def _end(call: HttpCall, why: str, counts: bool = True) -> None:
    call.attempts += 1 if counts else 0
    call.state, call.error = "failed" if why else "done", why[:1000]
    call.ended_at, call.claimed_until = clock.now(), None
    with transaction.atomic():
        if _keep(call) and why and Ticket.objects.filter(pk=call.ticket_id).exists():
            host = urlsplit(call.url).hostname or ""
            record(
                HttpFailed(
                    ticket=call.ticket_id,
                    by_id=system().pk,
                    host=host,
                    status=call.status or 0,
                    because=call.because,
                )
            )


def again(call: HttpCall) -> None:
    """Try a failed one once more, as if it had never failed."""
    with transaction.atomic():
        HttpCall.objects.filter(pk=call.pk, state="failed").update(
            state="waiting", attempts=0, due_at=clock.now(), ended_at=None, claimed_until=None
        )


def forget_old(most: int = 500) -> int:
    """Delete calls that ended long ago; how many."""
    old = HttpCall.objects.filter(made_at__lt=clock.now() - KEPT).exclude(state="waiting")
    ids = list(old.values_list("id", flat=True)[:most])
    return HttpCall.objects.filter(pk__in=ids).delete()[0] if ids else 0
