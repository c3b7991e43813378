"""The same form again, by a double click or because its answer was lost on the way: it opens one ticket."""

import hashlib
import json
import secrets
from collections.abc import Callable

from django.db import transaction

from accord.core import once
from accord.tickets.models import Ticket
from accord.web.console.pages import AgentRequest

NAME = "form"
LONGEST = 40


def number_of(request: AgentRequest) -> str:
    """What tells this form from all others, for its field `form`; it keeps that when it is shown again."""
    return request.POST.get(NAME, "")[:LONGEST] or secrets.token_urlsafe(12)


def open_once(request: AgentRequest, act: Callable[[], Ticket]) -> Ticket:
    """The ticket that `act` opens, or has opened when this form came before with the same in it.

    Who goes back to the form and writes something else into it means another ticket. A form without a number (a
    program's) is not known again. What `act` raises leaves the form as if it had never come.
    """
    number = request.POST.get(NAME, "")[:LONGEST]
    if not number:
        return act()
    owner, digest = f"person:{request.user.pk}", _digest(request)
    key = f"{number}:{digest}"
    with transaction.atomic():
        row = once.begin(owner, key, digest)
        if row is None:
            return Ticket.objects.get(code=once.answered(owner, key).body)
        ticket = act()
        once.end(row, ticket.code)
    return ticket


def _digest(request: AgentRequest) -> str:
    """Of all that was typed, and of the files by name and size."""
    typed = sorted((name, request.POST.getlist(name)) for name in request.POST if name != "csrfmiddlewaretoken")
    files = [[name, each.name, each.size] for name in request.FILES for each in request.FILES.getlist(name)]
    return hashlib.sha256(json.dumps([request.path, typed, files]).encode()).hexdigest()
