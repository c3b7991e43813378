"""The Jinja2 environment of the pages."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from accord.automation.beside.known import any_beside
from accord.core import options as core_options
from accord.core import templates
from accord.core.templates import Environment
from accord.sla.known import any_level
from accord.sla.lateness.choosing import is_on as late_followed
from accord.tickets import filling
from accord.tickets.related.using import related_in_use
from accord.tickets.tags import known as tags
from accord.tickets.tags.shaping import must_tag
from accord.web import field_inputs, look, moments
from accord.web.assets import asset_url
from accord.web.csrf import field
from accord.web.keys import keys_page


@pass_context
def csrf(context: Context) -> Markup:
    """The hidden field that every form carries."""
    return field(context["request"])


def url(name: str, args: Sequence[Any] = ()) -> str:
    """The address of a page. Looking one up takes 0.05 ms, and a page has many."""
    return _url(name, tuple(args))


@lru_cache(maxsize=4096)
def _url(name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args)


def environment(**options: Any) -> Environment:
    """Made once by Django's Jinja2 backend."""
    options["autoescape"] = True
    env = templates.environment(**options)
    env.globals.update(
        url=url,
        asset=asset_url,
        csrf=csrf,
        keys_page=keys_page,
        icon=look.icon,
        mark=look.mark,
        any_icon=look.any_icon,
        face=look.face,
        state=look.state,
        state_word=look.state_word,
        priority_word=look.priority_word,
        stamp=moments.stamp,
        option=core_options.get,
        any_level=any_level,
        tag_look=tags.look,
        tags_today=tags.currents,
        public_tags=tags.public,
        must_tag=must_tag,
        related_in_use=related_in_use,
        any_beside=any_beside,
        late_followed=late_followed,
        ticket_fields=filling.shown,
        ticket_inputs=field_inputs.inputs_of,
        ticket_statuses=field_inputs.statuses_for,
        languages=dict(settings.LANGUAGES),
    )
    env.settled |= {"url", "asset", "icon", "mark", "keys_page"}
    env.filters.update(
        language_name=look.language_name,
        with_codes=look.with_codes,
        channel_name=look.channel_name,
        number=moments.number,
        count=moments.count,
        size=moments.size,
        span=moments.span,
        waited=moments.waited,
        day=moments.day,
        brief=moments.brief,
        full=moments.full,
        clock_time=moments.clock_time,
        day_and_time=moments.day_and_time,
        short_day=moments.short_day,
        date_only=moments.date_only,
    )
    return env
