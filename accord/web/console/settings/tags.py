"""Tags: colour, who sees them, other names, joining two; and departments where every answered ticket has one."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.core.errors import Invalid, NotFound
from accord.people.models import Department
from accord.tickets.models import Tag, TagAlias
from accord.tickets.rows import run
from accord.tickets.tagging import written
from accord.tickets.tags import known, renaming, shaping
from accord.web.console.pages import AgentRequest, admin_page, agent_page, part
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-tags"
PAGE = 100
COUNTED = 1_000  # of a tag's tickets: what is above is "1,000+"
OFFERED = 500


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The tags in the order of the alphabet, `q` narrows them; and the departments that want one."""
    query, after = request.GET.get("q", "").strip().lower()[:60], request.GET.get("after", "")
    rows = Tag.objects.filter(~Q(pk__in=_going()))
    if query:
        rows = rows.filter(name__contains=query)
    page = list(rows.filter(name__gt=after).order_by("name")[: PAGE + 1])
    shown = page[:PAGE]
    counts = _counts([row.pk for row in shown])
    context = {
        "tags": [(row, counts.get(row.pk, 0)) for row in shown],
        "after": shown[-1].name if len(page) > PAGE else "",
        "query": query,
        "some": bool(shown) or bool(query),
        "departments": Department.objects.filter(is_active=True),
        "duties": known.known().duties,
        "at_work": TagAlias.objects.filter(ended_at=None).exists(),
    }
    return settings_page(request, "settings/tags.html", context, section=SECTION)


def _going() -> list[int]:
    """Tags that are going into another one."""
    rows = TagAlias.objects.filter(ended_at=None, joined__isnull=False)
    return [number for number in rows.values_list("joined_id", flat=True) if number is not None]


def _counts(ids: list[int]) -> dict[int, int]:
    """On how many tickets each is, up to COUNTED: index reads that stop there."""
    if not ids:
        return {}
    one = "SELECT %s AS tag, count(*) FROM (SELECT 1 FROM ticket_tag WHERE tag_id = %s LIMIT %s) held"
    sql = " UNION ALL ".join([one] * len(ids))
    return {int(tag): count for tag, count in run(sql, [each for tag in ids for each in (tag, tag, COUNTED)])}


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A new tag to be offered."""
    return _form(request, Tag())


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One tag. Raises NotFound."""
    row = Tag.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("tag")
    return _form(request, row)


def _form(request: AgentRequest, row: Tag) -> HttpResponse:
    form = Form(
        request,
        name=row.name,
        colour=row.colour,
        is_public=row.is_public if row.pk else False,
        is_active=row.is_active if row.pk else True,
    ).of(row)
    join = _joins(form, row) if form.posted else None
    if form.posted and (join is None or form.on("join")):
        with form.catching(tag="name"):
            form.demand_unchanged()
            _save(request, form, row)
            return go(SECTION)
    context: dict[str, Any] = {
        "form": form,
        "tag": row if row.pk else None,
        "join": join,
        "colours": list(shaping.COLOURS.items()),
        "ours": row.name in known.KEPT_BY_US,
        "count": _counts([row.pk]).get(row.pk, 0) if row.pk else 0,
        "work": renaming.working(row) if row.pk else [],
        "history": history("tag", row.pk) if row.pk else [],
    }
    return settings_page(request, "settings/tag.html", context, section=SECTION, status=form.status)


def _joins(form: Form, row: Tag) -> Tag | None:
    """The other tag whose name was typed: joining two is asked once more."""
    try:
        name = written(form["name"])
    except Invalid:
        return None
    return Tag.objects.filter(name=name).exclude(pk=row.pk).first() if row.pk else None


def _save(request: AgentRequest, form: Form, row: Tag) -> None:
    by, look = request.user, {"colour": form["colour"], "is_public": form.on("is_public")}
    if row.pk is None:
        shaping.make(form["name"], by=by, **look)
        return
    joined = renaming.rename(row, form["name"], by=by)
    if joined.pk == row.pk:  # of two that are joined the other one keeps its looks
        shaping.change(row, by=by, is_active=form.on("is_active"), **look)


@require_POST
@admin_page
def duties(request: AgentRequest) -> HttpResponse:
    """In which departments (`department`) every answered ticket has a tag."""
    wanted = {int(each) for each in request.POST.getlist("department") if each.isdecimal() and len(each) < 19}
    for department in Department.objects.filter(is_active=True):
        shaping.set_duty(department, department.pk in wanted, by=request.user)
    return go(SECTION)


@require_GET
@agent_page
def offered(request: AgentRequest) -> HttpResponse:
    """The tags that are offered while one types, as options."""
    rows = Tag.objects.filter(is_active=True).exclude(name__in=known.KEPT_BY_US)
    context = {"names": list(rows.values_list("name", flat=True)[:OFFERED]), "label": _("Tags")}
    return part(request, "console/tags_offered.html", context)
