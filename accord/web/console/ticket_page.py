"""The page of a ticket: its conversation, what can be done, and who asks."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.core import ids, records
from accord.core.errors import NotFound
from accord.messaging.inbound import survivor
from accord.people.models import Address, Company, Person
from accord.tickets import conversation, drafting, lifecycle, seeing
from accord.tickets.conversation import Conversation
from accord.tickets.going_outside import is_internal
from accord.tickets.models import Draft, Merging, Participant, Postponement, State, Ticket
from accord.tickets.rows import moment, run
from accord.tickets.seeing import Scope
from accord.web.console import thanks
from accord.web.console.pages import AgentRequest, agent_page, page, part
from accord.web.console.silence_line import silence_line
from accord.web.console.thread import never_shown, written


def ticket_for(request: AgentRequest, code: str) -> Ticket:
    """The ticket, as this agent may see it. Raises NotFound."""
    return seeing.find(request.access, code)


@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """The whole page; for a code that leads nowhere, the tickets that may have been meant."""
    try:
        ticket = ticket_for(request, code)
    except NotFound:
        return no_ticket(request, code)
    if ticket.merged_into_id is not None and request.GET.get("here") != "1":
        into = survivor(ticket.pk)
        if into is not None and seeing.may_see(request.access, into):
            return HttpResponseRedirect(f"{reverse('ticket', args=[into.code])}?from={ticket.code}")
    if ticket.code != code:
        return HttpResponseRedirect(reverse("ticket", args=[ticket.code]))
    return render_ticket(request, ticket)


def render_ticket(request: AgentRequest, ticket: Ticket, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page, with a problem of the composer if there is one."""
    talk, drafts = _talk(request, ticket), drafting.of(ticket, request.user)
    context = {
        **thread_context(request, ticket, talk),
        **head_context(request, ticket),
        **aside_context(ticket, seeing.scope_of(request.access)),
        "problem": problem,
        "begin": "note" if problem and request.POST.get("kind") == "note" else "",
        "draft": drafts.get("reply") or Draft(kind="reply"),
        "note_draft": drafts.get("note"),
        "later": Draft.LATER in drafts,
        **_undo(request),
        "done": done_sentence(request.GET.get("did", "")),
    }
    response = page(request, "console/ticket.html", context, current="", status=status)
    response.accord_style_attr = True  # type: ignore[attr-defined]
    response.accord_images = context["remote"]  # type: ignore[attr-defined]
    return response


def _undo(request: AgentRequest) -> dict[str, Any]:
    """The answer that was given a moment ago and can be undone, and for how many seconds."""
    number, seconds = request.GET.get("later", ""), request.GET.get("s", "")
    known = number.isdecimal() and len(number) < 19 and seconds.isdecimal() and len(seconds) < 3
    return {"undo": int(number) if known else 0, "undo_s": int(seconds) if known else 0}


def no_ticket(request: AgentRequest, code: str) -> HttpResponse:
    """There is no such ticket for this agent. The check sign of codes tells which ones differ by one slip."""
    rows = Ticket.objects.select_related("requester").filter(code__in=ids.likely_codes(code)[:300])
    meant = [each for each in rows[:20] if seeing.may_see(request.access, each)][:5]
    context = {"code": code[:20], "meant": meant, "mistyped": ids.read_code(code) is None}
    return page(request, "console/no_ticket.html", context, status=404)


@agent_page
def thread(request: AgentRequest, code: str) -> HttpResponse:
    """The thread alone (with `before`: earlier messages), for live updates and for going back."""
    ticket = ticket_for(request, code)
    talk = _talk(request, ticket, before=ids.read_number(request.GET.get("before", "")))
    context = {**thread_context(request, ticket, talk), **head_context(request, ticket), "part": True}
    response = part(request, "console/ticket_thread.html", context)
    response.accord_style_attr = True  # type: ignore[attr-defined]
    return response


def _talk(request: AgentRequest, ticket: Ticket, *, before: int | None = None) -> Conversation:
    known = [ticket.requester, request.user]
    return conversation.load(ticket, before=before, known=known, without=never_shown(), reader=request.access)


def thread_context(request: AgentRequest, ticket: Ticket, talk: Conversation) -> dict[str, Any]:
    """What the thread's template needs."""
    remote = request.GET.get("images") == "1"
    thread = written(talk, remote=remote, offers=_offers(request, ticket, talk))
    return {"ticket": ticket, "thread": thread, "talk": talk, "remote": remote}


def _offers(request: AgentRequest, ticket: Ticket, talk: Conversation) -> thanks.Offers:
    own = ticket.assignee_id == request.access.person_id
    may = request.access.may("reply", ticket.department_id) or own
    return thanks.Offers(may) if request.GET.get("before") else thanks.offers(ticket, talk, may)


def head_context(request: AgentRequest, ticket: Ticket) -> dict[str, Any]:
    """What the head, the composer and the dialogs need: which verbs the table and the rights allow now."""
    access = request.access

    def can(step: str, right: str) -> bool:
        own = ticket.assignee_id == access.person_id
        return lifecycle.possible(ticket.state, step) and (access.may(right, ticket.department_id) or own)

    inside = is_internal(ticket)
    asks = inside and ticket.requester_id == access.person_id
    return {
        "inside": inside,
        "can": {
            "reply": can("reply", "reply") and not inside,
            "note": can("change", "note") or (asks and lifecycle.possible(ticket.state, "customer_writes")),
            "tag": can("change", "tag"),
            "resolve": can("resolve", "resolve"),
            "resolve_silently": can("resolve", "resolve_silently"),
            "close": can("close", "close"),
            "reopen": can("reopen", "reopen") or can("reopen_closed", "reopen_closed"),
            "postpone": can("postpone", "postpone"),
            "return": can("return", "postpone"),
            "mark_answered": can("mark_answered", "reply"),
            "change": can("change", "edit"),
            "merge": can("merge_away", "edit"),
            "split": can("split", "edit"),
            "forward": can("change", "reply"),
            "spam": can("mark_spam", "spam"),
            "not_spam": can("not_spam", "spam"),
            "delete": can("delete", "delete"),
            "undelete": can("undelete", "delete"),
            "purge": can("purge", "purge"),
            "transcript": ticket.state not in (State.SPAM, State.DELETED)
            and not is_internal(ticket)
            and (access.may("reply", ticket.department_id) or ticket.assignee_id == access.person_id),
        },
        "silence": silence_line(ticket),
        "postponement": records.find(Postponement, "ticket_id", ticket.pk) if ticket.state == State.POSTPONED else None,
    }


def aside_context(ticket: Ticket, scope: Scope) -> dict[str, Any]:
    """The customer beside the conversation: who it is, what was before (`scope`: what is seen), who else takes part."""
    requester, earlier, past = ticket.requester, ticket.follow_up_of_id, _past(ticket, scope)
    linked = sorted(_short(_LINKED, [ticket.pk, ticket.pk]), key=lambda each: each["id"])
    address = records.find(Address, "email", ticket.requester_address) if ticket.requester_address else None
    return {
        "requester": requester,
        "address": address if address is not None and address.person_id == requester.pk else None,
        "company": records.find(Company, "id", requester.company_id) if requester.company_id else None,
        "others": others_of(ticket),
        "past": past,
        "first_time": not past and not records.select(Ticket, _ANY_OTHER, [requester.pk, ticket.pk]),
        "earlier_ticket": records.find(Ticket, "id", earlier) if earlier else None,
        "follow_ups": [each for each in linked if each["merged_into"] != ticket.pk][:5],
        "merged_here": _merged_here([each for each in linked if each["merged_into"] == ticket.pk]),
        "merged_into": records.find(Ticket, "id", ticket.merged_into_id) if ticket.merged_into_id else None,
    }


def others_of(ticket: Ticket) -> list[Participant]:
    """Who takes part besides the requester, each with his person."""
    others = records.select(Participant, "ticket_id = %s AND NOT is_requester ORDER BY id", [ticket.pk])
    people = records.by_ids(Person, {each.person_id for each in others})
    for each in others:
        each.person = people[each.person_id]
    return others


_SHORT = "SELECT code, subject, state, CAST(created_at AS text), id, merged_into_id FROM ticket WHERE"
_ANY_OTHER = "requester_id = %s AND id <> %s LIMIT 1"
# Somebody may have thousands of which the reader sees none: only the newest are looked through.
_PAST = f"{_SHORT} id IN (SELECT id FROM ticket WHERE requester_id = %s AND id <> %s ORDER BY id DESC LIMIT 100)"
# Two index reads in one statement: what follows this ticket, and what was merged into it.
_LINKED = f"{_SHORT} follow_up_of_id = %s UNION ALL {_SHORT} merged_into_id = %s LIMIT 50"


def _past(ticket: Ticket, scope: Scope) -> list[dict[str, Any]]:
    """The newest other tickets of the same customer that may be seen."""
    seen, values = scope.sql("ticket")
    return _short(f"{_PAST} AND {seen} ORDER BY id DESC LIMIT 6", [ticket.requester_id, ticket.pk, *values])


def _short(sql: str, params: list[Any]) -> list[dict[str, Any]]:
    """Other tickets as a line each shows them."""
    return [
        {
            "code": code,
            "subject": subject,
            "state": state,
            "created_at": moment(created),
            "id": number,
            "merged_into": into,
        }
        for code, subject, state, created, number, into in run(sql, params)
    ]


def _merged_here(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tickets merged into this one; `apart` names who of theirs is not shown the answers, else it is empty."""
    rows = Merging.objects.select_related("source__requester")
    mergings = rows.filter(source_id__in=[each["id"] for each in found]) if found else ()
    apart = {row.source_id: row.source.requester for row in mergings if not row.shown}
    return [{**each, "apart": apart.get(each["id"])} for each in found]


def done_sentence(key: str) -> str:
    """What was just done, for the toast after a verb."""
    if not key:
        return ""
    return {
        "given-clock": _("It is yours now: its answer is due first."),
        "given-waited": _("It is yours now: its customer has waited the longest for his turn."),
        "given-last": _("It is yours now: you answered it last."),
        "given-own": _("It is yours, and its customer waits again."),
        "still-first": _("This is still the first one. Answer it, postpone it or hand it over, then take the next."),
        "replied": _("Sent."),
        "waits": _("It goes out in a moment."),
        "later": _("It waits, and goes out at its time."),
        "taken-back": _("Nothing went out. Your words are in the composer."),
        "discarded": _("It is thrown away. Nothing went out."),
        "forwarded": _("Forwarded. The answer comes back here as a note."),
        "split": _("Split off. This is the new ticket; “More” can put it back."),
        "split-away": _("Split off into a department whose tickets you do not see."),
        "split-undone": _("It is back where it was."),
        "resolved": _("Resolved. The customer has the last word."),
        "incidents": _("Resolved. Its incidents are being resolved with the same words."),
        "closed": _("Closed. The customer is told."),
        "noted": _("The note stands."),
        "asked": _("Asked. The answer comes to you here."),
        "said-inside": _("Written. Nothing of it goes outside."),
        "side-begun": _("Sent. The answer comes back here; the customer sees nothing of it."),
        "side-sent": _("Sent. The customer sees nothing of it."),
        "side-ended": _("The side conversation is ended."),
        "watched": _("You watch it now."),
        "unwatched": _("You watch it no more."),
        "macro": _("The macro is applied."),
        "macro-partly": _("Done, but not every change of the macro was possible."),
        "assigned": _("It is given."),
        "transferred": _("It is moved."),
        "postponed": _("It comes back by itself."),
        "returned": _("It is back."),
        "reopened": _("It is open again."),
        "answered": _("It counts as answered."),
        "merged": _("Merged. All of it stands here now; you can take it out again."),
        "unmerged": _("It stands on its own again."),
        "only-thanks": _("It counts as thanks only."),
        "more-than-thanks": _("It counts as an ordinary reply."),
        "thanked": _("Resolved. Nobody was written to."),
        "spam": _("It is in the spam."),
        "not-spam": _("It is back from the spam."),
        "deleted": _("It is deleted. You can bring it back."),
        "undeleted": _("It is back."),
        "tagged": _("The tags are changed."),
        "called": _("The call is noted."),
        "changed": _("It is changed."),
        "transcript": _("The conversation is on its way by mail."),
        "chatted": _("Written. The answer stands beside the ticket, and in Chat."),
        "pressed": _("It is on its way. How it went stands beside the button."),
        "opened": _("The ticket is open."),
    }.get(key, "")


def redirect(ticket: Ticket, did: str) -> HttpResponse:
    """Back to the ticket after a verb, with a word about it."""
    return HttpResponseRedirect(f"{reverse('ticket', args=[ticket.code])}?did={did}", status=303)
