"""Fields of the team's own: the lists, one of them, their order."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.core.errors import NotFound
from accord.people.fields import defining, known
from accord.people.fields.kinds import kinds
from accord.people.models import About, Customers, CustomField, Person
from accord.translation.languages import LANGUAGES
from accord.translation.wordings import chosen
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.console.settings.wordings import initial, ordered, texts_from
from accord.web.forms import Form

SECTION = "settings-fields"


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The fields of tickets, contacts and companies, each list in its order."""
    lists = [(about, str(label), list(known.every(about))) for about, label in About.choices]
    context = {"lists": lists, "some": any(each[2] for each in lists), "examples": _examples()}
    return settings_page(request, "settings/fields.html", context, section=SECTION)


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A new field; `about` says of what."""
    about = request.GET.get("about", "")
    return _form(request, CustomField(about=about if about in About.values else About.TICKET, kind="text"))


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One field. Raises NotFound."""
    return _form(request, _field(number))


@require_POST
@admin_page
def order(request: AgentRequest, about: str) -> HttpResponse:
    """Another order of one list. Raises NotFound."""
    if about not in About.values:
        raise NotFound("field")
    rows = CustomField.objects.filter(about=about).order_by("position", "id")
    ids = ordered(request, list(rows.values_list("pk", flat=True)))
    defining.order(about, ids, by=request.user)
    move = request.POST.get("move", "")
    return go(SECTION, done=False, anchor=f"field-{move}" if move.isdecimal() else "")


def _field(number: int) -> CustomField:
    row = CustomField.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("field")
    return row


def _form(request: AgentRequest, row: CustomField) -> HttpResponse:
    form = Form(
        request,
        kind=row.kind,
        about=row.about,
        key="",
        choices=_lines(row),
        customers=row.customers,
        searchable=row.searchable,
        is_active=row.is_active,
        resolved="resolved" in row.required_for,
        closed="closed" in row.required_for,
        **initial("names", row.names),
        **initial("hints", row.hints),
    ).of(row)
    if request.method == "POST":
        with form.catching(names=f"names_{next(iter(LANGUAGES))}", hints=f"hints_{next(iter(LANGUAGES))}"):
            form.demand_unchanged()
            saved = _save(form, row, by=request.user)
            return go("settings-field", saved.pk)
    context: dict[str, Any] = {
        "form": form,
        "field": row if row.pk else None,
        "name": chosen(row.names, request.user.language) if row.pk else "",
        "kinds": [(key, each.label) for key, each in kinds.items()],
        "kind_label": kinds[row.kind].label,
        "abouts": About.choices,
        "about": form["about"] if form["about"] in About.values else About.TICKET,
        "customers": Customers.choices,
        "history": history("field", row.pk) if row.pk else [],
    }
    return settings_page(request, "settings/field.html", context, section=SECTION, status=form.status)


def _lines(row: CustomField) -> str:
    """The choices as lines: the name in each language with " | " between, in the order of the languages."""
    lines = []
    for each in row.choices:
        if each.get("off"):
            continue
        names = [each["names"].get(language, "") for language in LANGUAGES]
        names[0] = names[0] or each["names"].get("", "")
        while len(names) > 1 and not names[-1]:
            names.pop()
        lines.append(" | ".join(names))
    return "\n".join(lines)


def choices_from(text: str) -> list[dict[str, Any]]:
    """The choices of a field's form; a line with one name has that name in all languages."""
    found = []
    for line in text.splitlines():
        names = [each.strip() for each in line.split("|")]
        texts = dict(zip(LANGUAGES, names, strict=False)) if len(names) > 1 else {"": names[0]}
        if any(texts.values()):
            found.append({"names": {language: each for language, each in texts.items() if each}})
    return found


def _save(form: Form, row: CustomField, *, by: Person) -> CustomField:
    values: dict[str, Any] = {
        "names": texts_from(form, "names"),
        "hints": texts_from(form, "hints"),
        "customers": form["customers"],
        "searchable": form.on("searchable"),
        "required_for": [state for state in defining.ENDS if form.on(state)],
    }
    kind = row.kind if row.pk else form["kind"]
    if kind in kinds and kinds[kind].chosen:
        values["choices"] = choices_from(form["choices"])
    about = row.about if row.pk else form["about"]
    if about != About.TICKET:
        values |= {"required_for": [], "customers": ""}
    if row.pk is None:
        return defining.make(about, kind, by=by, key=form["key"].strip(), **values)
    defining.change(row, by=by, is_active=form.on("is_active"), **values)
    return row


def _examples() -> list[tuple[str, str]]:
    """What an empty page suggests."""
    return [
        (_("Order number"), _("A text that you find tickets by: field:order_number=A-17.")),
        (_("Product"), _("A choice for rules and views: what is about the coffee grinder goes to Repairs.")),
        (_("Contract until"), _("A date on the company's page that rules, views and texts can ask for.")),
    ]
