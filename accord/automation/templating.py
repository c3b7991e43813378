"""Texts with variables of a ticket (`core.templating` says how they are written and filled in)."""

from contextlib import nullcontext

from django.utils.translation import override

from accord.automation.variables import Source, variables
from accord.core import templating
from accord.core.templating import LONGEST_BRACES, As, UnknownVariable
from accord.translation.languages import LANGUAGES

__all__ = ["LONGEST_BRACES", "As", "UnknownVariable", "check", "fill", "nearest", "used"]


def check(text: str, *, html: bool = False, keep: str = "") -> None:
    """Whether everything in braces can be filled in; `keep` as in `fill`. Raises UnknownVariable, or Invalid."""
    templating.check(text, variables, html=html, keep=keep)


def used(text: str) -> set[str]:
    """The keys of all variables that the text names."""
    return templating.used(text, variables)


def nearest(name: str) -> str:
    """The variable that somebody most likely meant, or ""."""
    return templating.nearest(name, variables)


def fill(text: str, source: Source, to: As = As.TEXT, language: str = "", *, keep: str = "") -> str:
    """The text with its variables filled in for that ticket, in that language (the ticket's own where it is ""). Those
    that begin with `keep` stay as they are.

    Never fails: a variable that is gone is empty.
    """
    if "{" not in text:
        return text
    wanted = language or source.ticket.language or source.contact.language
    with override(wanted) if wanted in LANGUAGES else nullcontext():
        return templating.fill(text, source.value, to, keep=keep)
