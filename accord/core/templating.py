"""Texts with variables: `Hello {contact.first_name|there},`.

A variable stands in braces; behind `|` is what takes its place where it is empty, a text or another variable. There is
nothing else: no conditions, no loops, no calls, so a text can neither run code nor take long. A template engine would
need a sandbox for the same, and its errors speak of syntax; ours name the variable and the nearest that exists.
Braces that hold no variable are left as they are, so that JSON and CSS need no escaping; `\\{` is always a brace.
"""

import difflib
import json
import re
from collections.abc import Callable, Iterable
from enum import Enum
from html import escape
from urllib.parse import quote

from django.utils.translation import gettext as _

from accord.core.errors import Invalid
from accord.core.html import to_text

LONGEST_BRACES = 300
# A brace that is meant as one, or a variable with what stands for it; a space before is dropped with an empty value.
_PART = re.compile(r"\\\{|( ?)\{(\$?[a-z][a-z_]*(?:\.[a-z0-9_]+)*)((?:\|[^{}<>\n]*)?)\}", re.IGNORECASE)
_KEY = re.compile(r"[a-z][a-z_]*(?:\.[a-z0-9_]+)+|link")
_CLOSES = frozenset(",.;:!?)")
_SPACE = re.compile(r"&nbsp;|&#160;|\xa0")
_DOUBLE = re.compile(r"\{\{\s*[a-z$]", re.IGNORECASE)


class As(Enum):
    """Where the text goes, which says how values are escaped."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"  # inside a JSON string
    URL = "url"


class UnknownVariable(Invalid):
    """A text names a variable that does not exist; the sentence names the nearest one that does."""

    key = "unknown_variable"

    def __init__(self, name: str, near: str = "") -> None:
        sentence = (
            _("There is no variable {%(name)s}. Did you mean {%(near)s}?")
            if near
            else _("There is no variable {%(name)s}.")
        )
        super().__init__("variable", sentence=sentence % {"name": name, "near": near})
        self.near = near


def check(text: str, known: Iterable[str], *, html: bool = False, keep: str = "") -> None:
    """Whether everything in braces is `known`, or kept as `fill` does it. Raises UnknownVariable or Invalid."""
    known = frozenset(known)
    if html and "{" in text:
        shown = to_text(text)
        if len(_names(shown)) != len(_names(text)):
            raise Invalid(
                "variable", sentence=_("A variable is cut by formatting. Write it again in one go.")
            )
    if found := _DOUBLE.search(text):
        inner = text[found.end() - 1 :].split("}")[0].strip(" $") or "contact.name"
        sentence = _("Variables stand in single braces, such as {%(name)s}.")
        raise Invalid("variable", sentence=sentence % {"name": nearest(inner, known) or "contact.name"})
    for name, rest in _names(text):
        if name not in known and not (keep and name.startswith(keep)):
            raise UnknownVariable(name, nearest(name, known))
        for each in rest:
            if _KEY.fullmatch(each) and each not in known:
                raise UnknownVariable(each, nearest(each, known))


def _names(text: str) -> list[tuple[str, list[str]]]:
    """The variables of a text with what stands for each where it is empty."""
    return [
        (part[2].lower(), [each.strip() for each in _SPACE.sub(" ", part[3]).split("|")[1:]])
        for part in _PART.finditer(text)
        if part[2]
    ]


def used(text: str, known: Iterable[str]) -> set[str]:
    """The keys of all variables that the text names."""
    known = frozenset(known)
    return {each for name, rest in _names(text) for each in (name, *rest) if each in known}


def fill(text: str, value: Callable[[str], str | None], to: As = As.TEXT, *, keep: str = "") -> str:
    """The text with its variables filled in; `value` gives the plain text of one, None where there is no such. Those
    that begin with `keep` stay as they are, for somebody who fills them in later.

    Never fails: a variable that is gone is empty. Of an empty one the space before it goes too where a sign follows:
    "Hello {contact.first_name}," is "Hello,".
    """
    if "{" not in text:
        return text
    values: dict[str, str | None] = {}

    def once(key: str) -> str | None:
        if key not in values:
            values[key] = value(key)
        return values[key]

    return _PART.sub(lambda part: _kept(part, keep) or _filled(part, text, once, to), text)


def _kept(part: re.Match[str], keep: str) -> str:
    return part[0] if keep and part[2] and part[2].lower().startswith(keep) else ""


def _filled(part: re.Match[str], text: str, value: Callable[[str], str | None], to: As) -> str:
    if not part[2]:
        return "{"
    written = ""
    for number, each in enumerate([part[2].lower(), *_SPACE.sub(" ", part[3]).split("|")[1:]]):
        key = each.strip()
        found = value(key)
        if found is not None:
            written = _written(found, to)
        elif number:  # a text that stands in; in HTML its author wrote it as HTML
            written = key if to is As.HTML else _written(key, to)
        if written:
            return part[1] + written
    follows = text[part.end() : part.end() + 1]
    return "" if not follows or follows in _CLOSES else part[1]


def _written(value: str, to: As) -> str:
    match to:
        case As.HTML:
            return escape(value).replace("\n", "<br>")
        case As.JSON:
            return json.dumps(value, ensure_ascii=False)[1:-1]
        case As.URL:
            return quote(value, safe="")
    return value


def nearest(name: str, known: Iterable[str]) -> str:
    """The variable that somebody most likely meant, or "": also one of another product, such as `contact_firstname`."""
    plain = {_letters(key): key for key in sorted(known)}
    wanted = _letters(name)
    if found := difflib.get_close_matches(wanted, plain, n=1, cutoff=0.72):
        return plain[found[0]]
    ends = {letters: key for letters, key in plain.items() if wanted and letters.endswith(wanted)}
    return next(iter(ends.values()), "")


def _letters(name: str) -> str:
    """Only what counts when two names are compared; other products' words for the same."""
    letters = re.sub(r"[^a-z]", "", name.lower())
    for theirs, ours in _SYNONYMS.items():
        letters = letters.replace(theirs, ours)
    return letters


_SYNONYMS = {
    "requester": "contact",
    "customer": "contact",
    "user": "agent",
    "conversation": "ticket",
    "title": "subject",
}
