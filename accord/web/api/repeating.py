"""The same request again: an idempotency key makes sure that it is done once and answered alike (`core.once`)."""

import functools
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accord.core import once as keys
from accord.core.errors import Conflict, Invalid
from accord.core.models import RepeatedAnswer
from accord.web.api.admitting import ApiRequest

LONGEST = 200
View = Callable[..., HttpResponse]


class StillRunning(Conflict):
    """The first request with this key has not been answered yet."""

    key = "still_running"
    sentence = _("The first request with this key is still being worked on. Ask again in a second.")


class OtherRequest(Invalid):
    """The key was used for something else."""

    key = "key_used"
    sentence = _("This idempotency key was used for another request.")


class BadKey(Invalid):
    """The key is empty, too long or not plain."""

    key = "bad_key"
    sentence = _("An idempotency key has 1 to 200 plain characters.")


def waiting(before: Callable[[ApiRequest], None]) -> Callable[[View], View]:
    """Decorator of a view: what it must wait for, outside of the transaction of `once`."""

    def add(view: View) -> View:
        view.before = before  # type: ignore[attr-defined]
        return view

    return add


def once(view: View) -> View:
    """Do what a POST with an `Idempotency-Key` asks for only once.

    The same request again gets the stored answer, marked `Idempotent-Replayed: true`. Raises OtherRequest for the same
    key with another request, StillRunning while the first is at work in this process (in another one it is waited for).
    """
    before: Callable[[ApiRequest], None] | None = getattr(view, "before", None)

    @functools.wraps(view)
    def answered(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if before is not None:
            before(request)
        key = request.META.get("HTTP_IDEMPOTENCY_KEY")
        if key is None or request.method != "POST" or request.content_type == "multipart/form-data":
            return view(request, *args, **kwargs)
        if not 0 < len(key) <= LONGEST or not (key.isascii() and key.isprintable()):
            raise BadKey("Idempotency-Key")
        owner = f"token:{request.auth.token.pk}"
        digest = _digest(request)
        with _alone(owner, key), transaction.atomic():
            number = keys.begin(owner, key, digest)
            if number is None:
                return _again(keys.answered(owner, key), digest)
            response = view(request, *args, **kwargs)
            keys.end(number, response.content.decode(), response.status_code)
        return response

    answered.once = True  # type: ignore[attr-defined]
    return answered


def _digest(request: ApiRequest) -> str:
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()


def _again(row: RepeatedAnswer, digest: str) -> HttpResponse:
    if row.request_sha256 != digest:
        raise OtherRequest("Idempotency-Key")
    headers = {"Idempotent-Replayed": "true"}
    return HttpResponse(row.body, status=row.status, content_type="application/json", headers=headers)


_running: set[tuple[str, str]] = set()
_running_lock = threading.Lock()


@contextmanager
def _alone(owner: str, key: str) -> Iterator[None]:
    with _running_lock:
        if (owner, key) in _running:
            raise StillRunning()
        _running.add((owner, key))
    try:
        yield
    finally:
        with _running_lock:
            _running.discard((owner, key))
