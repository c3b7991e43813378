"""Reading what a team's own system answers: JSON of ours, JSON of anybody's, or text. Nothing of it is HTML afterwards.

Ours is `{"sections": [{"title", "text", "fields": [{"label", "value", "url", "tone"}], "columns": [..], "rows": [[..]],
"links": [{"label", "url"}]}]}`, or one such section alone. Of other JSON what is plain becomes fields, and a list of
objects a table, so that most systems need no change.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from accord.core.html import to_text

MOST_SECTIONS, MOST_FIELDS, MOST_COLUMNS, MOST_ROWS, MOST_LINKS = 8, 30, 6, 25, 12
LONGEST_LABEL, LONGEST_VALUE, LONGEST_TEXT = 60, 300, 4_000
TONES = frozenset({"good", "warn", "bad"})
OPENED = frozenset({"https", "http", "mailto", "tel"})
_OURS = frozenset({"sections", "title", "text", "fields", "columns", "rows", "links"})
_KEPT = frozenset("\n\t\u200c\u200d")  # the last two join and part letters in scripts that need it
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)")


@dataclass(frozen=True)
class Cell:
    """One value as it is shown: its words, or the moment or the yes or no that they are; where it leads; how it is."""

    text: str = ""
    url: str = ""
    tone: str = ""
    moment: datetime | None = None
    yes: bool | None = None


@dataclass(frozen=True)
class Link:
    """Somewhere to go."""

    label: str
    url: str


@dataclass(frozen=True)
class Section:
    """A part of the answer."""

    title: str = ""
    text: str = ""
    fields: list[tuple[str, Cell]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    more: int = 0  # rows that are not shown

    def __bool__(self) -> bool:
        return bool(self.text or self.fields or self.rows or self.links)


class Unreadable(ValueError):
    """The answer is neither text nor JSON."""


def read(body: bytes) -> list[Section]:
    """What the answer says; empty when it says nothing. Raises Unreadable."""
    if b"\0" in body:
        raise Unreadable("binary")
    text = body.decode("utf-8", "replace").lstrip("\ufeff").strip()
    if not text:
        return []
    if text[0] in "{[":
        try:
            found = _sections(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise Unreadable("json") from error
        return [each for each in found if each][:MOST_SECTIONS]
    plain = to_text(text) if text[0] == "<" else text
    section = Section(text=_lines(plain))
    return [section] if section else []


def _sections(value: Any) -> list[Section]:
    if isinstance(value, list):
        return [_listed("", value)]
    if isinstance(value, dict) and isinstance(value.get("sections"), list):
        return [_section(each) for each in value["sections"] if isinstance(each, dict)]
    if isinstance(value, dict) and _is_ours(value):
        return [_section(value)]
    if isinstance(value, dict):
        return _others(value)
    raise Unreadable("json")


def _is_ours(value: Mapping[str, Any]) -> bool:
    keys = set(value) & _OURS
    lists = all(isinstance(value[key], list) for key in keys & {"columns", "rows", "links"})
    listed = isinstance(value.get("fields", []), (list, dict))
    return bool(keys - {"title"}) and lists and listed and set(value) <= _OURS


def _section(value: Mapping[str, Any]) -> Section:
    """A section of ours."""
    fields, columns = value.get("fields"), _list(value.get("columns"))[:MOST_COLUMNS]
    if isinstance(fields, dict):
        pairs = [(_label(key), _cell(each)) for key, each in fields.items()]
    else:
        pairs = [
            (_label(each.get("label")), _cell(each))
            for each in _list(fields)
            if isinstance(each, dict) and each.get("label") is not None
        ]
    rows = _list(value.get("rows"))
    table = _listed("", rows) if any(isinstance(each, dict) for each in rows) else None
    return Section(
        title=_one_line(value.get("title"), LONGEST_LABEL),
        text=_lines(_words(value.get("text"))),
        fields=pairs[:MOST_FIELDS],
        columns=table.columns if table else [_label(each) for each in columns],
        rows=table.rows if table else [_row(each, len(columns)) for each in rows[:MOST_ROWS]],
        links=[link for each in _list(value.get("links"))[:MOST_LINKS] if (link := _link(each))],
        more=max(0, len(rows) - MOST_ROWS),
    )


def _others(value: Mapping[str, Any]) -> list[Section]:
    """Sections of an object that knows nothing of us: its plain values, then what is deeper."""
    plain: list[tuple[str, Cell]] = []
    deeper: list[Section] = []
    for key, each in value.items():
        if isinstance(each, dict):
            inner = [
                (_label(name), _cell(one)) for name, one in each.items() if not isinstance(one, (dict, list))
            ]
            deeper.append(Section(title=_label(key), fields=inner[:MOST_FIELDS]))
        elif isinstance(each, list) and any(isinstance(one, dict) for one in each):
            deeper.append(_listed(_label(key), each))
        else:
            plain.append((_label(key), _cell(each)))
    return [Section(fields=plain[:MOST_FIELDS]), *deeper]


def _listed(title: str, values: list[Any]) -> Section:
    """A list as a table of what its objects have, or as lines."""
    objects = [each for each in values if isinstance(each, dict)]
    if not objects:
        return Section(title=title, text=_lines("\n".join(_words(each) for each in values)))
    keys = list(dict.fromkeys(key for each in objects[:MOST_ROWS] for key in each))[:MOST_COLUMNS]
    rows = [[_cell(each.get(key)) for key in keys] for each in objects[:MOST_ROWS]]
    columns = [_label(key) for key in keys]
    return Section(title=title, columns=columns, rows=rows, more=max(0, len(objects) - MOST_ROWS))


def _row(value: Any, columns: int) -> list[Cell]:
    cells = [_cell(each) for each in _list(value)[: columns or MOST_COLUMNS]] or [_cell(value)]
    return cells + [Cell()] * (columns - len(cells))


def _cell(value: Any) -> Cell:
    """A plain value, or `{"value", "url", "tone"}`."""
    url = tone = ""
    if isinstance(value, dict):
        url, tone = _safe(value.get("url")), str(value.get("tone", ""))
        value = value.get("value", value.get("label"))
    if isinstance(value, bool):
        return Cell(yes=value, url=url, tone=tone if tone in TONES else "")
    if isinstance(value, list):
        value = ", ".join(_words(each) for each in value[:MOST_FIELDS] if not isinstance(each, (dict, list)))
    text = _one_line(value, LONGEST_VALUE)
    return Cell(text, url, tone if tone in TONES else "", _moment(text))


def _moment(text: str) -> datetime | None:
    """The moment that the words name, if they name one with its zone."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
        return found if 1900 < found.year < 9000 else None
    except ValueError:
        return None


def _link(value: Any) -> Link | None:
    if not isinstance(value, dict) or not (url := _safe(value.get("url"))):
        return None
    return Link(
        _one_line(value.get("label"), LONGEST_LABEL) or urlsplit(url).netloc or url[:LONGEST_LABEL], url
    )


def _safe(value: Any) -> str:
    """An address that a browser may open, else ""."""
    if (
        not isinstance(value, str)
        or len(value) > 2_000
        or any(sign <= " " or sign == "\x7f" for sign in value)
    ):
        return ""
    try:
        parts = urlsplit(value)
        there = parts.netloc if parts.scheme in ("http", "https") else parts.path
        return value if parts.scheme in OPENED and there else ""
    except ValueError:
        return ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _label(value: Any) -> str:
    """`last_order` is "Last order"; words of people stay as they are."""
    text = _one_line(value, LONGEST_LABEL)
    if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", text):
        text = text.replace("_", " ")
        return text[:1].upper() + text[1:]
    return text


def _words(value: Any) -> str:
    """A plain value as words; "" for what is none."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value) if isinstance(value, (str, int, float)) else ""


def _one_line(value: Any, longest: int) -> str:
    text = " ".join(_visible(_words(value)).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _lines(text: str) -> str:
    plain = _visible(text.replace("\r\n", "\n")).strip()
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1] + "…"


def _visible(text: str) -> str:
    """Without signs that are not seen and turn the order of others: control signs, overrides of direction, halves."""
    return "".join(each for each in text if each in _KEPT or unicodedata.category(each)[0] != "C")
