"""Agents: the list, inviting one, and what each may do where."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accord.core.errors import NotFound
from accord.messaging import ways_in
from accord.people import absences, editing, employing, inviting, one_time_links, second_steps
from accord.people.models import Department, Membership, Person
from accord.people.models.department import Level
from accord.people.models.person import PersonKind, Role
from accord.tickets import leaving
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings import away
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-people"


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """All agents, those who left at the end."""
    rows = list(Person.objects.filter(kind=PersonKind.AGENT).order_by("-is_active", "name", "email"))
    places: dict[int, list[str]] = {}
    for row in (
        Membership.objects.filter(person__in=rows)
        .select_related("department")
        .order_by("department__position")
    ):
        places.setdefault(row.person_id, []).append(f"{row.department.name} ({Level(row.level).label})")
    away_until = absences.away_among(row.pk for row in rows)
    context = {"people": [(row, places.get(row.pk, [])) for row in rows], "away": away_until}
    return settings_page(request, "settings/people.html", context, section=SECTION)


@never_cache
@admin_page
def invite(request: AgentRequest) -> HttpResponse:
    """A new agent; the answer shows the one-time link, once."""
    first = {f"level-{each.pk}": Level.SOLVER for each in Department.objects.filter(is_active=True)[:1]}
    form = Form(
        request, name="", email="", role=Role.AGENT, language=translation.get_language() or "en", **first
    )
    if request.method == "POST":
        with form.catching():
            person, token = inviting.invite(
                form["email"],
                form["name"],
                by=request.user,
                role=form["role"],
                levels=_levels(request),
                language=form["language"] if form["language"] in dict(settings.LANGUAGES) else "",
            )
            return _show_link(request, person, token, one_time_links.INVITATION)
    return _form(request, "settings/invite.html", form, None)


@never_cache
@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One agent's card, role and levels. Raises NotFound."""
    person = _agent(number)
    form = Form(request, **_shown(person)).of(person, _shown)
    if request.method == "POST":
        with form.catching():
            form.demand_unchanged()
            editing.change(person, by=request.user, name=form["name"], alias=form["alias"])
            employing.change_levels(person, _levels(request), by=request.user)
            employing.change_role(person, form["role"], by=request.user)
            if person.is_active:
                away.save(form, person, by=request.user)
            return go("settings-person", person.pk)
    return _form(request, "settings/person.html", form, person)


def _shown(person: Person) -> dict[str, Any]:
    """What the form shows of an agent."""
    levels = {f"level-{each.department_id}": each.level for each in Membership.objects.filter(person=person)}
    return {"name": person.name, "alias": person.alias, "role": person.role, **levels, **away.initial(person)}


@require_POST
@never_cache
@admin_page
def link(request: AgentRequest, number: int) -> HttpResponse:
    """A new one-time link for somebody who has none, lost it, or forgot the password."""
    person = _agent(number)
    token = inviting.invite_again(person, by=request.user)
    purpose = one_time_links.PASSWORD_RESET if person.has_usable_password() else one_time_links.INVITATION
    return _show_link(request, person, token, purpose)


@require_POST
@admin_page
def access(request: AgentRequest, number: int) -> HttpResponse:
    """End an agent's access (his unfinished tickets go back to their departments), or give it again."""
    person = _agent(number)
    if request.POST.get("active") == "yes":
        employing.reactivate(person, by=request.user)
    else:
        leaving.leave(person, by=request.user)
    return go("settings-person", person.pk)


@require_POST
@admin_page
def second_step(request: AgentRequest, number: int) -> HttpResponse:
    """Who has lost phone and codes signs in by his password again, until he makes new ones."""
    person = _agent(number)
    second_steps.take_away(person, by=request.user)
    return go("settings-person", person.pk)


def _agent(number: int) -> Person:
    person = Person.objects.filter(pk=number, kind=PersonKind.AGENT).first()
    if person is None:
        raise NotFound("person")
    return person


def _levels(request: HttpRequest) -> dict[int, str]:
    """What the form says of each department."""
    posted = {
        name.removeprefix("level-"): value
        for name, value in request.POST.items()
        if name.startswith("level-")
    }
    return {
        int(number): str(level) for number, level in posted.items() if number.isdecimal() and len(number) < 18
    }


def _form(request: AgentRequest, template: str, form: Form, person: Person | None) -> HttpResponse:
    roles = [role for role in employing.ROLES if role != Role.OWNER or request.user.role == Role.OWNER]
    if person is not None and person.role == Role.OWNER and Role.OWNER not in roles:
        roles.append(Role.OWNER)
    context: dict[str, Any] = {
        "form": form,
        "person": person,
        "roles": [(role, role.label) for role in roles],
        "departments": Department.objects.filter(is_active=True),
        "levels": Level.choices,
        "mails": ways_in.ready(),
        "has_step": person is not None and second_steps.has_any(person),
        "history": history("person", person.pk) if person else [],
    }
    return settings_page(request, template, context, section=SECTION, status=form.status)


def _show_link(request: AgentRequest, person: Person, token: str, purpose: str) -> HttpResponse:
    """The link stands on this answer and nowhere else; it is mailed too once mail is known to go out."""
    url = f"{settings.BASE_URL}{reverse('one-time-link', args=[token])}"
    mailed = ways_in.ready()
    if mailed:
        ways_in.send(person, purpose, url, by=request.user)
    context = {"person": person, "link": url, "mailed": mailed, "purpose": purpose}
    return settings_page(request, "settings/link.html", context, section=SECTION)
