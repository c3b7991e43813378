"""Small parts that stand everywhere: icons, marks of a state, initials. Made by Python because lists need them fast."""

import re
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from accord.core import ids
from accord.messaging.channel import channels
from accord.tickets.models import Priority, State
from accord.tickets.statuses import known as statuses
from accord.web.assets import asset_url
from accord.web.icons import MARKS, NAMES
from accord.web.moments import locale


@lru_cache(maxsize=512)
def icon(name: str, classes: str = "i", label: str = "") -> Markup:
    """A Lucide icon from the sprite. Raises KeyError for one that is not in it; `label` makes it speak."""
    if name not in NAMES:
        raise KeyError(f"no icon {name}")
    return _use(f"i-{name}", classes, label)


@lru_cache(maxsize=128)
def mark(name: str, classes: str = "mark", label: str = "") -> Markup:
    """One of our own marks: a state's or the brand's (which is drawn inline, because it has two colours)."""
    if name == "brand":
        return Markup('<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">').format(classes) + Markup(
            MARKS["brand"] + "</svg>"
        )
    return _use(f"m-{name}", classes, label)


@lru_cache(maxsize=512)
def any_icon(reference: str, classes: str = "i") -> Markup:
    """An icon by the reference of an event kind: `i-tag`, `m-open`; what is not in the sprite becomes a dot."""
    family, _, name = reference.partition("-")
    if family == "m" and name in MARKS:
        return mark(name, f"mark {classes}")
    return icon(name if name in NAMES else "activity", classes)


def _use(reference: str, classes: str, label: str) -> Markup:
    speech = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="{}" {}><use href="{}#{}"/></svg>').format(
        classes, speech, asset_url("icons.svg"), reference
    )


def state(value: str, status_id: int | None = None) -> Markup:
    """Mark and word of a state; the word is that of the team's own status where there is one."""
    if statuses.some():
        return _own_state(value, statuses.label_of(value, status_id))
    return _state(translation.get_language(), value)


@lru_cache(maxsize=256)
def _state(language: str | None, value: str) -> Markup:
    return Markup('<span class="state" data-state="{0}">{1}{2}</span>').format(
        value, mark(value), State(value).label
    )


@lru_cache(maxsize=1024)
def _own_state(value: str, label: str) -> Markup:
    """People choose these words, so they may be long: cut with the whole of them as a title."""
    return Markup(
        '<span class="state" data-state="{0}" title="{2}">{1}<span class="cut">{2}</span></span>'
    ).format(value, mark(value), label)


def state_word(value: str) -> str:
    return str(State(value).label)


def priority_word(value: int) -> str:
    return str(Priority(value).label)


def language_name(code: str) -> str:
    """The language's name in the reader's language; the code itself when nobody knows it."""
    return str(locale().languages.get(code) or code)


def channel_name(key: str) -> str:
    """The name of a channel; ways in that are no channel have their own word."""
    if key in channels:
        return str(channels[key].label)
    return {
        "phone": _("Phone"),
        "api": _("A program"),
        "portal": _("The customer's page"),
        "internal": _("A colleague, inside"),
    }.get(key, key)


def initials(name: str) -> str:
    """Two letters for a face: of the first and the last word, or of the address."""
    words = [word for word in name.replace(".", " ").replace("@", " ").split() if word[:1].isalnum()]
    if not words:
        return "?"
    letters = words[0][:1] + (words[-1][:1] if len(words) > 1 else words[0][1:2])
    return letters.upper()


@lru_cache(maxsize=4096)
def face(name: str, side: str = "us", large: bool = False, presence: str = "") -> Markup:
    """A person's round (ours) or square (theirs) face with initials."""
    there = Markup(' data-presence="{}"').format(presence) if presence else ""
    return Markup('<span class="face{}" data-side="{}"{} aria-hidden="true">{}</span>').format(
        " face-l" if large else "", side, there, initials(name)
    )


_CODE = re.compile(r"\b[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}\b")


def with_codes(text: Markup | str) -> Markup:
    """Safe HTML of a sentence in which the codes of tickets lead to them."""
    return Markup(_CODE.sub(_link, str(escape(text))))


def _link(found: re.Match[str]) -> str:
    code = ids.read_code(found[0])
    return f'<a href="/tickets/{code}/">{code}</a>' if code else found[0]


def joined(items: list[Any], between: str = ", ") -> Markup:
    """Escaped items with `between` them."""
    return Markup(between).join(escape(item) for item in items)
