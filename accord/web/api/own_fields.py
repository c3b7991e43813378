"""Routes of what a team added: its statuses and fields, and companies with theirs."""

from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.core.errors import NotFound
from accord.people import companies
from accord.people.fields import filling as filling_fields
from accord.people.fields import known as known_fields
from accord.people.fields.known import Field as OwnField
from accord.people.models import About, Company
from accord.tickets import filling
from accord.tickets.knowing import demand_add, share
from accord.tickets.statuses import choosing
from accord.tickets.statuses.known import known
from accord.web.api import presenting
from accord.web.api.admitting import (
    ANY,
    READ_CONTACTS,
    WRITE_CONTACTS,
    WRITE_TICKETS,
    ApiRequest,
)
from accord.web.api.fields import Code, Line, Number, StateName, examples
from accord.web.api.inputs import FieldValues, Input
from accord.web.api.outputs import Output, TicketOut
from accord.web.api.routes import Routes, changed

router = Routes()
Kind = Literal["text", "number", "date", "choice", "choices", "checkbox", "link"]


class ChoiceOut(Output):
    key: str
    names: dict[str, str]
    offered: bool


class FieldOut(Output):
    """A field: `names` by language, "" for all; `required_for` the states that a ticket reaches only with a value."""

    id: int
    about: Literal["ticket", "contact", "company"]
    key: str
    kind: Kind
    names: dict[str, str]
    choices: list[ChoiceOut]
    required_for: list[str]
    customers: Literal["", "see", "edit"]
    searchable: bool
    active: bool


class FieldList(Output):
    fields: list[FieldOut]


class StatusOut(Output):
    """A status. `id` is null for the state's own; `label` is what agents read, `customer_label` what customers do."""

    id: int | None
    state: StateName
    label: str
    customer_label: str
    default: bool
    active: bool


class StatusList(Output):
    statuses: list[StatusOut]


class StatusIn(Input):
    """Which status."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"status": "open"}))
    status: Number | StateName = Field(
        description="The id of a status, or a state's name for the state's own."
    )


class FieldsIn(Input):
    """What is filled in."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"fields": {"order_number": "A-17"}})
    )
    fields: FieldValues


class CompanyOut(Output):
    """A company. `shares`: all of its people see its requests."""

    id: int
    name: str
    shares: bool
    fields: dict[str, Any]


class CompanyPatch(Input):
    """What changes on a company; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"shares": True}))
    name: Line | None = None
    shares: bool | None = None
    fields: FieldValues | None = None


@router.route("GET", "/fields", _("List fields"), FieldList, ANY)
def list_fields(request: ApiRequest) -> HttpResponse:
    """The fields that the team added, in order; also those that are switched off."""
    return presenting.answer(
        {"fields": [_field(each) for about in About.values for each in known_fields.every(about)]}
    )


def _field(each: OwnField) -> presenting.Value:
    return {
        "id": each.id,
        "about": each.about,
        "key": each.key,
        "kind": each.kind.key,
        "names": each.names,
        "choices": [{"key": one.key, "names": one.names, "offered": not one.off} for one in each.choices],
        "required_for": sorted(each.required_for),
        "customers": each.customers,
        "searchable": each.searchable,
        "active": each.is_active,
    }


@router.route("GET", "/statuses", _("List statuses"), StatusList, ANY)
def list_statuses(request: ApiRequest) -> HttpResponse:
    """All statuses by state, the state's own first."""
    statuses = [
        {
            "id": each.id,
            "state": each.category,
            "label": each.label,
            "customer_label": each.customer_label,
            "default": each.is_default,
            "active": each.is_active,
        }
        for each in known().statuses
    ]
    return presenting.answer({"statuses": statuses})


@router.route("POST", "/tickets/{code}/status", _("Choose a status"), TicketOut, WRITE_TICKETS)
def choose_status(request: ApiRequest, code: Code, body: StatusIn) -> HttpResponse:
    """Give the ticket a status; into another state only where that needs nothing but the wish."""
    return changed(request, code, lambda ticket: choosing.choose(ticket, body.status, by=request.auth.person))


@router.route("PATCH", "/tickets/{code}/fields", _("Fill in fields"), TicketOut, WRITE_TICKETS)
def fill_fields(request: ApiRequest, code: Code, body: FieldsIn) -> HttpResponse:
    """Fill in fields by key: all that was sent, or nothing. null empties one."""
    return changed(request, code, lambda ticket: filling.fill(ticket, body.fields, by=request.auth.person))


@router.route("GET", "/companies/{number}", _("Read a company"), CompanyOut, READ_CONTACTS)
def read_company(request: ApiRequest, number: Annotated[int, Field(ge=1, le=2**63 - 1)]) -> HttpResponse:
    """A company with its fields."""
    return presenting.answer(_company(_found(number)))


@router.route("PATCH", "/companies/{number}", _("Change a company"), CompanyOut, WRITE_CONTACTS)
def change_company(
    request: ApiRequest, number: Annotated[int, Field(ge=1, le=2**63 - 1)], body: CompanyPatch
) -> HttpResponse:
    """Change what is sent: all of it, or nothing."""
    by, company = request.auth.person, _found(number)
    demand_add(request.auth.access)
    with transaction.atomic():
        if body.name is not None:
            companies.rename(company, body.name, by=by)
        if body.shares is not None:
            share(company, body.shares, by=by)
        if body.fields is not None:
            filling_fields.fill_company(company, body.fields, by=by)
    return presenting.answer(_company(company))


def _found(number: int) -> Company:
    company = Company.objects.filter(pk=number).first()
    if company is None:
        raise NotFound(str(number))
    return company


def _company(company: Company) -> presenting.Value:
    return {
        "id": company.pk,
        "name": company.name,
        "shares": companies.shares(company.pk),
        "fields": filling_fields.of_company(company),
    }
