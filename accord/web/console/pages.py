"""What every page of the console has: a signed-in agent, his access, the frame, and a calm answer to a refusal."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from accord.core import options
from accord.core.errors import AccordError, NotAllowed
from accord.core.remembering import Remembered
from accord.events import cursors, outgoing
from accord.people.models import Person
from accord.people.models.department import Level
from accord.people.rights import Access, access_of
from accord.tickets import counting
from accord.web import parts
from accord.web.console import rail
from accord.web.console.rail import DepartmentLink, ViewLink, view_label
from accord.web.csrf import token_of

ABOVE = frozenset({Level.SUPERVISOR, Level.MANAGER})


class AgentRequest(HttpRequest):
    """A request of a signed-in agent."""

    user: Person
    access: Access
    live_after: str  # the cursor before anything was read for it: what comes later, its page hears of


View = Callable[..., HttpResponseBase]


def agent_page(view: View) -> View:
    """Only for signed-in agents; what a verb refuses becomes a sentence, on a page or as a toast."""

    @functools.wraps(view)
    def shown(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated or not user.is_agent or not user.is_active:
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        request.access = access_of(user)
        request.live_after = "" if _of_a_part(request) else cursors.newest()
        try:
            return view(request, *args, **kwargs)
        except AccordError as error:
            return refused(request, error)

    return shown


def admin_page(view: View) -> View:
    """`agent_page` for owners and administrators."""

    @agent_page
    @functools.wraps(view)
    def shown(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_admin:
            raise NotAllowed("admin")
        return view(request, *args, **kwargs)

    return shown


def _of_a_part(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request") or request.headers.get("X-Requested-With"))


def refused(request: AgentRequest, error: AccordError) -> HttpResponse:
    """The sentence of a refusal: as a toast for a part of a page, else on a page of its own."""
    if _of_a_part(request):
        response = render(request, "parts/refused.html", {"error": error, "sentence": str(error)}, status=error.status)
        response["X-Toast"] = "1"
        return response
    template = "errors/404.html" if error.status == 404 else "errors/refused.html"
    return page(request, template, {"error": error, "sentence": str(error)}, current="", status=error.status)


def page(
    request: AgentRequest, template: str, context: dict[str, Any], *, current: str = "", status: int = 200
) -> HttpResponse:
    """Render a whole page in the frame; `current` is the key of the view or link that the rail marks."""
    return render(request, template, {**context, "frame": Frame.of(request, current)}, status=status)


def part(request: AgentRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a part of a page, for htmx."""
    return render(request, template, {**context, "me": request.user}, status=status)


@dataclass(frozen=True)
class Frame:
    """What the frame's template shows."""

    workspace: str
    person_id: int
    name: str
    theme: str
    keys_on: bool
    csrf: str
    live_after: str
    current: str
    counts: dict[str, int]
    views_first: Sequence[ViewLink]
    views_states: Sequence[ViewLink]
    views_rest: Sequence[ViewLink]
    departments: Sequence[DepartmentLink]
    links: list[dict[str, Any]]
    paused: bool = False

    @classmethod
    def of(cls, request: AgentRequest, current: str) -> "Frame":
        user = request.user
        departments = rail.departments(request.access)
        first, states, rest = rail.views()
        return cls(
            workspace=str(options.get("workspace.name")),
            person_id=user.pk,
            name=user.shown_name,
            theme=user.theme,
            keys_on=user.keys_on,
            csrf=token_of(request),
            live_after=request.live_after or cursors.newest(),
            current=current,
            counts=counting.counts(request.access, [each.id for each in departments]),
            views_first=first,
            views_states=states,
            views_rest=rest,
            departments=departments,
            links=_links(user, request.access),
            paused=user.is_admin and outgoing.paused(),
        )


    @property
    def rail(self) -> Markup:
        """The rail, made anew only when something in it is another."""
        own = (self.workspace, self.name, self.current, *(link["url"] for link in self.links))
        key = (get_language(), own, tuple(self.departments), tuple(self.counts.items()))
        return _rails.get(key, lambda: parts.made("console/rail.html", frame=self))


_rails: Remembered[Markup] = Remembered(256)


def _links(user: Person, access: Access) -> list[dict[str, Any]]:
    links = [{"key": "outbox", "label": _("What went out"), "url": "/outbox/", "icon": "send"}]
    if access.everywhere or set(access.levels.values()) & ABOVE:
        links.insert(0, {"key": "team", "label": _("Who is here"), "url": "/team/", "icon": "users"})
    if user.is_admin:
        links.insert(0, {"key": "mail", "label": _("Mail ledger"), "url": "/mail/", "icon": "mail"})
    return [*links, {"key": "settings", "label": _("Settings"), "url": "/settings/", "icon": "settings"}]


__all__ = ["AgentRequest", "Frame", "admin_page", "agent_page", "page", "part", "refused", "view_label"]
