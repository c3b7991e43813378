"""The inbox: the standard views and the search over them, page by page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.core import ids
from accord.core.errors import NotFound
from accord.core.fulltext.query import Filter, Problem
from accord.people.models import Department
from accord.tickets import listing, seeing
from accord.tickets.listing import Page
from accord.tickets.models.ticket import UNFINISHED
from accord.tickets.rows import Row, read
from accord.tickets.searching import Results, search
from accord.web.console import inbox_rows
from accord.web.console.bulk import done_sentence, undo_of
from accord.web.console.inbox_rows import Group, Reader
from accord.web.console.pages import AgentRequest, agent_page, page, part, view_label

UNTOLD = ("answered", "postponed", "resolved")  # the states in the view "Could not be told"


@dataclass(slots=True)
class Shown:
    """What the inbox's templates are given. `next_url` leads to the rows after these, None after the last."""

    view: str
    title: str
    q: str
    groups: list[Group]
    sort: str
    sorts: list[tuple[str, str, str]]
    next_url: str | None
    problems: list[str]
    operators: list[tuple[str, str]]
    partial: bool = False

    @property
    def empty(self) -> bool:
        return not self.groups


@agent_page
def show(request: AgentRequest, view: str) -> HttpResponse:
    """A page of a view; with `q` the search in it. For htmx only the rows that follow."""
    asked = " ".join(request.GET.get("q", "").split())
    which, department = listing.view_of(view)
    title = view_label(which.key) if department is None else _department_name(request, department)
    if asked and (found := _by_code(request, asked)):
        return found
    shown = _searched(request, view, title, asked) if asked else _listed(request, view, title)
    if request.GET.get("part") == "rows":
        return part(request, "console/inbox_list.html", {"inbox": shown})
    context = {"inbox": shown, "done": done_sentence(request.GET), "undo": undo_of(request.GET)}
    response = page(request, "console/inbox.html", context, current=view)
    response.accord_style_attr = True  # type: ignore[attr-defined]  # the chosen ticket's mail, beside the list
    return response


@agent_page
def everywhere(request: AgentRequest) -> HttpResponse:
    """The search over all that the agent sees."""
    return HttpResponseRedirect(f"{reverse('inbox', args=['all'])}?{urlencode({'q': request.GET.get('q', '')})}")


@agent_page
def row(request: AgentRequest, code: str) -> HttpResponse:
    """One row anew, for a list that is open; `view` is where it stands. Without it there any more: 204."""
    ticket = seeing.find(request.access, code)
    found = read([ticket.pk], seeing.scope_of(request.access)).get(ticket.pk)
    if found is None:
        raise NotFound(code)
    line = inbox_rows.lines_of([found], Reader.here())[0]
    view = request.GET.get("view", "all")
    gone = not _belongs(found, view, request.user.pk)
    return part(request, "console/inbox_row.html", {"line": line, "gone": gone, "view": view})


def _by_code(request: AgentRequest, asked: str) -> HttpResponse | None:
    code = ids.read_code(asked)
    if code is None:
        return None
    try:
        return HttpResponseRedirect(reverse("ticket", args=[seeing.find(request.access, code).code]))
    except NotFound:
        return None


def _listed(request: AgentRequest, view: str, title: str) -> Shown:
    after, wanted = request.GET.get("after", ""), request.GET.get("sort", "")
    found = listing.page(request.access, view, after=after, sort=wanted)
    lines = inbox_rows.lines_of(found.rows, Reader.here())
    begun = request.GET.get("group", "-")
    if found.sort.key == listing.URGENT.key:
        groups = inbox_rows.grouped(lines, begun, more=found.next is not None)
    else:
        groups = [Group("", lines=lines, begun=True)] if lines else []
    following = None
    if found.next is not None:
        following = _url(view, part="rows", after=found.next, sort=_sort_of(found), group=groups[-1].key)
    return Shown(view, title, "", groups, found.sort.key, _sorts(found, view), following, [], _operators(view, title))


def _searched(request: AgentRequest, view: str, title: str, asked: str) -> Shown:
    newest = request.GET.get("sort") != "best"
    operators = _operators(view, title)
    inside = [Filter(field, ":", (value,)) for field, value in operators]
    results = search(request.access, asked, filters=inside, before=request.GET.get("after", ""), newest=newest)
    lines = inbox_rows.found_lines(results.rows, Reader.here())
    following = _url(view, part="rows", q=asked, after=results.next) if results.next else None
    sort = "newest" if newest else "best"
    sorts = [
        ("newest", _("Newest first"), _url(view, q=asked)),
        ("best", _("Best first"), _url(view, q=asked, sort="best")),
    ]
    groups = [Group("", lines=lines, begun=True)] if lines else []
    problems = _problems(results)
    return Shown(view, title, asked, groups, sort, sorts, following, problems, operators, results.partial)


def _url(view: str, **params: str) -> str:
    query = urlencode({name: value for name, value in params.items() if value})
    return f"/inbox/{view}/" + (f"?{query}" if query else "")


def _sort_of(found: Page) -> str:
    return "" if found.sort == found.view.sorts[0] else found.sort.key


def _sorts(found: Page, view: str) -> list[tuple[str, str, str]]:
    """(key, label, address) of the orders that the view has."""
    labels = {
        "urgent": _("Most urgent first"),
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "created": _("Last opened first"),
        "created-first": _("First opened first"),
    }
    own = found.view.sorts[0].key
    return [
        (each.key, labels[each.key], _url(view, sort="" if each.key == own else each.key))
        for each in found.view.sorts
    ]


def _operators(view: str, title: str) -> list[tuple[str, str]]:
    """What the view means in the words of the search, so that a search stays inside it."""
    if view.startswith("department:"):
        return [("department", title), ("status", "waiting")]
    special = {
        "todo": [("status", "waiting")],
        "mine": [("assignee", "me"), ("status", "unfinished")],
        "unassigned": [("assignee", "nobody"), ("status", "waiting")],
        "untold": [("has", "undelivered")],
        "all": [],
    }
    return special.get(view, [("status", view)])


def _belongs(row: Row, view: str, person: int) -> bool:
    """Whether a row that changed still stands in the view."""
    if view.startswith("department:"):
        return row.to_solve and view == f"department:{row.department_id}"
    if view == "mine":
        return row.assignee_id == person and row.state in UNFINISHED
    if view == "untold":
        return row.undelivered and row.state in UNTOLD
    if view in ("todo", "unassigned"):
        return row.to_solve and (view == "todo" or row.assignee_id is None)
    return view in ("all", row.state)


def _department_name(request: AgentRequest, department: int) -> str:
    if not request.access.may("see", department):
        raise NotFound(str(department))
    name = Department.objects.filter(pk=department).values_list("name", flat=True).first()
    if name is None:
        raise NotFound(str(department))
    return name


def _problems(results: Results) -> list[str]:
    """A sentence for each part of the query that was not understood."""
    return list(dict.fromkeys(_problem(each) for each in results.problems))


def _problem(problem: Problem) -> str:
    sentences = {
        "unknown_operator": _("“%(gap)s” is no operator, so it is looked for as a word."),
        "bad_date": _("“%(gap)s” is no date. Write it as 2026-11-01, or 7d for seven days."),
        "no_value": _("After “%(gap)s:” comes what you look for, without a blank."),
        "too_long": _("That is long: only the beginning is looked for."),
        "unknown_status": _("There is no status “%(gap)s”."),
        "unknown_assignee": _("There is no colleague “%(gap)s”."),
        "unknown_department": _("There is no department “%(gap)s”."),
        "unknown_tag": _("No ticket has the tag “%(gap)s”."),
        "unknown_code": _("“%(gap)s” is no ticket's code."),
        "unknown_has": _("Tickets can be looked for with has:file or has:undelivered."),
    }
    return sentences[problem.key] % {"gap": problem.gap}

