"""The rules that choose a ticket's service level: one of them, and their order."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.conditions.groups import Groups
from accord.core.errors import Invalid, NotFound
from accord.sla import setting_up
from accord.sla.models import Level, LevelRule
from accord.web.console import criteria
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-levels"
GROUPS = ("ticket", "requester", "message", "time")
NONE = "none"


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A new rule, which comes last."""
    return _form(request, LevelRule())


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One rule. Raises NotFound."""
    return _form(request, _rule(number))


@require_POST
@admin_page
def move(request: AgentRequest, number: int) -> HttpResponse:
    """One place up or down."""
    setting_up.move_rule(_rule(number), request.POST.get("way") == "up", by=request.user)
    return go(SECTION, done=False, anchor="rules")


@require_POST
@admin_page
def remove(request: AgentRequest, number: int) -> HttpResponse:
    """The rule chooses nothing any more."""
    setting_up.remove_rule(_rule(number), by=request.user)
    return go(SECTION, anchor="rules")


def _rule(number: int) -> LevelRule:
    rule = LevelRule.objects.filter(pk=number).first()
    if rule is None:
        raise NotFound("rule")
    return rule


def _form(request: AgentRequest, rule: LevelRule) -> HttpResponse:
    chosen = "" if not rule.pk else str(rule.level_id or NONE)
    form = Form(request, name=rule.name, level=chosen, is_on=rule.is_on, conditions="").of(rule)
    if request.method == "POST":
        with form.catching():
            form.demand_unchanged()
            setting_up.save_rule(
                rule,
                by=request.user,
                name=form["name"],
                conditions=criteria.read(request.POST, "conditions"),
                level=_level(form["level"]),
                is_on=form.on("is_on"),
            )
            return go(SECTION, anchor="rules")
    groups = criteria.drafts_of(request.POST, "conditions") if form.posted else _stored(rule)
    levels = [(str(pk), name) for pk, name in Level.objects.filter(removed=False).values_list("id", "name")]
    context = {
        "form": form,
        "rule": rule if rule.pk else None,
        "groups": groups,
        "vocabulary": criteria.vocabulary(GROUPS),
        "levels": [*levels, (NONE, _("No service level: no clocks"))],
    }
    return settings_page(request, "settings/level_rule.html", context, section=SECTION, status=form.status)


def _stored(rule: LevelRule) -> Groups:
    try:
        return Groups.parse(rule.conditions)
    except Invalid:
        return Groups()


def _level(text: str) -> Level | None:
    if text == NONE:
        return None
    level = Level.objects.filter(
        pk=int(text) if text.isdecimal() and len(text) < 19 else 0, removed=False
    ).first()
    if level is None:
        raise Invalid("level", sentence=_("Choose a service level."))
    return level
