"""Routes of what stands beside a ticket: what the team's own systems say, its buttons; and setting both up."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.automation.beside import asking, known, making, pressing, troubles
from accord.automation.beside.making import Item, Wording
from accord.automation.beside.reading import Cell, Section
from accord.automation.models import SidePanel, TicketButton
from accord.automation.variables import Source
from accord.core.errors import Missing, NotFound
from accord.people.employing import demand_admin
from accord.web.api import presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code, Line, Number, Paragraph, examples
from accord.web.api.inputs import Input
from accord.web.api.outputs import Output
from accord.web.api.routes import Routes, found
from accord.web.api.rules import READ_RULES, WRITE_RULES

router = Routes()
Kind = Annotated[Literal["panels", "buttons"], Field(description="Panels or buttons.")]


class SectionOut(Output):
    """A part of what a system answered. `fields` are label and value."""

    title: str
    text: str
    fields: list[list[str]]
    columns: list[str]
    rows: list[list[str]]
    links: list[dict[str, str]]


class PanelAnswer(Output):
    """What one panel says. `problem` says why it says nothing; empty when all is well."""

    id: int
    name: str
    at: datetime
    problem: str
    sections: list[SectionOut]


class PanelAnswers(Output):
    """What the team's own systems say about the customer."""

    panels: list[PanelAnswer]


class ButtonOut(Output):
    """A button beside the ticket. `address` is where one that opens an address leads; `last` how its last call went."""

    id: int
    name: str
    does: Literal["open", "call"]
    address: str
    last: Literal["", "waiting", "done", "failed"]


class ButtonList(Output):
    """The buttons of a ticket."""

    buttons: list[ButtonOut]


class Pressed(Output):
    """The call that was written down; a worker carries it out."""

    call: int


class BesideOut(Output):
    """A panel or a button as it is set up. What a secret is called stands in it, never the secret."""

    id: int
    name: str
    method: str
    url: str
    headers: dict[str, str]
    body: str
    departments: list[int]
    active: bool
    keep_s: int | None
    does: Literal["open", "call"] | None
    asks: bool | None


class BesideList(Output):
    """All of one kind, in order."""

    items: list[BesideOut]


class BesideGone(Output):
    """It is shown nowhere any more."""

    removed: bool


class BesideIn(Input):
    """A panel or a button. `keep_s` is a panel's, `does` and `asks` are a button's."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples(
            {"name": "Orders", "url": "https://shop.example.com/orders?mail={contact.email}", "keep_s": 300}
        ),
    )
    name: Line
    url: Paragraph
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    headers: dict[Line, Paragraph] = Field(default={}, max_length=30)
    body: Paragraph = ""
    departments: list[Number] = Field(default=[], max_length=500, description="Ids; none is all of them.")
    active: bool = True
    keep_s: int = Field(default=300, ge=0, le=86_400, description="Seconds that an answer is kept.")
    does: Literal["open", "call"] = "open"
    asks: bool = False


class BesidePatch(Input):
    """What is to be another; the rest stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"active": False}))
    name: Line | None = None
    url: Paragraph | None = None
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] | None = None
    headers: dict[Line, Paragraph] | None = Field(default=None, max_length=30)
    body: Paragraph | None = None
    departments: list[Number] | None = Field(default=None, max_length=500)
    active: bool | None = None
    keep_s: int | None = Field(default=None, ge=0, le=86_400)
    does: Literal["open", "call"] | None = None
    asks: bool | None = None


@router.route("GET", "/tickets/{code}/panels", _("Ask a ticket's panels"), PanelAnswers, READ_TICKETS)
def ask_panels(request: ApiRequest, code: Code) -> HttpResponse:
    """What each panel of the ticket's department says; one that is slow answers with a problem after some seconds."""
    ticket = found(request, code)
    source = Source(ticket, request.auth.person)
    answers = []
    for panel in known.panels_for(ticket.department_id):
        outcome = asking.ask(panel, source)
        answers.append(
            {
                "id": panel.pk,
                "name": panel.name,
                "at": outcome.at,
                "problem": troubles.sentence_of(outcome),
                "sections": [_section(each) for each in outcome.sections],
            }
        )
    return presenting.answer({"panels": answers})


def _section(section: Section) -> presenting.Value:
    return {
        "title": section.title,
        "text": section.text,
        "fields": [[label, _plain(value)] for label, value in section.fields],
        "columns": section.columns,
        "rows": [[_plain(value) for value in row] for row in section.rows],
        "links": [{"label": each.label, "url": each.url} for each in section.links],
    }


def _plain(cell: Cell) -> str:
    return cell.text if cell.yes is None else ("true" if cell.yes else "false")


@router.route("GET", "/tickets/{code}/buttons", _("List a ticket's buttons"), ButtonList, READ_TICKETS)
def list_buttons(request: ApiRequest, code: Code) -> HttpResponse:
    """The buttons of the ticket's department, with where each leads and how its last call went."""
    ticket = found(request, code)
    rows = known.buttons_for(ticket.department_id)
    calls = pressing.last_calls(ticket, rows)
    buttons = [
        {
            "id": each.pk,
            "name": each.name,
            "does": each.does,
            "address": pressing.address(each, ticket, request.auth.person) if each.does == "open" else "",
            "last": calls[each.pk].state if each.pk in calls else "",
        }
        for each in rows
    ]
    return presenting.answer({"buttons": buttons})


@router.route(
    "POST", "/tickets/{code}/buttons/{number}", _("Press a button"), Pressed, WRITE_TICKETS, status=201
)
def press_button(request: ApiRequest, code: Code, number: Number) -> HttpResponse:
    """Let a worker call what the button calls; refused while the same call still waits."""
    ticket = found(request, code)
    call = pressing.press(pressing.find(ticket, number), ticket, by=request.auth.person)
    return presenting.answer({"call": call.pk}, 201)


@router.route("GET", "/beside/{kind}", _("List panels or buttons"), BesideList, READ_RULES)
def list_beside(request: ApiRequest, kind: Kind) -> HttpResponse:
    """All of them, switched off ones too. For administrators."""
    demand_admin(request.auth.person)
    rows = _model(kind).objects.filter(removed_at=None).order_by("position", "name", "id")
    return presenting.answer({"items": [_value(row) for row in rows]})


@router.route("POST", "/beside/{kind}", _("Make a panel or a button"), BesideOut, WRITE_RULES, status=201)
def add_beside(request: ApiRequest, kind: Kind, body: BesideIn) -> HttpResponse:
    """Make one, last in order. For administrators."""
    make = making.make_panel if kind == "panels" else making.make_button
    return presenting.answer(_value(make(_wording(body), by=request.auth.person)), 201)


@router.route("PATCH", "/beside/{kind}/{number}", _("Change a panel or a button"), BesideOut, WRITE_RULES)
def change_beside(request: ApiRequest, kind: Kind, number: Number, body: BesidePatch) -> HttpResponse:
    """Change what is given; the rest stays. For administrators."""
    demand_admin(request.auth.person)
    row, given = _row(kind, number), body.model_dump(exclude_none=True)
    if not given:
        raise Missing("body", sentence=_("Say what is to be another."))
    wording = replace(making.wording_of(row), **given)
    return presenting.answer(_value(making.change(row, wording, by=request.auth.person)))


@router.route("DELETE", "/beside/{kind}/{number}", _("Remove a panel or a button"), BesideGone, WRITE_RULES)
def remove_beside(request: ApiRequest, kind: Kind, number: Number) -> HttpResponse:
    """Show it nowhere any more; histories still name it. For administrators."""
    demand_admin(request.auth.person)
    making.remove(_row(kind, number), by=request.auth.person)
    return presenting.answer({"removed": True})


def _model(kind: str) -> type[Item]:
    return SidePanel if kind == "panels" else TicketButton


def _row(kind: str, number: int) -> Item:
    row = _model(kind).objects.filter(pk=number, removed_at=None).first()
    if row is None:
        raise NotFound(kind)
    return row


def _wording(body: BesideIn) -> Wording:
    values: dict[str, Any] = body.model_dump()
    return Wording(**values)


def _value(row: Item) -> presenting.Value:
    button = row if isinstance(row, TicketButton) else None
    return {
        "id": row.pk,
        "name": row.name,
        "method": row.method,
        "url": row.url,
        "headers": row.headers,
        "body": row.body,
        "departments": row.departments,
        "active": row.active,
        "keep_s": row.keep_s if isinstance(row, SidePanel) else None,
        "does": button.does if button else None,
        "asks": button.asks if button else None,
    }
