"""Routes of macros: those that the caller may use, what one would do, and doing it."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.automation.macros import applying, owning
from accord.automation.models import Macro, MacroDepartment
from accord.core.html import to_text
from accord.tickets import noting, replying
from accord.tickets.models import Ticket
from accord.tickets.writing import Words
from accord.web.api import presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code, Number, examples
from accord.web.api.inputs import Input
from accord.web.api.outputs import Output
from accord.web.api.routes import Routes, found

router = Routes()


class MacroOut(Output):
    """A macro. `texts` are HTML by language, `steps` its changes."""

    id: int
    name: str
    keyword: str
    into: Literal["reply", "note"]
    owner: int | None = Field(description="Whose own macro it is; null for one that is shared.")
    everybody: bool
    departments: list[int]
    texts: dict[str, str]
    steps: list[dict[str, Any]]


class MacroList(Output):
    """The macros that the caller may use."""

    macros: list[MacroOut]


class ChangeOut(Output):
    """One change. `problem` says why it would not happen, or did not; empty when all is well."""

    action: str
    sentence: str
    problem: str


class MacroPreview(Output):
    """What the macro would write, filled in for the ticket, and change. Nothing was stored."""

    html: str
    text: str
    into: Literal["reply", "note"]
    language: str
    changes: list[ChangeOut]


class MacroApplied(Output):
    """What became of each change, and the message that was written, if any."""

    message: int | None
    changes: list[ChangeOut]


class MacroApply(Input):
    """How a macro is applied."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"write": True}))
    write: bool = Field(
        default=False,
        description="Send its words too, as the answer or the note that they are; else only its changes.",
    )


Which = Annotated[Number, Field(description="The macro's id.")]


@router.route("GET", "/macros", _("List macros"), MacroList, READ_TICKETS)
def list_macros(request: ApiRequest) -> HttpResponse:
    """The caller's own macros, those of his departments and those for everybody, by name."""
    rows = list(owning.offered_to(request.auth.person, request.auth.access).order_by("name", "id")[:1000])
    departments: dict[int, list[int]] = {}
    links = MacroDepartment.objects.filter(macro__in=rows).order_by("department_id")
    for macro_id, department in links.values_list("macro_id", "department_id"):
        departments.setdefault(macro_id, []).append(department)
    return presenting.answer({"macros": [_macro(row, departments.get(row.pk, [])) for row in rows]})


def _macro(row: Macro, departments: list[int]) -> presenting.Value:
    return {
        "id": row.pk,
        "name": row.name,
        "keyword": row.keyword,
        "into": row.into,
        "owner": row.owner_id,
        "everybody": row.everybody,
        "departments": departments,
        "texts": row.texts,
        "steps": row.steps,
    }


@router.route(
    "GET", "/tickets/{code}/macros/{number}", _("See what a macro would do"), MacroPreview, READ_TICKETS
)
def preview_macro(request: ApiRequest, code: Code, number: Which) -> HttpResponse:
    """The words, filled in and in the customer's language, and the changes. Nothing is stored."""
    ticket, macro = _both(request, code, number)
    shown = applying.preview(macro, ticket, request.auth.person)
    changes = [
        {"action": each.key, "sentence": each.sentence, "problem": each.problem} for each in shown.changes
    ]
    return presenting.answer(
        {
            "html": shown.html,
            "text": to_text(shown.html),
            "into": shown.into,
            "language": shown.language,
            "changes": changes,
        }
    )


@router.route("POST", "/tickets/{code}/macros/{number}", _("Apply a macro"), MacroApplied, WRITE_TICKETS)
def apply_macro(request: ApiRequest, code: Code, number: Which, body: MacroApply) -> HttpResponse:
    """Do the macro's changes, and with `write` send its words first. A change that is refused leaves the others."""
    ticket, macro = _both(request, code, number)
    person = request.auth.person
    with applying.held([macro], ticket):
        message, without = None, frozenset[str]()
        if body.write:
            message, without = _write(macro, ticket, request)
        done = applying.carry_out([macro], ticket, by=person, without=without)[0][1]
    steps = [step for step in applying.steps_of(macro) if step.key not in without]
    changes = [
        {"action": each.key, "sentence": step.sentence, "problem": each.why}
        for step, each in zip(steps, done, strict=False)
    ]
    return presenting.answer({"message": message, "changes": changes})


def _both(request: ApiRequest, code: str, number: int) -> tuple[Ticket, Macro]:
    ticket = found(request, code)
    return ticket, owning.find(request.auth.person, request.auth.access, number, ticket.department_id)


def _write(macro: Macro, ticket: Ticket, request: ApiRequest) -> tuple[int, frozenset[str]]:
    """Its words as an answer or a note: the message's id, and what is done by that already."""
    person = request.auth.person
    shown = applying.preview(macro, ticket, person)
    words = Words(text=to_text(shown.html), html=shown.html, language=shown.language)
    if shown.into == "note":
        return noting.note(ticket, words, by=person).pk, frozenset()
    resolve = applying.resolving([macro], ticket, person)
    message = replying.reply(ticket, words, by=person, resolve=resolve)
    return message.pk, frozenset({applying.RESOLVE}) if resolve is not None else frozenset()
