"""Routes of what is owed inside and outside: the reasons with their ready texts, and questions to supervisors."""

from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import ConfigDict, Field

from accord.tickets import asking
from accord.tickets.explaining import ENDINGS, PAUSES, bases, kin_of, offered, ready_text
from accord.web.api import outputs, presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code, Number, Paragraph, examples
from accord.web.api.inputs import Input
from accord.web.api.outputs import Output
from accord.web.api.routes import Routes, changed

router = Routes()
Department = Annotated[Number | None, Query(description="The department that is asked for; without it, all.")]
Language = Annotated[Literal["en", "bg", "et", "lv", "ru", "sl"], Query(description="Of the ready texts.")]


class ReasonOut(Output):
    """A reason that can be given, with its ready text."""

    key: str
    label: str
    like: str = Field(description="The built-in reason whose rules it follows.")
    closes: bool = Field(description="Whether it is also a basis for closing.")
    what: str
    why: str
    next: str


class ReasonsOut(Output):
    """The reasons for ending and for pausing, in the team's order."""

    endings: list[ReasonOut]
    pauses: list[ReasonOut]


class QuestionIn(Input):
    """What is asked. `behaviour` asks for consent to ending the conversation for behaviour."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"text": "May I refund all of it?"}))
    text: Paragraph
    about: Literal["question", "behaviour"] = "question"


class QuestionAnswerIn(Input):
    """A supervisor's answer; asked for consent, whether he agrees."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"text": "Half of it."}))
    text: Paragraph = ""
    agrees: bool | None = None


@router.route("GET", "/reasons", _("List reasons"), ReasonsOut, READ_TICKETS)
def list_reasons(
    request: ApiRequest, department: Department = None, language: Language = "en"
) -> HttpResponse:
    """The reasons for ending and for pausing that can be given in a department, with their ready texts."""
    closing = bases(department)

    def row(key: str, label: str) -> presenting.Value:
        ready = ready_text(key, language, department or 0)
        return {
            "key": key,
            "label": label,
            "like": kin_of(key),
            "closes": key in closing,
            "what": ready.what,
            "why": ready.why,
            "next": ready.next,
        }

    found = {
        name: [row(key, str(ready.label)) for key, ready in offered(among, department).items()]
        for name, among in (("endings", ENDINGS), ("pauses", PAUSES))
    }
    return presenting.answer(found)


@router.route("POST", "/tickets/{code}/question", _("Ask a supervisor"), outputs.TicketOut, WRITE_TICKETS)
def ask(request: ApiRequest, code: Code, body: QuestionIn) -> HttpResponse:
    """Ask the department's supervisors. The ticket has the tag `waits-for-supervisor` until one answers."""
    return changed(
        request, code, lambda ticket: asking.ask(ticket, body.text, by=request.auth.person, about=body.about)
    )


@router.route(
    "DELETE", "/tickets/{code}/question", _("Take a question back"), outputs.TicketOut, WRITE_TICKETS
)
def take_back(request: ApiRequest, code: Code) -> HttpResponse:
    """No answer is needed any more."""
    return changed(request, code, lambda ticket: asking.take_back(ticket, by=request.auth.person))


@router.route(
    "POST", "/tickets/{code}/question/answer", _("Answer as a supervisor"), outputs.TicketOut, WRITE_TICKETS
)
def answer(request: ApiRequest, code: Code, body: QuestionAnswerIn) -> HttpResponse:
    """Answer what was asked; asked for consent, agree or do not."""
    return changed(
        request,
        code,
        lambda ticket: asking.answer(ticket, body.text, by=request.auth.person, agrees=body.agrees),
    )
