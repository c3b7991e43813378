"""Finds every sentence of Accord's own that people see: in Python (`_("...")` and its family) and in Jinja templates.

Reads text only: no Django, no settings, no database. Sentences in the browser's scripts come from `data-` attributes
of the templates, so scripts hold none.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from jinja2.exceptions import TemplateSyntaxError
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE_SUFFIXES = {".html", ".jinja", ".txt", ".xml"}
# Which argument of a call is what. `_lazy` and `_noop` forms take the same arguments.
_ARGUMENTS = {
    "_": ("singular",),
    "gettext": ("singular",),
    "ngettext": ("singular", "plural"),
    "pgettext": ("context", "singular"),
    "npgettext": ("context", "singular", "plural"),
}
_JINJA_KEYWORDS: Any = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_JINJA_OPTIONS = {
    "extensions": "jinja2.ext.do, jinja2.ext.loopcontrols",
    "trimmed": "true",
    "silent": "false",
}


class CannotExtract(ValueError):
    """A file holds a sentence that no translator could be given; says the file, the line and the reason."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to translate. `where` is a path inside the checkout."""

    singular: str
    plural: str | None
    context: str | None
    where: str


def sentences(root: Path = ROOT) -> Iterator[Sentence]:
    """All sentences under `root`/accord, files in order of their paths. Raises CannotExtract."""
    for path in sorted((root / "accord").rglob("*")):
        where = path.relative_to(root).as_posix()
        if path.suffix == ".py":
            yield from from_python(path.read_text("utf-8"), where)
        elif path.suffix in TEMPLATE_SUFFIXES and "templates" in path.parts and path.is_file():
            yield from from_template(path, where)


def from_python(source: str, where: str) -> Iterator[Sentence]:
    """Sentences of one module. A marked argument that is no plain text raises CannotExtract."""
    if "gettext" not in source:
        return
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CannotExtract(f"{where}: {error}") from error
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        roles = _ARGUMENTS.get(name.removesuffix("_lazy").removesuffix("_noop"))
        if roles is None or len(node.args) < len(roles) or isinstance(node.args[0], ast.Starred):
            continue  # a starred call passes a sentence on that was marked where it stands
        found = {role: _text(argument, where) for role, argument in zip(roles, node.args, strict=False)}
        yield _sentence(found, where)


def _sentence(found: Mapping[str, str], where: str) -> Sentence:
    return Sentence(found["singular"], found.get("plural"), found.get("context"), where)


def _text(argument: ast.expr, where: str) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise CannotExtract(
        f"{where}:{argument.lineno}: a sentence to translate must stand as plain text in the call, with named gaps"
    )


def from_template(path: Path, where: str) -> Iterator[Sentence]:
    """Sentences of one Jinja template. A template that does not parse raises CannotExtract."""
    with path.open("rb") as file:
        try:
            for line, _function, message, _comments in babel_extract(
                file, _JINJA_KEYWORDS, (), _JINJA_OPTIONS
            ):
                yield _from_jinja(_function, message, f"{where}:{line}", where)
        except TemplateSyntaxError as error:
            raise CannotExtract(f"{where}:{error.lineno}: {error.message}") from error


def _from_jinja(function: str | None, message: object, place: str, where: str) -> Sentence:
    roles = _ARGUMENTS.get(function or "gettext", ("singular",))
    parts = message if isinstance(message, tuple) else (message,)
    found = {}
    for role, part in zip(roles, parts, strict=False):
        if not isinstance(part, str):
            raise CannotExtract(f"{place}: a sentence to translate must stand as plain text in the call")
        found[role] = part
    return _sentence(found, where)


def template_catalog(root: Path = ROOT) -> Catalog:
    """Everything that `sentences` finds, as a catalogue without translations; files are named without line numbers."""
    catalog = Catalog(project="Accord", fuzzy=False)
    for sentence in sentences(root):
        if not sentence.singular:
            continue
        both: Any = (sentence.singular, sentence.plural) if sentence.plural else sentence.singular
        known = catalog.get(sentence.singular, sentence.context)
        if known is not None and known.pluralizable and not sentence.plural:
            both = known.id  # once plural, always plural: gettext looks both up under the singular
        catalog.add(both, locations=[(sentence.where, 1)], context=sentence.context)
    return catalog
