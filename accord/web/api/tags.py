"""Routes of tags: which there are, what they look like, other names."""

from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.core.errors import NotFound
from accord.tickets.models import Tag
from accord.tickets.tags import known, renaming, shaping
from accord.web.api import presenting
from accord.web.api.admitting import ANY, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import TagName, examples
from accord.web.api.inputs import Input
from accord.web.api.outputs import Output
from accord.web.api.routes import Routes

router = Routes()
PAGE = 500
Colour = Literal["", "grey", "blue", "green", "amber", "red", "violet"]


class TagOut(Output):
    """A tag. `public`: customers see it; `offered`: while one types."""

    name: str
    colour: Colour
    public: bool
    offered: bool


class TagList(Output):
    """Tags in the order of the alphabet. `next`: give it as `after` for more; null at the end."""

    tags: list[TagOut]
    next: str | None


class TagPatch(Input):
    """What changes; what is left out stays. Another tag's name joins the two."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"colour": "red", "public": True}))
    name: TagName | None = None
    colour: Colour | None = None
    public: bool | None = None
    offered: bool | None = None


@router.route("GET", "/tags", _("List tags"), TagList, ANY)
def list_tags(request: ApiRequest, after: Annotated[str, Field(max_length=60)] = "") -> HttpResponse:
    """All tags, 500 a page."""
    rows = list(Tag.objects.filter(name__gt=after).order_by("name")[:PAGE])
    more = rows[-1].name if len(rows) == PAGE else None
    return presenting.answer({"tags": [_tag(row) for row in rows], "next": more})


@router.route("PATCH", "/tags/{name}", _("Change a tag"), TagOut, WRITE_TICKETS)
def change_tag(request: ApiRequest, name: str, body: TagPatch) -> HttpResponse:
    """Change its colour, who sees it, whether it is offered, its name; administrators. A former name finds it, too."""
    row = Tag.objects.filter(name=known.current(name.lower())).first()
    if row is None:
        raise NotFound("tag")
    by = request.auth.person
    wanted = {"colour": body.colour, "is_public": body.public, "is_active": body.offered}
    shaping.change(row, by=by, **{each: value for each, value in wanted.items() if value is not None})
    if body.name is not None:
        row = renaming.rename(row, body.name, by=by)
    row.refresh_from_db()
    return presenting.answer(_tag(row))


def _tag(row: Tag) -> presenting.Value:
    return {"name": row.name, "colour": row.colour, "public": row.is_public, "offered": row.is_active}
