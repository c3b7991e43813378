"""Pages that a channel brings along, such as its accounts. The channel says what to show; the console shows it.

A channel knows no console: its view gives a template and what to fill it with, or where to go next.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Shown:
    """A view's answer: a template of the channel's folder, (`go_to`) the address of the next page, or a `mail`."""

    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    go_to: str = ""
    mail: str = ""  # the HTML of a mail by itself, for a frame
    frames: bool = False  # the page has such a frame


@dataclass(frozen=True)
class Page:
    """One page for administrators. `path` is below /settings/; a page with a label stands in the list of settings.

    `view` takes the request (whose `user` is the administrator) and the parts of the path. `first` marks the page
    that set-up leads to. `says` tells in a line what a labelled page is for, `words` are others to find it by.
    """

    path: str
    name: str
    view: Callable[..., Shown]
    label: Promise | str = ""
    icon: str = "mail"
    first: bool = False
    says: Promise | str = ""
    words: Promise | str = ""


@dataclass(frozen=True)
class Hook:
    """An address that a program of somebody else calls, without signing in; `path` is below /hooks/.

    `view` takes the request and the parts of the path, and gives the HTTP status to answer. It proves for itself that
    the caller is who he says.
    """

    path: str
    name: str
    view: Callable[..., int]


@dataclass(frozen=True)
class Line:
    """An address of ours as Today shows it: when something last came in, and what is wrong with it, if anything."""

    label: str
    last_in_at: datetime | None
    problem: str
    url: str


def first_step() -> str:
    """The address of the page that set-up goes on with, or ""."""
    from django.urls import reverse

    from accord.messaging.channel import channels

    for _key, channel in channels.items():
        for page in channel.pages:
            if page.first:
                return reverse(page.name)
    return ""


def lines() -> list[Line]:
    """Our addresses in all channels."""
    from accord.messaging.channel import channels

    return [
        line for _key, channel in channels.items() if channel.lines is not None for line in channel.lines()
    ]
