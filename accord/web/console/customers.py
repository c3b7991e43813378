"""The customers: the newest, or whom some words of a name, an address or a number find; and adding one by hand."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accord.people import companies, editing, finding, phones
from accord.people.contacts import by_address, caller_for, contact_for
from accord.people.models import Address, Person
from accord.people.models.person import PersonKind
from accord.tickets.knowing import demand_add, may_add
from accord.web.console.pages import AgentRequest, agent_page, page, part
from accord.web.console.ticket_verbs import address_from
from accord.web.forms import Form

PAGE = 50
MOST_COMPANIES = 10


@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """The page; only its list, where a script asks while somebody writes."""
    form = Form(request, name="", address="", phone="")
    if form.posted:
        with form.catching():
            return HttpResponseRedirect(reverse("person", args=[_add(request, form).pk]), status=303)
    words = request.GET.get("q", "").strip()[:200]
    people = _found(words) if words else _newest(request)
    context = {
        "form": form,
        "words": words,
        "people": people[:PAGE],
        "addresses": _addresses(people[:PAGE]),
        "companies": companies.beginning_with(words, most=MOST_COMPANIES) if words else [],
        "more": len(people) > PAGE,
        "next": people[PAGE - 1].pk if len(people) > PAGE and not words else None,
        "may_add": may_add(request.access),
    }
    if request.headers.get("HX-Request"):
        return part(request, "console/customers_list.html", context)
    return page(request, "console/customers.html", context, current="customers", status=form.status)


def _found(words: str) -> list[Person]:
    """Whom the words find, by name."""
    people = Person.objects.filter(pk__in=finding.find(words, most=PAGE + 1)).select_related("company")
    return sorted(people, key=lambda each: (finding.folded(each.shown_name), each.pk))


def _newest(request: AgentRequest) -> list[Person]:
    """A page of all, the newest first; one more than it shows."""
    before = request.GET.get("before", "")
    rows = Person.objects.filter(kind=PersonKind.CONTACT, is_active=True).select_related("company")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(id__lt=int(before))
    return list(rows.order_by("-id")[: PAGE + 1])


def _addresses(people: list[Person]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for person, email in Address.objects.filter(person__in=people).order_by("id").values_list("person_id", "email"):
        found.setdefault(person, []).append(email)
    return found


def _add(request: AgentRequest, form: Form) -> Person:
    """Somebody new, or who has that address or number already. Raises NotAllowed, Missing, Invalid."""
    demand_add(request.access)
    if not form["address"].strip():
        return caller_for(form["phone"].strip(), form["name"])
    address = address_from(form["address"])
    phone = phones.shown(form["phone"]) if form["phone"].strip() else ""
    known = by_address(address)
    person = known or contact_for(address, form["name"].strip())
    if phone and known is None:
        editing.change(person, by=request.user, phone=phone)
    return person
