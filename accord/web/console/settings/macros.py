"""Macros and canned texts: the list, one of them, and what it would do to a real ticket while one writes it."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accord.automation import templating
from accord.automation.actions.steps import Steps
from accord.automation.macros import applying, making, owning
from accord.automation.macros.making import Wording
from accord.automation.models import Macro, MacroDepartment, MacroUse
from accord.automation.variables import variables
from accord.core.errors import AccordError, Invalid, NotFound
from accord.core.html import clean_outgoing, to_text
from accord.core.ids import numbers_in, read_number
from accord.people.models import Department
from accord.people.rights import Access
from accord.translation.languages import LANGUAGES
from accord.translation.wordings import chosen
from accord.web.console import steps
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.console.tried import newest, ticket_named
from accord.web.forms import Form

SECTION = "settings-macros"
CANNED = "canned"
KINDS = (("", gettext_lazy("Macros")), (CANNED, gettext_lazy("Canned texts")))


@agent_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The macros that the agent may use or change, by folder; or those with a keyword alone."""
    kind = CANNED if request.GET.get("kind") == CANNED else ""
    rows = owning.shaped_by(request.user).order_by("position", "name", "id")
    if kind:
        rows = rows.exclude(keyword="")
    found = list(rows[:1000])
    departments = _departments_of(found)
    uses = dict(
        MacroUse.objects.filter(macro__in=found, person=request.user).values_list("macro_id", "times")
    )
    folders: dict[str, list[dict[str, Any]]] = {}
    for macro in sorted(found, key=lambda each: each.folder):
        wrong = Steps.parse(macro.steps, check=False).problems()
        folders.setdefault(macro.folder, []).append(
            {
                "macro": macro,
                "words": " ".join(to_text(chosen(macro.texts, request.user.language)).split())[:140],
                "does": Steps.parse(macro.steps, check=False).sentence(),
                "whose": _whose(macro, departments.get(macro.pk, [])),
                "broken": str(wrong[0]) if wrong else "",
                "times": uses.get(macro.pk, 0),
            }
        )
    context = {"folders": folders, "kind": kind, "kinds": KINDS}
    return settings_page(request, "settings/macros.html", context, section=SECTION)


@agent_page
def new(request: AgentRequest) -> HttpResponse:
    """A new macro; `from` names one that it begins as a copy of."""
    wanted = request.GET.get("from", "")
    source = owning.shaped_by(request.user).filter(pk=read_number(wanted) or 0).first()
    name = _("%(name)s (copy)") % {"name": source.name} if source else request.GET.get("folder", "")[:100]
    fresh = Macro(
        name=name,
        into=source.into if source else "reply",
        texts=source.texts if source else {},
        steps=source.steps if source else [],
    )
    return _form(request, fresh)


@agent_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One macro. Raises NotFound."""
    return _form(request, _mine(request, number))


@require_POST
@agent_page
def remove(request: AgentRequest, number: int) -> HttpResponse:
    """Nobody is offered it any more."""
    making.remove(_mine(request, number), by=request.user)
    return go(SECTION)


def _mine(request: AgentRequest, number: int) -> Macro:
    macro = owning.shaped_by(request.user).filter(pk=number).first()
    if macro is None:
        raise NotFound("macro")
    return macro


def _form(request: AgentRequest, macro: Macro) -> HttpResponse:
    form = Form(request, **_initial(macro)).of(macro)
    texts, stored, wrong = macro.texts, macro.steps, Invalid()
    if request.method == "POST":
        texts, stored = steps.texts(request.POST, "text"), steps.read(request.POST, "steps")
        with form.catching():
            form.demand_unchanged()
            try:
                wording = _wording(request, form, texts, stored)
                saved = (
                    making.change(macro, wording, by=request.user)
                    if macro.pk
                    else making.make(wording, by=request.user)
                )
                return go("settings-macro", saved.pk)
            except Invalid as error:
                wrong = error
                raise
    sentence = str(wrong) if wrong.detail[:1].isdigit() else ""
    access = request.access
    context = {
        "form": form,
        "macro": macro if macro.pk else None,
        "may_change": not macro.pk or owning.may_change(macro, request.user, access),
        "texts": texts,
        "wrongs": form.errors if form.posted else {},
        "editor": steps.editor("steps", stored, steps.MACROS, detail=wrong.detail, sentence=sentence),
        "departments": _offered(access),
        "whose": _choices_of(access, form["whose"]),
        "chosen_departments": _chosen(request, macro),
        "variables": [(f"{{{key}}}", variable.label) for key, variable in variables.items()],
        "sample": newest(request),
        "history": history("macro", macro.pk) if macro.pk else [],
    }
    return settings_page(request, "settings/macro.html", context, section=SECTION, status=form.status)


def _initial(macro: Macro) -> dict[str, Any]:
    whose = "all" if macro.everybody else ("me" if macro.owner_id or not macro.pk else "departments")
    return {
        "name": macro.name,
        "keyword": macro.keyword,
        "whose": whose,
        "into": macro.into,
        "active": macro.active,
        "position": macro.position,
        "departments": "",
        "texts": "",
        "steps": "",
        **{f"text_{language}": "" for language in ("", *LANGUAGES)},
    }


def _wording(
    request: AgentRequest, form: Form, texts: dict[str, str], stored: list[dict[str, Any]]
) -> Wording:
    position = form["position"].strip() or "0"
    if not (position.isascii() and position.isdecimal() and len(position) < 5):
        raise Invalid("position", sentence=_("Write a whole number."))
    return Wording(
        name=form["name"],
        keyword=form["keyword"],
        personal=form["whose"] not in ("all", "departments"),
        everybody=form["whose"] == "all",
        departments=numbers_in(request.POST.getlist("departments")),
        into=form["into"],
        texts=texts,
        steps=stored,
        active=form.on("active"),
        position=int(position),
    )


@require_POST
@agent_page
def preview(request: AgentRequest) -> HttpResponse:
    """What is in the form, applied to a real ticket; nothing is stored."""
    context: dict[str, Any] = {"problem": "", "changes": [], "html": "", "ticket": None}
    try:
        ticket = ticket_named(request, request.POST.get("preview-ticket", ""))
        texts = {each: clean_outgoing(html) for each, html in steps.texts(request.POST, "text").items()}
        for html in texts.values():
            templating.check(html, html=True)
        stored, context["problem"] = _whole(steps.read(request.POST, "steps"))
        macro = Macro(texts=texts, steps=stored)
        found = applying.preview(macro, ticket, request.user)
        context |= {
            "ticket": ticket,
            "html": found.html,
            "changes": found.changes,
            "language": found.language,
        }
    except AccordError as error:
        context["problem"] = str(error)
    return part(request, "settings/macro_preview.html", context)


def _whole(stored: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    """The steps that are complete, and what the first of the others lacks."""
    found, problem = [], ""
    for step in stored:
        try:
            found += Steps.parse([step]).stored()
        except Invalid as error:
            problem = problem or str(error)
    return found, problem


def _choices_of(access: Access, chosen: str) -> list[tuple[str, str]]:
    """For whom he may make macros; what stands there stays to be seen."""
    rows = [("me", _("Only for me"), True)]
    rows.append(("departments", _("For departments"), owning.departments_shaped_by(access) != set()))
    rows.append(("all", _("For all agents"), access.everywhere))
    return [(value, label) for value, label, may in rows if may or value == chosen]


def _offered(access: Access) -> list[Department]:
    held = owning.departments_shaped_by(access)
    rows = Department.objects.filter(is_active=True)
    return list(rows if held is None else rows.filter(pk__in=held))


def _chosen(request: AgentRequest, macro: Macro) -> set[str]:
    if request.method == "POST":
        return set(request.POST.getlist("departments"))
    rows = MacroDepartment.objects.filter(macro_id=macro.pk or 0).values_list("department_id", flat=True)
    return {str(each) for each in rows}


def _departments_of(macros: list[Macro]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = MacroDepartment.objects.filter(macro__in=macros).values_list("macro_id", "department__name")
    for macro_id, name in rows:
        found.setdefault(macro_id, []).append(name)
    return found


def _whose(macro: Macro, departments: list[str]) -> str:
    if macro.owner_id is not None:
        return _("Only you")
    return _("Everybody") if macro.everybody else ", ".join(departments)
