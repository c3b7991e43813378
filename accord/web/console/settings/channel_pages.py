"""Showing the pages that channels bring along, in the console's frame and for administrators only."""

import functools
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from accord.messaging.pages import Page
from accord.web.console.mail import framed
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.sections import channel_pages, settings_page


def patterns() -> list[URLPattern]:
    """Their addresses, below /settings/."""
    return [path(f"settings/{each.path}", _view(each), name=each.name) for each in channel_pages()]


def _view(brought: Page) -> Any:
    @admin_page
    @functools.wraps(brought.view)
    def shown(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = brought.view(request, *args, **kwargs)
        if answer.go_to:
            response = HttpResponseRedirect(answer.go_to)
            response.status_code = 303
            return response
        if answer.mail:
            return framed(answer.mail)
        page = settings_page(
            request, answer.template, dict(answer.context), section=_section(brought), status=answer.status
        )
        if answer.frames:
            page.accord_frames = True  # type: ignore[attr-defined]
        return page

    return shown


def _section(brought: Page) -> str:
    """The labelled page at the root of this one's path."""
    root = brought.path.partition("/")[0] + "/"
    return next((each.name for each in channel_pages() if each.path == root), brought.name)
