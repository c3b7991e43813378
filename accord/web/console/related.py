"""What belongs to a ticket, beside its conversation: other tickets, things to do, time. Fetched once the page stands.

Each change answers with the part anew, so that what is being written on the page stays.
"""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accord.automation.mass import incidents
from accord.core import clock, ids
from accord.core.errors import Invalid, NotFound
from accord.messaging.inbound import survivor
from accord.tickets import acting, lifecycle, seeing
from accord.tickets.checklists import defining, ticking
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.models import Checklist, State, Ticket
from accord.tickets.related import kin, linking
from accord.tickets.related.linking import ROLES
from accord.tickets.seeing import scope_of
from accord.tickets.spending import entries, running, sums
from accord.web import moments
from accord.web.console import own_clock
from accord.web.console.clocks import target_words
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import redirect, ticket_for
from accord.web.console.ticket_verbs import explanation_from
from accord.web.spans import clock_words, seconds_in

OPEN = ("link", "checklist", "time")  # what is open to be filled in
HEADINGS = {
    "child": gettext_lazy("Part of"),
    "parent": gettext_lazy("Its parts"),
    "incident": gettext_lazy("Incident of the problem"),
    "problem": gettext_lazy("Its incidents"),
    "related": gettext_lazy("Has to do with"),
    "mentions": gettext_lazy("Mentions"),
    "mentioned_in": gettext_lazy("Mentioned in"),
}


@require_GET
@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """The part; `open` (one of OPEN) is what the agent wants to fill in."""
    return shown(request, ticket_for(request, code), request.GET.get("open", ""))


def shown(request: AgentRequest, ticket: Ticket, unfolded: str = "", said: str = "") -> HttpResponse:
    """The part as it stands now, with a word about what was done."""
    by, own = request.user, ticket.assignee_id == request.access.person_id
    relatives = kin.of(ticket, scope_of(request.access))
    may_change = lifecycle.possible(ticket.state, "change") and (
        request.access.may("edit", ticket.department_id) or own
    )
    context = {
        "ticket": ticket,
        "kin": relatives,
        "groups": [(role, str(HEADINGS[role]), found) for role, found in relatives.groups()],
        "roles": [(key, role.label) for key, role in ROLES.items()],
        "items": ticking.items_of(ticket),
        "spent": sums.on(ticket),
        "span": target_words,
        "as_typed": clock_words,
        "day_words": moments.short_date,
        "today": moments.local(clock.now()).date().isoformat(),
        "may_change": may_change,
        "may_spend": acting.may(by, "note", ticket) and ticket.state != State.DELETED,
        "may_correct": acting.may(by, entries.OF_OTHERS, ticket),
        "unfolded": unfolded if unfolded in OPEN else "",
        "lists": defining.offered(ticket.department_id) if unfolded == "checklist" else [],
        "said": said,
        **_offer(request, ticket, relatives),
    }
    return part(request, "console/related.html", context)


def _offer(request: AgentRequest, ticket: Ticket, relatives: kin.Kin) -> dict[str, Any]:
    """A problem that is solved, with incidents that are not: the words that their customers may get."""
    waiting = len(relatives.open_incidents)
    if not waiting or ticket.state not in (State.RESOLVED, State.CLOSED):
        return {"offered": 0}
    done = ticket.resolution
    ready = ready_text("solved", ticket.language, ticket.department_id)
    words = (
        Explanation(done.reason, done.what, done.why, done.next) if done is not None and done.what else ready
    )
    return {
        "offered": waiting if acting.may(request.user, "resolve", ticket) else 0,
        "words": incidents.own_words(ticket, words),
    }


def _answer(request: AgentRequest, ticket: Ticket, unfolded: str = "", said: str = "") -> HttpResponse:
    """The part for htmx, the whole page for a plain form."""
    if request.headers.get("HX-Request"):
        return shown(request, ticket, unfolded, said)
    return redirect(ticket, "changed")


@require_POST
@agent_page
def link(request: AgentRequest, code: str) -> HttpResponse:
    """Link to the ticket of `other` (`role` says how), or part from it (`undo`)."""
    ticket, post = ticket_for(request, code), request.POST
    acting.demand(request.user, "edit", ticket)
    if post.get("undo") == "1":
        linking.unlink(ticket, _by_code(post.get("other", "")), post.get("role", ""), by=request.user)
        return _answer(request, ticket, said=_("They are parted."))
    linking.link(ticket, _wanted(request, post.get("other", "")), post.get("role", ""), by=request.user)
    return _answer(request, ticket, said=_("They are linked."))


def _wanted(request: AgentRequest, text: str) -> Ticket:
    """The ticket of a code, or where it was merged into. Raises Invalid."""
    try:
        found = survivor(seeing.find(request.access, text.strip()).pk)
    except NotFound:
        found = None
    if found is None or not seeing.may_see(request.access, found):
        raise Invalid("other", sentence=_("There is no ticket of this code that you may see."))
    return found


def _by_code(text: str) -> Ticket:
    """A ticket that is linked already; whoever may change this one may part them without seeing the other."""
    found = Ticket.objects.filter(code=ids.read_code(text) or "").first()
    if found is None:
        raise NotFound(text[:20])
    return found


@require_POST
@agent_page
def resolve_incidents(request: AgentRequest, code: str) -> HttpResponse:
    """Resolve the open incidents of this problem with one text; a worker does it."""
    ticket = ticket_for(request, code)
    job = incidents.resolve(ticket, explanation_from(request), by=request.user)
    return HttpResponseRedirect(reverse("mass", args=[job.pk]), status=303)


@require_POST
@agent_page
def checklist(request: AgentRequest, code: str) -> HttpResponse:
    """Change the checklist: `add` a line each of `text`, a whole `list`, `tick`, `untick` or `remove` an item."""
    ticket, post, by = ticket_for(request, code), request.POST, request.user
    does, number = post.get("do", ""), _number(post.get("item", ""))
    if does == "add":
        must = post.get("must") == "1"
        items = [{"text": line, "must": must} for line in post.get("text", "").splitlines()]
        ticking.add(ticket, items, by=by)
        return _answer(request, ticket, "checklist", _("It is on the checklist."))
    if does == "list":
        row = Checklist.objects.filter(pk=_number(post.get("list", ""))).first()
        if row is None:
            raise Invalid("list", sentence=_("Choose a checklist."))
        ticking.add_list(ticket, row, by=by)
        return _answer(request, ticket, said=_("It is on the checklist."))
    if does == "remove":
        ticking.remove(ticket, number, by=by)
    elif does in ("tick", "untick"):
        ticking.tick(ticket, number, by=by, done=does == "tick")
    else:
        raise Invalid("do")
    return _answer(request, ticket)


@require_POST
@agent_page
def spend(request: AgentRequest, code: str) -> HttpResponse:
    """Change the time: `start` or `stop` one's clock, `drop` what it ran, `add` by hand, `correct`, `remove`."""
    ticket, post, by = ticket_for(request, code), request.POST, request.user
    does, number = post.get("do", ""), _number(post.get("entry", ""))
    if does == "start":
        running.start(ticket, by=by)
        return _clock_answer(request, ticket, _("The clock runs."))
    if does == "stop":
        stopped = running.stop(by=by, note=post.get("note", ""), day=moments.local(clock.now()).date())
        return _clock_answer(
            request, ticket, str(running.TOO_LONG) if stopped.cut else _("It is written down.")
        )
    if does == "drop":
        running.drop(by=by)
        return _clock_answer(request, ticket, _("The clock stands, nothing is written down."))
    if does == "remove":
        entries.remove(ticket, number, by=by)
        return _answer(request, ticket, said=_("It is taken away. The history keeps it."))
    seconds, day = seconds_in(post.get("time", "")), _day(post.get("day", ""))
    if does == "add":
        entries.spend(ticket, seconds, by=by, day=day, note=post.get("note", ""))
    elif does == "correct":
        entries.correct(ticket, number, by=by, seconds=seconds, day=day, note=post.get("note", ""))
    else:
        raise Invalid("do")
    return _answer(request, ticket, said=_("It is written down."))


def _clock_answer(request: AgentRequest, ticket: Ticket, said: str) -> HttpResponse:
    """The part, and a word to the rail that one's clock is another now."""
    response = _answer(request, ticket, said=said)
    response["HX-Trigger"] = own_clock.CHANGED
    return response


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else moments.local(clock.now()).date()
    except ValueError as error:
        raise Invalid("day", sentence=_("Choose a day.")) from error


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
