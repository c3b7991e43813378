"""Routes of notifications: what the caller was told, marking it as read, and how he wants to be told."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.messaging.notices import choosing, giving, reading, wording
from accord.messaging.notices.abouts import abouts
from accord.messaging.notices.wording import News
from accord.web.api import presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Line, Number, examples
from accord.web.api.inputs import Input
from accord.web.api.outputs import Output
from accord.web.api.routes import Routes

router = Routes()
Way = Literal["console", "mail", "push"]
Ways = dict[str, list[Way]]


class NotificationOut(Output):
    """One notification. `about` is its kind, `sentence` what is told, `ticket` the code of its ticket, "" without."""

    id: int
    about: str
    sentence: str
    ticket: str
    subject: str
    snippet: str
    at: datetime
    read: bool
    urgent: bool


class NotificationList(Output):
    """The newest first. `unread` counts up to 100; `next` is the `before` of the page below, null at the end."""

    notifications: list[NotificationOut]
    unread: int
    next: int | None


class Unread(Output):
    """How many are left unread."""

    unread: int


class ReadIn(Input):
    """Which of them are read: ids, or all up to the id `up_to`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"ids": [17, 18]}))
    ids: Annotated[list[Number], Field(max_length=200)] = []
    up_to: Number | None = None


class ChoicesOut(Output):
    """By kind the ways in which the caller hears of it, and his habits."""

    ways: Ways
    bundle_minutes: int
    quiet_from: str
    quiet_until: str
    quiet_weekends: bool
    quiet_off_hours: bool
    urgent_through: bool


class ChoicesIn(Input):
    """What changes; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"ways": {"answered": ["console", "mail"]}, "bundle_minutes": 15})
    )
    ways: Annotated[Ways, Field(max_length=100, description="By kind: console, mail, push, or none.")] = {}
    bundle_minutes: Annotated[int, Field(ge=0, le=choosing.LONGEST_BUNDLE)] | None = None
    quiet_from: Line | None = Field(default=None, description='As "20:00"; empty for none.')
    quiet_until: Line | None = None
    quiet_weekends: bool | None = None
    quiet_off_hours: bool | None = None
    urgent_through: bool | None = None


@router.route("GET", "/notifications", _("List notifications"), NotificationList, READ_TICKETS)
def list_notifications(
    request: ApiRequest, before: Number | None = None, unread: bool = False
) -> HttpResponse:
    """What the caller was told, without what he may not see any more; `unread` leaves out what is read."""
    access = request.auth.access
    rows = reading.page(access, before=before, only_unread=unread, most=reading.PAGE + 1)
    news = wording.shown(rows[: reading.PAGE], request.auth.person)
    return presenting.answer(
        {
            "notifications": [_news(each) for each in news],
            "unread": reading.count(access),
            "next": rows[reading.PAGE - 1].pk if len(rows) > reading.PAGE else None,
        }
    )


@router.route("POST", "/notifications/read", _("Mark notifications as read"), Unread, WRITE_TICKETS)
def mark_read(request: ApiRequest, body: ReadIn) -> HttpResponse:
    """These, or all up to one; what is read already, or another's, stays as it is."""
    person = request.auth.person
    moved = reading.read(person, body.ids) if body.ids else 0
    moved += reading.read_all(person, body.up_to) if body.up_to is not None else 0
    if moved:
        giving.wake(person)
    return presenting.answer({"unread": reading.count(request.auth.access)})


@router.route("GET", "/notifications/choices", _("See how you are told"), ChoicesOut, READ_TICKETS)
def see_choices(request: ApiRequest) -> HttpResponse:
    """Everything that the caller chose, or that is the standard of his role."""
    return presenting.answer(_choices(request))


@router.route("PATCH", "/notifications/choices", _("Choose how you are told"), ChoicesOut, WRITE_TICKETS)
def choose(request: ApiRequest, body: ChoicesIn) -> HttpResponse:
    """For the caller himself."""
    person = request.auth.person
    given = body.model_dump(exclude_none=True, exclude={"ways"})
    choosing.choose(person, body.ways, by=person, habits=given)
    return presenting.answer(_choices(request))


def _choices(request: ApiRequest) -> presenting.Value:
    person = request.auth.person
    habit = choosing.habit_of(person.pk)
    ways = choosing.ways_of(person)
    habits = {name: getattr(habit, name) for name in choosing.HABITS}
    return {"ways": {key: list(ways[key]) for key in abouts}, **habits}


def _news(news: News) -> presenting.Value:
    return {
        "id": news.id,
        "about": news.about,
        "sentence": news.sentence,
        "ticket": news.code,
        "subject": news.subject,
        "snippet": news.snippet,
        "at": news.at,
        "read": news.is_read,
        "urgent": news.urgent,
    }
