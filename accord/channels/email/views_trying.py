"""The test of a mailbox both ways: begun by a button, then watched until the probes have arrived."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accord.channels.email import trying_both
from accord.channels.email.models import Mailbox
from accord.channels.email.views import mailbox_of, reader_of
from accord.messaging.pages import Page, Shown

_KEPT = "mailbox-tests"


def test(request: HttpRequest, number: int) -> Shown:
    """POST tries both ways and sends the probes; GET shows how it goes. Raises NotFound."""
    mailbox = mailbox_of(number)
    if request.method == "POST":
        return Shown(go_to=begin(request, mailbox, request.POST.get("to", "") or reader_of(request).email))
    state = request.session.get(_KEPT, {}).get(str(number))
    steps = trying_both.steps(mailbox, state) if state else []
    context: dict[str, Any] = {
        "mailbox": mailbox,
        "steps": steps,
        "waiting": trying_both.waiting(steps),
        "to": (state or {}).get("to") or reader_of(request).email,
        "good": bool(steps) and all(step.outcome in ("ok", "skipped") for step in steps),
        "bad": any(step.outcome == "wrong" for step in steps),
    }
    return Shown("email/mailbox_test.html", context)


def begin(request: HttpRequest, mailbox: Mailbox, to: str) -> str:
    """Begin a test; gives the address of the page that shows it."""
    kept = request.session.get(_KEPT, {})
    kept[str(mailbox.pk)] = trying_both.begin(mailbox, to, reader=reader_of(request))
    request.session[_KEPT] = kept
    return reverse("mailbox-test", args=[mailbox.pk])


PAGES = (Page("mailboxes/<int:number>/test/", "mailbox-test", test),)
