"""Asking another department: the list of what one asked, and the form."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accord.core.errors import AccordError, Missing
from accord.core.html import from_text
from accord.core.ids import read_number
from accord.people.models import Department
from accord.tickets import internal
from accord.tickets.writing import Words
from accord.web.console import same_form
from accord.web.console.pages import AgentRequest, agent_page, page
from accord.web.console.ticket_page import redirect
from accord.web.uploads import stored


@require_http_methods(["GET", "POST"])
@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """What one asked, and the form; a POST asks. What is refused leaves the words in the form."""
    problem = ""
    if request.method == "POST":
        try:
            return _ask(request)
        except AccordError as error:
            problem = str(error)
    context: dict[str, Any] = {
        "asked": internal.opened_by(request.user),
        "departments": Department.objects.filter(is_active=True).order_by("position", "name"),
        "post": request.POST,
        "problem": problem,
        "form_number": same_form.number_of(request),
    }
    return page(request, "console/internal.html", context, status=422 if problem else 200)


def _ask(request: AgentRequest) -> HttpResponse:
    post = request.POST
    wanted = post.get("department", "")
    department = Department.objects.filter(pk=read_number(wanted) or 0, is_active=True).first()
    if department is None:
        raise Missing("department", sentence=_("Choose a department."))
    text = post.get("text", "").strip()
    sent = [stored(each) for each in request.FILES.getlist("files")]
    words = Words(text=text, html=from_text(text), files=sent, language=request.user.language)
    subject, by = post.get("subject", ""), request.user
    ticket = same_form.open_once(request, lambda: internal.open_internal(department, subject, words, by=by))
    return redirect(ticket, "asked")
