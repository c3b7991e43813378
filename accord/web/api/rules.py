"""Routes of rules: listed, made, changed, switched; and why a ticket is as it is."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.automation.models import Rule
from accord.automation.rules import breaking, editing, explaining, saying
from accord.automation.rules.editing import Wording
from accord.core.errors import Missing, NotFound
from accord.people.employing import demand_admin
from accord.web.api import presenting
from accord.web.api.admitting import READ_TICKETS, ApiRequest, Bearer
from accord.web.api.fields import Code, Cursor, Line, Number, Paragraph, examples
from accord.web.api.inputs import Input
from accord.web.api.outputs import Output
from accord.web.api.routes import Routes, found

router = Routes()
READ_RULES = Bearer("rules:read")
WRITE_RULES = Bearer("rules:write")
Conditions = Annotated[
    list[list[dict[str, Any]]],
    Field(
        max_length=20,
        description="Sets of conditions; all of one set must hold. `c` says which, `op` how it asks, `v` for what.",
        examples=[[[{"c": "state", "op": "one_of", "v": ["answered"]}]]],
    ),
]
Steps = Annotated[
    list[dict[str, Any]],
    Field(
        max_length=30,
        description="What is done, in order. `a` which action, `v` its values.",
        examples=[[{"a": "add_tags", "v": {"tags": ["vip"]}}]],
    ),
]


class RuleOut(Output):
    """A rule. `sentence` reads it; `broken` says why it does nothing, where it cannot work as it was meant."""

    id: int
    name: str
    note: str
    timed: bool
    active: bool
    position: int
    triggers: list[str]
    wait_s: int | None
    conditions: list[list[dict[str, Any]]]
    steps: list[dict[str, Any]]
    stop: Literal["", "all", "listed"]
    stops: list[int]
    sentence: str
    broken: list[str]


class RuleList(Output):
    """All rules, in their order."""

    rules: list[RuleOut]


class TermOut(Output):
    """A condition, and whether it was met."""

    sentence: str
    met: bool


class VerdictOut(Output):
    """What one rule saw and what became of it."""

    rule: int
    name: str
    outcome: str
    sentence: str
    conditions: list[list[TermOut]]
    steps: list[dict[str, str]]


class LookOut(Output):
    """Rules looked at an event, or, where `event` is null, at a moment of time rules."""

    at: datetime
    event: str | None
    rules: list[VerdictOut]


class WhyOut(Output):
    """What rules saw of a ticket, newest first."""

    looks: list[LookOut]
    next: str | None


class RuleIn(Input):
    """A new rule. It is switched off until `active` says otherwise."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples(
            {
                "name": "VIP first",
                "triggers": ["ticket_opened"],
                "conditions": [[{"c": "tags", "op": "any_of", "v": ["vip"]}]],
                "steps": [{"a": "priority", "v": {"priority": "3"}}],
            }
        ),
    )

    name: Line
    note: Paragraph = ""
    timed: bool = False
    active: bool = False
    triggers: list[Line] = Field(max_length=30)
    wait_s: int | None = Field(default=None, ge=0, le=10**10, description="Seconds that a time rule waits.")
    conditions: Conditions = []
    steps: Steps
    stop: Literal["", "all", "listed"] = ""
    stops: list[Number] = Field(default=[], max_length=500)


class RulePatch(Input):
    """What is to be another; the rest stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"active": True}))

    name: Line | None = None
    note: Paragraph | None = None
    active: bool | None = None
    triggers: list[Line] | None = Field(default=None, max_length=30)
    wait_s: int | None = Field(default=None, ge=0, le=10**10)
    conditions: Conditions | None = None
    steps: Steps | None = None
    stop: Literal["", "all", "listed"] | None = None
    stops: list[Number] | None = Field(default=None, max_length=500)


@router.route("GET", "/rules", _("List rules"), RuleList, READ_RULES)
def list_rules(request: ApiRequest) -> HttpResponse:
    """All rules and time rules. For administrators."""
    demand_admin(request.auth.person)
    rows = Rule.objects.filter(removed_at__isnull=True).order_by("position", "id")
    return presenting.answer({"rules": [_value(row) for row in rows]})


@router.route("POST", "/rules", _("Make a rule"), RuleOut, WRITE_RULES, status=201)
def add_rule(request: ApiRequest, body: RuleIn) -> HttpResponse:
    """Make a rule, last of all. For administrators."""
    values = body.model_dump(exclude={"active", "conditions"})
    row = editing.make(Wording(**values, groups=body.conditions), by=request.auth.person)
    if body.active:
        row = editing.switch(row, True, by=request.auth.person)
    return presenting.answer(_value(row), 201)


@router.route("GET", "/rules/{number}", _("Read a rule"), RuleOut, READ_RULES)
def read_rule(request: ApiRequest, number: Number) -> HttpResponse:
    """One rule. For administrators."""
    demand_admin(request.auth.person)
    return presenting.answer(_value(_rule(number)))


@router.route("PATCH", "/rules/{number}", _("Change a rule"), RuleOut, WRITE_RULES)
def change_rule(request: ApiRequest, number: Number, body: RulePatch) -> HttpResponse:
    """Change a rule, switch it on or off. For administrators."""
    demand_admin(request.auth.person)
    row, given = _rule(number), body.model_dump(exclude_none=True)
    if not given:
        raise Missing("body", sentence=_("Say what is to be another."))
    active = given.pop("active", None)
    if "conditions" in given:
        given["groups"] = given.pop("conditions")
    if given:
        row = editing.change(row, editing.wording_of(row, **given), by=request.auth.person)
    if active is not None:
        row = editing.switch(row, active, by=request.auth.person)
    return presenting.answer(_value(row))


@router.route("GET", "/tickets/{code}/why", _("Why a ticket is as it is"), WhyOut, READ_TICKETS)
def why_ticket(request: ApiRequest, code: Code, cursor: Cursor = "") -> HttpResponse:
    """Which rules looked at the ticket, which of their conditions were met, and what they did."""
    before = int(cursor) if cursor.isdecimal() and len(cursor) < 19 else None
    looks, place = explaining.why(found(request, code), before)
    shown = [
        {
            "at": look.at,
            "event": look.event.kind if look.event else None,
            "rules": [_said(each) for each in look.verdicts],
        }
        for look in looks
    ]
    return presenting.answer({"looks": shown, "next": None if place is None else str(place)})


def _said(verdict: explaining.Verdict) -> presenting.Value:
    return {
        "rule": verdict.rule,
        "name": verdict.name,
        "outcome": verdict.outcome,
        "sentence": verdict.sentence,
        "conditions": [[{"sentence": term.sentence, "met": term.met} for term in group] for group in verdict.groups],
        "steps": [{"sentence": step.sentence, "became": step.became} for step in verdict.steps],
    }


def _rule(number: int) -> Rule:
    row = Rule.objects.filter(pk=number, removed_at__isnull=True).first()
    if row is None:
        raise NotFound("rule")
    return row


def _value(row: Rule) -> presenting.Value:
    said = saying.said(editing.wording_of(row).said())
    asked = f", {said.asked}" if said.asked else ""
    return {
        "id": row.pk,
        "name": row.name,
        "note": row.note,
        "timed": row.timed,
        "active": row.active,
        "position": row.position,
        "triggers": row.triggers,
        "wait_s": row.wait_s,
        "conditions": row.groups,
        "steps": row.steps,
        "stop": row.stop,
        "stops": row.stops,
        "sentence": f"{said.when}{asked} → {'; '.join(said.then)}",
        "broken": breaking.reasons(row),
    }
