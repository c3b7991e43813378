"""The sections of Settings that a person sees, and the page that each of them is rendered in."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accord.messaging.channel import channels
from accord.messaging.pages import Page
from accord.web.console.pages import AgentRequest, page
from accord.web.console.settings.contents import GROUPS, Group, Section


def channel_pages() -> list[Page]:
    """The pages that the channels bring along."""
    return [page for _key, channel in channels.items() for page in channel.pages]


def sections(request: AgentRequest) -> list[Group]:
    """What this person may see, in order."""
    brought = tuple(
        Section(each.name, each.label, each.icon, True, each.says, each.words)
        for each in channel_pages()
        if each.label
    )
    shown = []
    for group in GROUPS:
        every = (*group.sections, *brought) if group.key == "channels" else group.sections
        mine = tuple(section for section in every if request.user.is_admin or not section.admin)
        if mine:
            shown.append(Group(group.key, group.label, mine))
    return shown


def settings_page(
    request: AgentRequest, template: str, context: dict[str, Any], *, section: str, status: int = 200
) -> HttpResponse:
    """Render a page of settings; `section` is the key of the link that is marked."""
    shown = {**context, "sections": sections(request), "section": section, "done": "done" in request.GET}
    return page(request, template, shown, current="settings", status=status)


def go(name: str, *args: Any, done: bool = True, anchor: str = "") -> HttpResponse:
    """See other: what was posted is done, and a reload does nothing again."""
    where = reverse(name, args=args) + ("?done=1" if done else "") + (f"#{anchor}" if anchor else "")
    response = HttpResponseRedirect(where)
    response.status_code = 303
    return response
