"""Proving one's address by a one-time code, leaving again, and choosing one's language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accord.core.errors import AccordError, NotAllowed
from accord.people import contacts
from accord.people.models import Person
from accord.web.portal import proving
from accord.web.portal.pages import go, portal_page, reading, show


@portal_page
def code(request: HttpRequest) -> HttpResponse:
    """Asks for the code; takes it; or sends another one."""
    waits = proving.asked(request)
    if not waits:
        return go(request, reverse("my"))
    problem: AccordError | None = None
    if request.method == "POST":
        if request.POST.get("answer") == "again":
            person = Person.objects.filter(pk=waits["person"]).first()
            return send(request, waits["address"], then=waits["then"], person=person, shown=waits["shown"])
        try:
            return go(request, proving.check_code(request, request.POST.get("code", "")), done="known")
        except AccordError as error:
            problem = error
    return _ask(request, waits["shown"], problem)


def send(
    request: HttpRequest, address: str, *, then: str, person: Person | None = None, shown: str = ""
) -> HttpResponse:
    """Mail a code and lead to the page that asks for it; when too many were sent, that page says so."""
    try:
        proving.send_code(request, address, then=then, person=person, shown=shown)
    except AccordError as error:
        return _ask(request, shown or address, error)
    return go(request, reverse("my-code"))


def _ask(request: HttpRequest, shown: str, problem: AccordError | None) -> HttpResponse:
    with reading(request):
        context = {
            "shown": shown,
            "problem": problem,
            "signs": proving.SIGNS,
            "may_type": bool(proving.asked(request)) and not isinstance(problem, proving.CodeOver),
        }
        return show(request, "portal/code.html", context, status=problem.status if problem else 200)


@portal_page
def leave(request: HttpRequest) -> HttpResponse:
    """This device shows nothing any more."""
    if request.method == "POST":
        proving.forget(request)
        return go(request, reverse("my"), done="left")
    return go(request, reverse("my"))


@portal_page
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language for a proven contact (DOMAIN 7.12); everybody else switches a view by its address."""
    found = proving.proven(request)
    wanted, back = request.POST.get("lang", ""), safe_next(request.POST.get("next", ""))
    if request.method == "POST" and wanted in dict(settings.LANGUAGES):
        if found is None:
            raise NotAllowed("language")
        contacts.set_language(found.person, wanted, by_hand=True)
    response = go(request, back)
    return response


def safe_next(path: str) -> str:
    """A path of the customer's own pages, else their first page."""
    mine = path.startswith(reverse("my")) and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if mine and not any(sign in path for sign in ("?", "#", "..", "\\")) else reverse("my")


__all__ = ["code", "language", "leave", "safe_next", "send"]
