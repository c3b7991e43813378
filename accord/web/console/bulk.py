"""The bar below a list: one thing done to the picked tickets at once. What takes longer is a job (see `mass`)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accord.automation.actions import choices
from accord.automation.actions.steps import Steps
from accord.automation.mass import together
from accord.core.errors import Invalid
from accord.people import absences
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.tickets.explaining import ENDINGS, kin_of, offered
from accord.tickets.models import Priority
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_dialogs import pause_presets
from accord.web.console.ticket_verbs import moment_from

MOST = 200
UNDO = {"spam": "not-spam", "delete": "undelete", "not-spam": "spam", "undelete": "delete"}


@require_POST
@agent_page
def act(request: AgentRequest) -> HttpResponse:
    """Do `verb` to each ticket of `code`; back to where it came from, with how many it was and how many refused."""
    verb = request.POST.get("verb", "")
    codes = list(dict.fromkeys(request.POST.getlist("code")))[:MOST]
    steps = steps_of(request.POST)
    done, refused = together.selected(codes, steps, by=request.user, access=request.access)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith(
        ("/inbox/", "/view")
    ):
        back = "/inbox/todo/"
    told = {"did": verb, "n": str(len(done)), "refused": str(refused)}
    if verb in UNDO and done:
        told["codes"] = ".".join(done)
    return HttpResponseRedirect(f"{back}{'&' if '?' in back else '?'}{urlencode(told)}", status=303)


@agent_page
def dialogs(request: AgentRequest) -> HttpResponse:
    """The dialogs of the bulk bar, fetched when the first is opened."""
    agents = Person.objects.filter(kind=PersonKind.AGENT, is_active=True).order_by("name")
    departments = Department.objects.filter(is_active=True)
    if not request.access.everywhere:
        departments = departments.filter(id__in=request.access.departments("transfer"))
    context = {
        "agents": agents,
        "away": absences.away_among(agent.pk for agent in agents),
        "departments": departments,
        "presets": pause_presets(),
        "priorities": Priority,
        "endings": [
            (key, ready.label) for key, ready in offered(ENDINGS).items() if kin_of(key) != "behaviour"
        ],
    }
    return part(request, "console/inbox_bulk.html", context)


def steps_of(post: QueryDict) -> Steps:
    """What the bar asks for, as steps. Raises Invalid."""
    verb = post.get("verb", "")
    if verb not in VERBS:
        raise Invalid("verb")
    key, values = VERBS[verb](post)
    return Steps.parse([{"a": key, "v": values}])


Asked = tuple[str, dict[str, Any]]  # an action and its values


def _assign(post: QueryDict) -> Asked:
    return "assign", {"to": post.get("assignee", "") or choices.NOBODY}


def _transfer(post: QueryDict) -> Asked:
    return "transfer", {"department": post.get("department", "")}


def _tag(post: QueryDict) -> Asked:
    return "add_tags", {"tags": post.get("tag", "")}


def _postpone(post: QueryDict) -> Asked:
    return "postpone_to", {
        "moment": moment_from(post.get("until_own", "") or post.get("until", "")).isoformat()
    }


def _resolve(post: QueryDict) -> Asked:
    """With the ready words of the reason, in each customer's own language."""
    return "resolve", {"reason": post.get("reason", "")}


def _prioritise(post: QueryDict) -> Asked:
    return "priority", {"priority": post.get("priority", "")}


def _plain(key: str) -> Callable[[QueryDict], Asked]:
    return lambda post: (key, {})


VERBS: dict[str, Callable[[QueryDict], Asked]] = {
    "assign": _assign,
    "transfer": _transfer,
    "tag": _tag,
    "postpone": _postpone,
    "resolve": _resolve,
    "priority": _prioritise,
    "answered": _plain("mark_answered"),
    "spam": _plain("spam"),
    "not-spam": _plain("not_spam"),
    "delete": _plain("delete"),
    "undelete": _plain("undelete"),
}


def done_sentence(told: Mapping[str, str]) -> str:
    """What was just done to how many, for the toast; "" when nothing was."""
    done, refused = _number(told.get("n", "")), _number(told.get("refused", ""))
    if told.get("did", "") not in VERBS:
        return ""
    parts = [_done(told["did"], done)] if done else []
    if refused:
        sentence = ngettext(
            "%(n)s ticket stays as it is: its state or your rights do not allow it.",
            "%(n)s tickets stay as they are: their state or your rights do not allow it.",
            refused,
        )
        parts.append(sentence % {"n": refused})
    return " ".join(parts)


def _done(verb: str, count: int) -> str:
    sentence = {
        "assign": ngettext("%(n)s ticket is given.", "%(n)s tickets are given.", count),
        "transfer": ngettext("%(n)s ticket is moved.", "%(n)s tickets are moved.", count),
        "tag": ngettext("%(n)s ticket is tagged.", "%(n)s tickets are tagged.", count),
        "postpone": ngettext("%(n)s ticket is postponed.", "%(n)s tickets are postponed.", count),
        "resolve": ngettext(
            "%(n)s ticket is resolved. The customer has the last word.",
            "%(n)s tickets are resolved. Their customers have the last word.",
            count,
        ),
        "priority": ngettext(
            "%(n)s ticket has the new priority.", "%(n)s tickets have the new priority.", count
        ),
        "answered": ngettext("%(n)s ticket counts as answered.", "%(n)s tickets count as answered.", count),
        "spam": ngettext("%(n)s ticket is in the spam.", "%(n)s tickets are in the spam.", count),
        "not-spam": ngettext(
            "%(n)s ticket is back from the spam.", "%(n)s tickets are back from the spam.", count
        ),
        "delete": ngettext("%(n)s ticket is deleted.", "%(n)s tickets are deleted.", count),
        "undelete": ngettext("%(n)s ticket is back.", "%(n)s tickets are back.", count),
    }[verb]
    return sentence % {"n": count}


def undo_of(told: Mapping[str, str]) -> tuple[str, list[str]] | None:
    """The verb that undoes what was just done, and the tickets."""
    verb, codes = told.get("did", ""), told.get("codes", "")
    return (UNDO[verb], codes.split(".")[:MOST]) if verb in UNDO and codes else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
