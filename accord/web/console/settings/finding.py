"""Finding a page of Settings by words: its name, what it is for, other words for it, and its single options.

The list beside each page is filtered the same way while one types (static/sections.js); both read by `plain`.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.settings.contents import Group, Part, Section
from accord.web.console.settings.sections import sections, settings_page

LONGEST = 100
SHORT = 4  # letters: a shorter word must begin one of the page's words, a longer one may stand within ("card")


@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """The first address of Settings: one's own card, or the pages that are about `q`; all of them where it is empty."""
    if "q" not in request.GET:
        return HttpResponseRedirect(reverse("profile"))
    wanted = " ".join(request.GET["q"][:LONGEST].split())
    shown = found(sections(request), wanted)
    context = {"wanted": wanted, "found": shown, "number": sum(len(group.pages) for group in shown)}
    return settings_page(request, "settings/found.html", context, section="")


@dataclass(frozen=True)
class Found:
    """A page that is about the words, with those of its options that are."""

    section: Section
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class FoundGroup:
    """The pages of a group that were found."""

    group: Group
    pages: tuple[Found, ...]


def found(groups: list[Group], wanted: str) -> list[FoundGroup]:
    """The groups with only those pages that have every word of `wanted`, themselves or in one of their options; a group
    that is itself meant stays whole.
    """
    words = plain(wanted).split()
    kept = (FoundGroup(group, tuple(_pages(group, words))) for group in groups)
    return [each for each in kept if each.pages]


def _pages(group: Group, words: list[str]) -> Iterator[Found]:
    for section in group.sections:
        parts = tuple(each for each in section.parts() if _has(each.text, words)) if words else ()
        if parts or _has(f"{group.label} {section.text}", words):
            yield Found(section, parts)


def _has(text: str, words: list[str]) -> bool:
    there = plain(text)
    return all((word in there) if len(word) >= SHORT else (f" {word}" in f" {there}") for word in words)


def plain(text: str) -> str:
    """Small letters without accents, and spaces for all that is neither letter nor digit."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return "".join(sign if sign.isalnum() else " " for sign in letters)
