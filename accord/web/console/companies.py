"""A company's page: its people, what they asked, its fields, and who of them sees all of it."""

from django.db import transaction
from django.http import HttpResponse

from accord.core.errors import NotFound
from accord.people import companies
from accord.people.fields import filling
from accord.people.models import About, Company, Person, Spokesperson
from accord.people.models.person import PersonKind
from accord.tickets.knowing import demand_add, may_add, share
from accord.tickets.models import Ticket
from accord.tickets.seeing import scope_of
from accord.web.console.pages import AgentRequest, agent_page, page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go
from accord.web.field_inputs import inputs, read
from accord.web.forms import Form

MOST = 50


@agent_page
def show(request: AgentRequest, number: int) -> HttpResponse:
    """The card and its form. Raises NotFound."""
    company = Company.objects.filter(pk=number).first()
    if company is None:
        raise NotFound("company")
    may_change = may_add(request.access)
    rows = list(filling.shown(About.COMPANY, filling.of_company(company)))
    fields = [field for field, _value, _words in rows]
    form = Form(
        request,
        name=company.name,
        shares=companies.shares(company.pk),
        **{f"field_{field.key}": value for field, value, _words in rows},
    )
    if form.posted:
        demand_add(request.access)
        with form.catching(), transaction.atomic():
            companies.rename(company, form["name"], by=request.user)
            share(company, form.on("shares"), by=request.user)
            filling.fill_company(company, read(request.POST, fields), by=request.user)
            return go("company", company.pk)
        company.refresh_from_db()
    context = {
        "company": company,
        "form": form,
        "may_change": may_change,
        "inputs": inputs(rows, read(request.POST, fields) if form.posted else None, form.errors),
        "history": history("company", company.pk),
        "done": "done" in request.GET,
        "most": MOST,
        **_people(company),
        "tickets": _tickets(request, company),
    }
    return page(request, "console/company.html", context, current="customers", status=form.status)


def _people(company: Company) -> dict[str, object]:
    rows = list(
        Person.objects.filter(company=company, kind=PersonKind.CONTACT, is_active=True).order_by("name", "id")[:200]
    )
    speak = set(Spokesperson.objects.filter(person__in=rows).values_list("person_id", flat=True))
    return {"people": rows, "speak": speak}


def _tickets(request: AgentRequest, company: Company) -> list[Ticket]:
    """The newest that this agent may see of what the company's people asked."""
    condition, params = scope_of(request.access).sql("ticket")
    asked = Ticket.objects.filter(requester__company=company).select_related("requester")
    return list(asked.extra(where=[condition], params=params).order_by("-id")[: MOST + 1])
