"""The query language of the search boxes: words, "phrases", -not, and operators such as status:new,open.

    refund "broken screen" -spam status:new,open assignee:me department:"Second line" created>2026-11-01

`parse` never raises. What it does not understand becomes words, and `problems` says why, as keys with gaps that the
door turns into sentences. `str(query)` is a text that parses to the same query.
"""

import re
from dataclasses import dataclass
from typing import Literal

FIELDS = frozenset({"status", "assignee", "department", "from", "tag", "code", "has", "field"})
DATE_FIELDS = frozenset({"created", "updated"})
LONGEST_TEXT = 2000
MOST_PARTS = 32

Op = Literal[":", "<", ">", "<=", ">="]

_OPERATOR = re.compile(
    r"(?P<not>-?)(?P<field>[A-Za-z][A-Za-z_]*)(?P<op>:[<>]=?|:|[<>]=?)(?P<rest>.*)", re.DOTALL
)
# 2026-11-01, 7d (seven days ago), today.
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|\d{1,4}[hdwmy]|today|yesterday")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"\0": " "})


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; `prefix` where it ends in `*`."""

    text: str
    negated: bool = False
    prefix: bool = False

    def __str__(self) -> str:
        return "-" * self.negated + self.text + "*" * self.prefix


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side, exactly as typed."""

    text: str
    negated: bool = False

    def __str__(self) -> str:
        return "-" * self.negated + f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Filter:
    """An operator: `field` is any of `values` (":"), or lies before or after the one value."""

    field: str
    op: Op
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        return "-" * self.negated + self.field + self.op + ",".join(map(_written, self.values))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not understood: "unknown_operator", "bad_date", "no_value" or "too_long", and where."""

    key: str
    gap: str


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody searches for."""

    words: tuple[Word, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    filters: tuple[Filter, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing was asked for."""
        return not (self.words or self.phrases or self.filters)

    @property
    def has_text(self) -> bool:
        """There are words or phrases, so the full-text index is needed."""
        return bool(self.words or self.phrases)

    def __str__(self) -> str:
        return " ".join(map(str, (*self.words, *self.phrases, *self.filters)))


def parse(text: str) -> Query:
    """Read a search box. Never raises; at most LONGEST_TEXT signs and MOST_PARTS parts count."""
    problems: list[Problem] = []
    tokens = _tokens(text.translate(_QUOTES)[:LONGEST_TEXT])
    if len(text) > LONGEST_TEXT or len(tokens) > MOST_PARTS:
        problems.append(Problem("too_long", ""))
    words: list[Word] = []
    phrases: list[Phrase] = []
    filters: list[Filter] = []
    for token in tokens[:MOST_PARTS]:
        if token.startswith("--"):
            token = "-" + token.lstrip("-")
        part = _operator(token, problems) or _plain(token)
        match part:
            case Word():
                words.append(part)
            case Phrase():
                phrases.append(part)
            case Filter():
                filters.append(part)
    return Query(tuple(words), tuple(phrases), tuple(filters), tuple(problems))


def _tokens(text: str) -> list[str]:
    """Cut at blanks and around quotes; a quote that follows `-` or an operator belongs to it."""
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        end = _end_of_token(text, at)
        out.append(text[at:end])
        at = end
    return out


def _end_of_token(text: str, start: int) -> int:
    at = start
    while at < len(text) and not text[at].isspace():
        if text[at] == '"':
            before = text[start:at]
            if before and before != "-" and not _takes_quote(before):
                return at
            closing = text.find('"', at + 1)
            at = len(text) if closing < 0 else closing + 1
            if at >= len(text) or text[at] != "," or not before or before == "-":
                return at
        else:
            at += 1
    return at


def _takes_quote(before: str) -> bool:
    """Whether a quote after this begins a value: `tag:`, `tag:one,` or `field:order=`."""
    operator = _OPERATOR.fullmatch(before)
    if operator is None or operator["field"].lower() not in FIELDS | DATE_FIELDS:
        return False
    return not operator["rest"] or operator["rest"].endswith((",", "=", "<", ">"))


def _operator(token: str, problems: list[Problem]) -> Filter | None:
    found = _OPERATOR.fullmatch(token)
    if found is None:
        return None
    field, op, values = found["field"].lower(), found["op"], _values(found["rest"])
    if op != ":":
        op = op.lstrip(":")
    if field in DATE_FIELDS:
        if not values:
            problems.append(Problem("no_value", field))
        elif len(values) > 1 or not _DATE.fullmatch(values[0]):
            problems.append(Problem("bad_date", found["rest"]))
        else:
            return Filter(field, op, values, bool(found["not"]))  # type: ignore[arg-type]
    elif field in FIELDS and op == ":":
        if values:
            return Filter(field, ":", values, bool(found["not"]))
        problems.append(Problem("no_value", field))
    elif not found["rest"].startswith("//"):
        problems.append(Problem("unknown_operator", found["field"] + found["op"]))
    return None


def _values(rest: str) -> tuple[str, ...]:
    """`new,"on hold"` gives new and on hold, `order="A 17"` order=A 17; empty ones are dropped."""
    parts = re.findall(r'([^",]*[=<>])?"([^"]*)"?|([^",]+)', rest)
    found = (before + quoted or bare for before, quoted, bare in parts)
    return tuple(dict.fromkeys(value.strip() for value in found if value.strip()))


def _written(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s,]|^[<>=:]", value) else value


def _plain(token: str) -> Word | Phrase | None:
    """A word or a phrase; None where nothing is left."""
    bare = token.lstrip("-")
    negated = bare != token
    if '"' in bare:
        phrase = " ".join(bare.replace('"', " ").split())
        return Phrase(phrase, negated) if phrase else None
    word = bare.rstrip("*")
    return Word(word, negated, word != bare) if word else None
