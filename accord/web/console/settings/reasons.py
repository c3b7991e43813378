"""Reasons for ending and pausing: the list, one of them with its ready texts, and how a customer reads them."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from accord.core import options
from accord.core.errors import AccordError, Invalid, NotFound
from accord.core.ids import numbers_in, read_number
from accord.people.models import Department
from accord.tickets.explaining import ALWAYS, BY_TIME, ENDINGS, PAUSES, Ready, kin_of, label_of, ready_text
from accord.tickets.models import Reason, ReasonText
from accord.tickets.reasons import choosing
from accord.tickets.reasons.remembered import PARTS, Words, kept
from accord.translation.languages import LANGUAGES
from accord.web.console.pages import AgentRequest, admin_page, part
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-reasons"
_KINS = (("ending", ENDINGS), ("pause", PAUSES))


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The reasons in their order, with what is the team's own about each."""
    names = dict(Department.objects.values_list("id", "name"))
    context = {
        "endings": [_row(key, names) for key in _keys(ENDINGS)],
        "pauses": [_row(key, names) for key in _keys(PAUSES)],
        "by_time": [_row(key, names) for key in BY_TIME],
    }
    return settings_page(request, "settings/reasons.html", context, section=SECTION)


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A reason of the team's own."""
    pause = request.GET.get("for") == "pause"
    names = {f"name_{code}": "" for code in LANGUAGES}
    form = Form(request, kin="takes_longer" if pause else "cannot_be_solved", names="", **names)
    if request.method == "POST":
        with form.catching():
            row = choosing.make(form["kin"], _names(form), by=request.user)
            return go("settings-reason", row.key)
    context = {
        "form": form,
        "kins": [(key, ready.label) for key, ready in (PAUSES if pause else ENDINGS).items()],
        "pause": pause,
        "languages": LANGUAGES,
    }
    return settings_page(request, "settings/reason_new.html", context, section=SECTION, status=form.status)


@admin_page
def edit(request: AgentRequest, key: str) -> HttpResponse:
    """One reason: its names, where it is offered, its ready texts for all or for one department. Raises NotFound."""
    row = choosing.of(key)
    department = _department(request.GET.get("department", ""))
    words = _stored(row, department)
    form = Form(request, **_initial(row, words), names="", texts="")
    if request.method == "POST":
        with form.catching(language="texts"):
            _save(request, form, row, department)
            response = go("settings-reason", key)
            if department is not None:
                response["Location"] += f"&department={department.pk}"
            return response
    number = department.pk if department is not None else 0
    context = {
        "form": form,
        "row": row,
        "own": row.key != row.kin,
        "label": label_of(key),
        "kin": label_of(row.kin),
        "always": key in ALWAYS,
        "department": department,
        "departments": list(Department.objects.filter(is_active=True)),
        "with_words": set(
            ReasonText.objects.filter(reason_id=row.pk or 0).values_list("department_id", flat=True)
        ),
        "languages": LANGUAGES,
        "first": str(options.get("workspace.language")),
        "standard": {code: _standard(key, code, number) for code in LANGUAGES},
        "written": set(words),
        "history": history("reason", row.pk) if row.pk else [],
    }
    return settings_page(request, "settings/reason.html", context, section=SECTION, status=form.status)


@require_POST
@admin_page
def move(request: AgentRequest, key: str) -> HttpResponse:
    """One place up or down in its list (`by` -1 or 1)."""
    keys = _keys(ENDINGS if choosing.of(key).ending else PAUSES)
    place, by = keys.index(key), -1 if request.POST.get("by") == "-1" else 1
    other = min(max(place + by, 0), len(keys) - 1)
    keys[place], keys[other] = keys[other], keys[place]
    choosing.order(keys, by=request.user)
    return go(SECTION, done=False, anchor=key)


@require_POST
@admin_page
def preview(request: AgentRequest) -> HttpResponse:
    """The three parts as a customer reads them, in the language of the field that was touched last."""
    key, code = request.POST.get("key", ""), request.POST.get("shown", "")
    language = code if code in LANGUAGES else str(options.get("workspace.language"))
    context: dict[str, Any] = {"problem": "", "language": language}
    try:
        standard = ready_text(key, language)
        with override(language):
            labels = {"what": _("What happened"), "why": _("Why"), "next": _("What comes next")}
        context["parts"] = [
            (label, request.POST.get(f"{name}_{language}", "").strip() or getattr(standard, name))
            for name, label in labels.items()
        ]
    except AccordError as error:
        context["problem"] = str(error)
    return part(request, "settings/reason_preview.html", context)


def _keys(among: dict[str, Ready]) -> list[str]:
    """All reasons of that kind, also those that are off, in the team's order."""
    own = kept()
    found = [(own[key].position if key in own else number, key) for number, key in enumerate(among)]
    found += [
        (each.position, each.key) for each in own.values() if each.key not in among and each.kin in among
    ]
    return [key for _place, key in sorted(found, key=lambda each: each[0])]


def _row(key: str, names: dict[int, str]) -> dict[str, Any]:
    own = kept().get(key)
    return {
        "key": key,
        "label": label_of(key),
        "own": kin_of(key) != key,
        "is_on": own is None or own.is_on,
        "departments": [names[each] for each in sorted(own.departments) if each in names] if own else [],
        "languages": sorted({code for _department, code in own.texts}) if own else [],
    }


def _department(text: str) -> Department | None:
    if not text.isdecimal():
        return None
    found = Department.objects.filter(pk=read_number(text) or 0).first()
    if found is None:
        raise NotFound("department")
    return found


def _stored(row: Reason, department: Department | None) -> dict[str, Words]:
    found = ReasonText.objects.filter(reason_id=row.pk or 0, department=department).first()
    return found.words if found is not None else {}


def _standard(key: str, language: str, department: int) -> Words:
    """What the customer gets where a language has no words of its own here."""
    own = kept().get(key)
    words = own.texts.get((0, language)) if own is not None and department else None
    return words or choosing.standard(key, language)


def _initial(row: Reason, words: dict[str, Words]) -> dict[str, Any]:
    found: dict[str, Any] = {f"name_{code}": row.names.get(code, "") for code in LANGUAGES}
    for code in LANGUAGES:
        found |= {f"{name}_{code}": words.get(code, {}).get(name, "") for name in PARTS}
    return {**found, "is_on": row.is_on, "everywhere": not row.departments, "departments": ""}


def _names(form: Form) -> dict[str, str]:
    return {code: form[f"name_{code}"] for code in LANGUAGES}


def _save(request: AgentRequest, form: Form, row: Reason, department: Department | None) -> None:
    texts = {code: {name: form[f"{name}_{code}"] for name in PARTS} for code in LANGUAGES}
    if department is None and row.key not in ALWAYS:
        chosen = numbers_in(request.POST.getlist("departments"))
        if not form.on("everywhere") and not chosen:
            raise Invalid("departments", sentence=_("Choose one department at least, or all."))
        choosing.change(
            row.key,
            names=_names(form),
            is_on=form.on("is_on"),
            departments=[] if form.on("everywhere") else chosen,
            by=request.user,
        )
    elif department is None and row.key != row.kin:
        choosing.change(row.key, names=_names(form), by=request.user)
    choosing.write(row.key, texts, by=request.user, department=department)
