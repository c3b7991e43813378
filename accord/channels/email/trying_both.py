"""Trying a mailbox both ways, step by step: signing in where mail is fetched, a mail out, and probes that go round.

What a step needs another server for happens in `begin`; whether the probes have arrived is seen whenever one looks.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.channels.email import probes, sources, trying_out
from accord.channels.email.fetching.failures import FAILURES
from accord.channels.email.fetching.trying import try_source
from accord.channels.email.models import Mailbox, MailProbe
from accord.channels.email.probes import Kind
from accord.channels.email.trying_out import TestFailed
from accord.core import clock
from accord.core.errors import Invalid
from accord.people.models import Person

PATIENCE = timedelta(minutes=3)  # a mail to oneself seldom takes longer
BEGUN_WITHIN_S = 10.0  # a source that is new must have been looked at, else a probe counts as old mail


@dataclass(frozen=True)
class Step:
    """One step. `outcome` is ok, wrong, waiting or skipped; `said` are the other server's own words."""

    key: str
    label: Promise | str
    outcome: str
    sentence: Promise | str = ""
    cure: Promise | str = ""
    said: str = ""


def begin(mailbox: Mailbox, to: str, *, reader: Person) -> dict[str, Any]:
    """Try what can be tried at once and send the probes; gives what `steps` needs, as JSON values."""
    state: dict[str, Any] = {"at": clock.now().isoformat(), "to": to}
    source = sources.first_of(mailbox)
    if source is not None and source.is_active:
        found = try_source(source)
        state["in"] = {"key": found.key, "words": found.words, "count": found.count, "idles": found.idles}
    if not mailbox.has_way_out:
        return state
    try:
        trying_out.try_out(mailbox, to, reader=reader)
        state["out"] = ""
    except TestFailed as error:
        state["out"] = str(error.gaps["words"])
    except Invalid:
        state["out"] = "?"
    if state["out"] or state.get("in", {}).get("key") or not mailbox.is_active:
        return state
    if source is not None and source.is_active and not _begun(mailbox):
        state["unwatched"] = True
        return state
    state["plain"] = probes.send(mailbox, Kind.PLAIN).pk
    state["plus"] = probes.send(mailbox, Kind.PLUS).pk
    return state


def steps(mailbox: Mailbox, state: dict[str, Any]) -> list[Step]:
    """How each step went, as far as is known now."""
    begun = datetime.fromisoformat(state["at"])
    found = [_in(state["in"])] if "in" in state else [_handed()]
    if "out" not in state:
        return [*found, Step("out", OUT, "skipped", _("This mailbox has no way out yet: answers are kept."))]
    found.append(_out(state))
    if state.get("unwatched"):
        cure = _(
            "See whether a worker runs: mail is fetched by `accord serve` or `accord worker`. Then test again."
        )
        return [*found, Step("plain", ROUND, "wrong", _("Nobody fetches mail of this mailbox yet."), cure)]
    if "plain" not in state:
        return found
    rows = MailProbe.objects.in_bulk([state["plain"], state["plus"]])
    plain, plus = rows.get(state["plain"]), rows.get(state["plus"])
    return [*found, *([_round(plain, begun)] if plain else []), *([_plus(plus, begun)] if plus else [])]


IN = _("Sign in where mail is fetched")
OUT = _("Send a mail")
ROUND = _("A mail to itself comes back")
PLUS = _("Addresses with a token arrive")


def waiting(found: list[Step]) -> bool:
    """Whether looking again can bring something new."""
    return any(step.outcome == "waiting" for step in found)


def _begun(mailbox: Mailbox) -> bool:
    until = time.monotonic() + BEGUN_WITHIN_S
    while not sources.begun(sources.first_of(mailbox)):
        if time.monotonic() > until:
            return False
        time.sleep(0.25)
    return True


def _in(state: dict[str, Any]) -> Step:
    if state["key"]:
        failure = FAILURES.get(state["key"])
        title, cure = (failure.title, failure.cure) if failure else (state["key"], "")
        return Step("in", IN, "wrong", title, cure, state["words"])
    idles = state["idles"]
    speed = (
        _("New mail will be here within seconds.")
        if idles
        else _("New mail will be here within a minute or two.")
    )
    return Step("in", IN, "ok", speed)


def _handed() -> Step:
    label = _("Mail is handed over to us")
    return Step(
        "in", label, "ok", _("Nothing has to be fetched: it is here the moment your server hands it over.")
    )


def _out(state: dict[str, Any]) -> Step:
    if state["out"]:
        cure = _(
            "Compare server, port, name and password, and whether the account may send under this address."
        )
        return Step("out", OUT, "wrong", _("The test mail did not go out."), cure, state["out"])
    return Step("out", OUT, "ok", _("The server took it; it should be with you in a moment."))


def _round(probe: MailProbe, begun: datetime) -> Step:
    if probe.arrived_at:
        return Step("plain", ROUND, "ok", _("It went out and came in again."))
    if probe.sent_at is None:
        return Step("plain", ROUND, "wrong", _("The server did not take it."), "", probe.last_error)
    if clock.now() - begun < PATIENCE:
        return Step("plain", ROUND, "waiting", _("On its way."))
    cure = _(
        "Look whether it lies in the spam folder there, whether the address forwards its mail elsewhere, and whether"
        " your server hands mail for it over to Accord."
    )
    return Step("plain", ROUND, "wrong", _("It has not come back yet."), cure)


def _plus(probe: MailProbe, begun: datetime) -> Step:
    if probe.arrived_at:
        sentence = _("Answers to our mails carry a signed token and always find their ticket.")
        return Step("plus", PLUS, "ok", sentence)
    if probe.sent_at is not None and clock.now() - begun < PATIENCE:
        return Step("plus", PLUS, "waiting", _("On its way."))
    sentence = _(
        "They do not arrive, so our mails go without a token. Answers find their ticket by other marks; nothing has"
        " to be done."
    )
    return Step("plus", PLUS, "skipped", sentence, "", probe.last_error)
