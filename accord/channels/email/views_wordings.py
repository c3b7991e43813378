"""The pages "Mail templates" and "Look of mails" of settings."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy, override, pgettext_lazy
from markupsafe import Markup

from accord.channels.email.letters import shades
from accord.channels.email.letters.blocks import Look
from accord.channels.email.models import MailWording
from accord.channels.email.wordings import looking, previewing, saving
from accord.channels.email.wordings.kinds import GROUPS, kinds
from accord.channels.email.wordings.looking import Wanted
from accord.channels.email.wordings.remembered import look_of, wording_of
from accord.core import ids, options
from accord.core.errors import AccordError, Invalid, NotFound
from accord.core.ids import read_number
from accord.messaging.pages import Page, Shown
from accord.people.models import Department, Person
from accord.tickets.models import State, Ticket
from accord.tickets.variables import variables
from accord.translation.languages import LANGUAGES

FIELDS = ("subject", "title", "text")


def show_all(request: HttpRequest) -> Shown:
    """Every mail, and in which languages it has words of its own."""
    rows = MailWording.objects.filter(is_current=True, standard=False)
    own: dict[str, set[str]] = {}
    for key, language in rows.values_list("kind", "language"):
        own.setdefault(key, set()).add(language)
    groups = [
        (label, [(key, kind, sorted(own.get(key, ()))) for key, kind in kinds.items() if kind.group == group])
        for group, label in GROUPS.items()
    ]
    return Shown("email/wordings.html", {"groups": groups})


def edit(request: HttpRequest, key: str) -> Shown:
    """One mail in one language, for all departments or for one. A POST saves, tries, or goes back to the standard."""
    kind, by = saving.found(key), _person(request)
    language, department = _language(request), None if kind.person else _department(request)
    now = saving.current(key, language, department)
    own = now is not None and not now.standard
    values = _values(key, language, now if own else None)
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            if "standard" in request.POST:
                saving.back_to_standard(key, language, by=by, department=department)
            elif "try" in request.POST:
                saving.check(key, *(values[name] for name in FIELDS))
                made = _sample(request, key, language, values, by)
                where = previewing.send_to_oneself(key, made, by=by)
                return Shown(go_to=_address(key, language, department, "sent", where))
            else:
                saving.save(key, language, *(values[name] for name in FIELDS), by=by, department=department)
            return Shown(go_to=_address(key, language, department, "done", "1"))
        except AccordError as error:
            if error.status == 403:
                raise
            errors[error.detail if error.detail in FIELDS else "form"] = str(error)
    context = {
        "key": key,
        "kind": kind,
        "values": values,
        "errors": errors,
        "own": own,
        "language": language,
        "languages": LANGUAGES,
        "department": department,
        "departments": [] if kind.person else list(Department.objects.filter(is_active=True)),
        "variables": _variables(key),
        "versions": saving.versions(key, language, department),
        "ticket": request.POST.get("ticket") or _newest(),
        "sent": request.GET.get("sent", ""),
        "address": _address(key, language, department),
    }
    return Shown("email/wording.html", context, status=422 if errors else 200, frames=True)


def preview(request: HttpRequest, key: str) -> Shown:
    """What stands in the form, as the customer of a real ticket would get it; a sentence where it cannot be made."""
    saving.found(key)
    values = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        saving.check(key, *(values[name] for name in FIELDS))
        made = _sample(request, key, _language(request), values, _person(request))
    except AccordError as error:
        return _sentence(str(error))
    return Shown(mail=previewing.as_page(made))


def look(request: HttpRequest) -> Shown:
    """How mails look: colours, logo, foot."""
    department, by = _department(request), _person(request)
    row = looking.look_of(department)
    values: dict[str, str] = {"accent": row.accent, "head": row.head}
    values |= {f"foot_{code}": row.foot.get(code, "") for code in LANGUAGES}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = {name: request.POST.get(name, "") for name in values}
        try:
            if "standard" in request.POST:
                looking.back_to_standard(by=by, department=department)
            else:
                looking.choose(_wanted(request, values), by=by, department=department)
            where = f"?department={department.pk}&done=1" if department else "?done=1"
            return Shown(go_to=reverse("mail-look") + where)
        except Invalid as error:
            errors[error.detail if error.detail in (*values, "logo") else "form"] = str(error)
    context = {
        "values": values,
        "errors": errors,
        "row": row,
        "department": department,
        "departments": list(Department.objects.filter(is_active=True)),
        "languages": LANGUAGES,
        "first": str(options.get("workspace.language")),
        "standard": shades.shades(None),
        "ticket": _newest(),
    }
    return Shown("email/look.html", context, status=422 if errors else 200, frames=True)


def look_preview(request: HttpRequest) -> Shown:
    """A mail in the colours that stand in the form; the logo is the one that is saved."""
    department = _department(request)
    accent, head = (request.POST.get(name, "").strip().lower() for name in ("accent", "head"))
    for colour in (accent, head):
        try:
            shades.rgb(colour or shades.ACCENT)
        except ValueError:
            accent = head = ""
    saved = look_of(looking.look_of(department))
    feet = {code: request.POST.get(f"foot_{code}", "") for code in LANGUAGES}
    shown = Look(accent, head, feet, saved.logo, saved.logo_type, saved.logo_width, saved.logo_height)
    language = str(options.get("workspace.language"))
    made = previewing.sample("resolved", _ticket(request), language, by=_person(request), look_now=shown)
    return Shown(mail=previewing.as_page(made))


def _wanted(request: HttpRequest, values: dict[str, str]) -> Wanted:
    upload = request.FILES.get("logo")
    logo = upload.read(looking.MOST_OCTETS + 1) if upload is not None else None
    if "no_logo" in request.POST:
        logo = b""
    foot = {code: values[f"foot_{code}"] for code in LANGUAGES}
    return Wanted(values["accent"], values["head"], foot, logo)


def _values(key: str, language: str, row: MailWording | None) -> dict[str, str]:
    """What the editor begins with: the team's words, else the standard ones in that language."""
    if row is not None:
        return {name: getattr(row, name) for name in FIELDS}
    with override(language):
        standard = kinds[key].standard()
    return {name: getattr(standard, name) for name in FIELDS}


def _sample(
    request: HttpRequest, key: str, language: str, values: dict[str, str], by: Person
) -> previewing.Sample:
    own = wording_of(key, *(values[name].strip() for name in FIELDS))
    return previewing.sample(key, _ticket(request), language, by=by, own=own)


def _ticket(request: HttpRequest) -> Ticket:
    """The ticket whose code stands in the form, else the newest one, else one that nobody stored."""
    code = ids.read_code(request.POST.get("ticket", "").strip()) or ""
    rows = Ticket.objects.select_related("requester", "department", "resolution")
    found = rows.filter(code=code).first() if code else None
    if found is None and request.POST.get("ticket", "").strip():
        raise Invalid("ticket", sentence=gettext_lazy("There is no ticket with this code."))
    found = found or rows.exclude(state__in=(State.SPAM, State.DELETED)).order_by("-id").first()
    if found is None:
        raise Invalid("ticket", sentence=gettext_lazy("There is no ticket yet to show it with."))
    return found


def _newest() -> str:
    rows = Ticket.objects.exclude(state__in=(State.SPAM, State.DELETED)).order_by("-id")
    return rows.values_list("code", flat=True).first() or ""


def _variables(key: str) -> list[tuple[str, Any]]:
    kind = kinds[key]
    can = saving.known(kind)
    named = [(each, variable.label) for each, variable in variables.items() if each in can]
    return [*kind.own.items(), *named]


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in LANGUAGES else str(options.get("workspace.language"))


def _department(request: HttpRequest) -> Department | None:
    wanted = request.GET.get("department", "")
    if not wanted.isdecimal():
        return None
    found = Department.objects.filter(pk=read_number(wanted) or 0).first()
    if found is None:
        raise NotFound("department")
    return found


def _address(key: str, language: str, department: Department | None, *more: str) -> str:
    where = f"{reverse('mail-wording', args=[key])}?language={language}"
    where += f"&department={department.pk}" if department is not None else ""
    return where + (f"&{more[0]}={more[1]}" if more else "")


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise AccordError("not signed in")
    return request.user


def _sentence(words: str) -> Shown:
    """A page for the frame that says why there is no mail to show."""
    page = '<!doctype html><p style="margin:24px;font:16px/1.5 system-ui,sans-serif;color:#584d58;">{}</p>'
    return Shown(mail=str(Markup(page).format(words)))


PAGES = (
    Page(
        "mail-templates/",
        "mail-wordings",
        show_all,
        gettext_lazy("Mail templates"),
        "mail-open",
        says=gettext_lazy("The words of every mail that customers get."),
        words=pgettext_lazy("search words", "text wording subject confirmation acknowledgement language"),
    ),
    Page("mail-templates/<slug:key>/", "mail-wording", edit),
    Page("mail-templates/<slug:key>/preview/", "mail-wording-preview", preview),
    Page(
        "mail-look/",
        "mail-look",
        look,
        gettext_lazy("Look of mails"),
        "image",
        says=gettext_lazy("Logo, colour and foot of the mails."),
        words=pgettext_lazy("search words", "brand design theme footer picture HTML"),
    ),
    Page("mail-look/preview/", "mail-look-preview", look_preview),
)
