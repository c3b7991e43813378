"""Tickets, messages and people as plain values that are written as JSON; their forms stand in `outputs`."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from pydantic_core import to_json

from accord.core import records
from accord.people.fields import filling
from accord.people.models import Department, Person
from accord.sla import showing
from accord.tickets.audiences import Audience
from accord.tickets.conversation import Said
from accord.tickets.models import Attachment, Message, Postponement, Resolution, State, Ticket
from accord.tickets.rows import Row
from accord.tickets.statuses.known import label_of
from accord.web.api.fields import PRIORITY_NAMES

JSON = "application/json"
Value = dict[str, Any]


def answer(body: Value, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON answer."""
    return HttpResponse(to_json(body), status=status, content_type=JSON, headers=headers)


def person(each: Person | None) -> Value | None:
    """A person in short."""
    return None if each is None else {"id": each.pk, "kind": str(each.kind), "name": each.shown_name}


def ticket(each: Ticket) -> Value:
    """A whole ticket."""
    return tickets([each])[0]


def tickets(found: Sequence[Ticket]) -> list[Value]:
    """Whole tickets; what only some of them have is read for all of them together."""
    _fill(found)
    standing = records.by_ids(Resolution, {each.resolution_id for each in found if each.resolution_id})
    paused = records.by_ids(Postponement, {each.pk for each in found if each.state == State.POSTPONED})
    linked = {number for each in found for number in (each.merged_into_id, each.follow_up_of_id) if number}
    levels = showing.levels_of([each.pk for each in found])
    codes = dict(Ticket.objects.filter(pk__in=linked).values_list("pk", "code")) if linked else {}
    return [
        {
            **_head(each),
            "level": _level(levels.get(each.pk)),
            "resolution": _resolution(standing.get(each.resolution_id or 0)),
            "postponement": _postponement(paused.get(each.pk)),
            "merged_into": codes.get(each.merged_into_id or 0),
            "follow_up_of": codes.get(each.follow_up_of_id or 0),
        }
        for each in found
    ]


def _level(found: tuple[int, str] | None) -> Value | None:
    return {"id": found[0], "name": found[1]} if found else None


def _fill(found: Sequence[Ticket]) -> None:
    """Read whom and what the tickets point to, as far as it is not there yet: one statement for each kind."""
    for model, names in ((Person, ("requester", "assignee")), (Department, ("department",))):
        missing = [
            (each, name, number)
            for each in found
            for name in names
            if (number := getattr(each, f"{name}_id")) and name not in each._state.fields_cache
        ]
        there = records.by_ids(model, {number for _each, _name, number in missing})
        for each, name, number in missing:
            each._state.fields_cache[name] = there[number]


def _head(each: Ticket) -> Value:
    asks = each.requester
    return {
        "code": each.code,
        "subject": each.subject,
        "state": str(each.state),
        "custom_status": own_status(each.state, each.status_id),
        "fields": each.fields,
        "priority": PRIORITY_NAMES[each.priority],
        "department": {"id": each.department_id, "name": each.department.name},
        "requester": {
            "id": asks.pk,
            "name": asks.shown_name,
            "email": each.requester_address or asks.email,
        },
        "assignee": person(each.assignee) if each.assignee_id else None,
        "tags": each.tag_names,
        "snippet": each.snippet,
        "undelivered": each.undelivered,
        "waiting_since": each.waiting_since,
        "created_at": each.created_at,
        "updated_at": each.updated_at,
        "channel": each.channel,
        "language": each.language,
        "our_address": each.our_address,
        "messages_count": each.messages_count,
        "last_message_at": each.last_message_at,
        "first_answered_at": each.first_answered_at,
        "last_answered_at": each.last_answered_at,
        "resolved_at": each.resolved_at,
        "closed_at": each.closed_at,
        "closed_by_customer": each.closed_by_customer,
        "purged_at": each.purged_at,
        "version": each.version,
    }


def own_status(state: str, status_id: int | None) -> Value | None:
    """A status of the team's own; None for the state's."""
    return None if status_id is None else {"id": status_id, "label": label_of(state, status_id)}


def _resolution(each: Resolution | None) -> Value | None:
    if each is None:
        return None
    return {
        "reason": each.reason,
        "what": each.what,
        "why": each.why,
        "next": each.next,
        "at": each.at,
        "by": each.by_id,
        "silent": each.silent,
        "answer": each.answer,
        "answered_at": each.answered_at,
    }


def _postponement(each: Postponement | None) -> Value | None:
    if each is None:
        return None
    return {"until": each.until, "reason": each.reason, "stay": each.stay, "told": each.told}


def row(each: Row, departments: dict[int, str]) -> Value:
    """A ticket in a list."""
    held = each.assignee_id
    return {
        "code": each.code,
        "subject": each.subject,
        "state": each.state,
        "custom_status": own_status(each.state, each.status_id),
        "priority": PRIORITY_NAMES[each.priority],
        "department": {"id": each.department_id, "name": departments.get(each.department_id, "")},
        "requester": {"id": each.requester_id, "name": each.contact, "email": each.address},
        "assignee": {"id": held, "kind": "agent", "name": each.assignee} if held else None,
        "tags": list(each.tags),
        "snippet": each.snippet,
        "undelivered": each.undelivered,
        "waiting_since": each.waiting_since,
        "created_at": each.created_at,
        "updated_at": each.updated_at,
    }


def message(
    each: Message, files: Iterable[Attachment], audience: Audience | None = None, side: int | None = None
) -> Value:
    """A message or a note, with whom it is for and the side conversation that it stands in."""
    return {
        "id": each.pk,
        "kind": str(each.kind),
        "author": person(each.author),
        "address": each.author_address,
        "channel": each.channel,
        "at": each.at,
        "text": each.text,
        "html": each.html,
        "quoted": each.quoted,
        "to": each.to,
        "cc": each.cc,
        "bcc": each.bcc,
        "language": each.language,
        "marks": each.marks,
        "delivery": each.delivery,
        "delivery_note": each.delivery_note,
        "files": [file(one) for one in files],
        "only_for": None if audience is None else _readers(audience),
        "side_conversation": side,
    }


def _readers(audience: Audience) -> Value:
    return {"people": sorted(audience.people), "departments": sorted(audience.departments)}


def said(each: Said) -> Value:
    """A message of a conversation."""
    side = each.side.pk if each.side is not None else None
    return message(each.message, each.files, each.audience or None, side)


def file(each: Attachment) -> Value:
    """A file of a message."""
    return {
        "id": each.pk,
        "name": each.name,
        "content_type": each.content_type,
        "size": each.size,
        "inline": each.inline,
        "content_id": each.content_id,
        "url": f"/api/v1/files/{each.pk}",
    }


def contacts(found: Sequence[Person]) -> list[Value]:
    """Contacts, with the fields of all of them in one query."""
    fields = filling.of_contacts([each.pk for each in found])
    return [contact(each, fields.get(each.pk, {})) for each in found]


def contact(each: Person, fields: Value | None = None) -> Value:
    """A contact; `addresses` and `company` are read with it."""
    return {
        "id": each.pk,
        "name": each.name,
        "email": each.email,
        "addresses": [address.email for address in each.addresses.all()],
        "phone": each.phone,
        "company": each.company.name if each.company else None,
        "fields": filling.of_contact(each) if fields is None else fields,
        "language": each.language,
        "time_zone": each.time_zone,
        "created_at": each.created_at,
    }


def department_names() -> dict[int, str]:
    """The names of all departments."""
    return dict(Department.objects.values_list("id", "name"))
