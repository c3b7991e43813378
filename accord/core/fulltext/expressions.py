"""Boolean expressions over terms and scope terms, and how each database is asked for them.

Words people type only ever become `Term` and `Phrase` nodes made by `accord.core.fulltext.matching`; scope terms
only by `scope_term`. Both are quoted when an expression is compiled, so neither can become syntax or the other.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

SCOPE_MARK = "!"
_SCOPE_NAME = re.compile(r"[a-z][a-z0-9]{0,30}")


@dataclass(frozen=True, slots=True)
class Term:
    """Documents with this term, or with one that begins so."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents with these exact terms side by side."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part; without parts: every document."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part; without parts: no document."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Without:
    """`keep`, less `drop`."""

    keep: "Expression"
    drop: "Expression"


Expression: TypeAlias = Term | Phrase | AllOf | AnyOf | Without

EVERYTHING = Term(SCOPE_MARK + "all")
NOTHING = Term(SCOPE_MARK + "none")


def scope_name(name: str) -> str:
    """The indexed form of a scope term such as "d12". Raises ValueError if `name` is not letters, then digits."""
    if not _SCOPE_NAME.fullmatch(name):
        raise ValueError(f"a scope term is a small letter followed by letters and digits, not {name!r}")
    return SCOPE_MARK + name


def scope_term(name: str) -> Term:
    """Documents that carry the scope term `name`."""
    return Term(scope_name(name))


def any_of(*names: str) -> Expression:
    """Documents that carry at least one of these scope terms; none given: no document."""
    return AnyOf(tuple(scope_term(name) for name in names)) if names else NOTHING


def size(expression: Expression) -> int:
    """How many terms an expression names."""
    match expression:
        case AllOf(parts) | AnyOf(parts):
            return sum(map(size, parts))
        case Without(keep, drop):
            return size(keep) + size(drop)
    return 1


def holds(scope: Expression, names: frozenset[str]) -> bool:
    """Whether a document with these scope terms lies in `scope`, which names scope terms only."""
    match scope:
        case AllOf(parts):
            return all(holds(part, names) for part in parts)
        case AnyOf(parts):
            return any(holds(part, names) for part in parts)
        case Without(keep, drop):
            return holds(keep, names) and not holds(drop, names)
        case Term(text):
            return scope == EVERYTHING or text.removeprefix(SCOPE_MARK) in names
    return False


def simplified(expression: Expression) -> Expression:
    """The same expression with nested and single-part groups opened and every empty group replaced."""
    match expression:
        case AllOf(parts):
            kept = _flat(AllOf, parts)
            kept = tuple(part for part in kept if part != EVERYTHING) or (EVERYTHING,)
            return kept[0] if len(kept) == 1 else AllOf(kept)
        case AnyOf(parts):
            kept = _flat(AnyOf, parts) or (NOTHING,)
            return kept[0] if len(kept) == 1 else AnyOf(kept)
        case Without(keep, drop):
            return Without(simplified(keep), simplified(drop))
        case Phrase((only,)):
            return Term(only)
    return expression


def _flat(group: type[AllOf] | type[AnyOf], parts: tuple[Expression, ...]) -> tuple[Expression, ...]:
    out: dict[Expression, None] = {}
    for part in map(simplified, parts):
        out.update(dict.fromkeys(part.parts if isinstance(part, group) else (part,)))
    return tuple(out)


def to_fts5(expression: Expression) -> str:
    """The MATCH string of SQLite's FTS5 for a simplified expression."""
    match expression:
        case Term(text, prefix):
            return _fts5_string(text) + (" *" if prefix else "")
        case Phrase(texts):
            return _fts5_string(" ".join(texts))
        case AllOf(parts):
            return "(" + " AND ".join(map(to_fts5, parts)) + ")"
        case AnyOf(parts):
            return "(" + " OR ".join(map(to_fts5, parts)) + ")"
        case Without(keep, drop):
            return f"({to_fts5(keep)} NOT {to_fts5(drop)})"


def to_tsquery(expression: Expression) -> str:
    """The text of a PostgreSQL tsquery for a simplified expression."""
    match expression:
        case Term(text, prefix):
            return _lexeme(text) + (":*" if prefix else "")
        case Phrase(texts):
            return "(" + " <-> ".join(map(_lexeme, texts)) + ")"
        case AllOf(parts):
            return "(" + " & ".join(map(to_tsquery, parts)) + ")"
        case AnyOf(parts):
            return "(" + " | ".join(map(to_tsquery, parts)) + ")"
        case Without(keep, drop):
            return f"({to_tsquery(keep)} & !{to_tsquery(drop)})"


def _fts5_string(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _lexeme(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
