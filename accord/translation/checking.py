"""What is wrong with a catalogue: said in one sentence per fault, so that a person can mend it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from gettext import c2py

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

_GAP = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|\{\w*\}|%%|%[#0\- +]*[\d.]*[sdrfx](?![a-zA-Z])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NUMBERS_TRIED = range(1000)


def faults(catalog: Catalog, template: Catalog, language: str) -> Iterator[str]:
    """Every fault of `catalog` (one language) against what was extracted from the sources now."""
    yield from _plural_header_faults(catalog, language)
    for message in template:
        if message.id and catalog.get(_first(message), message.context) is None:
            yield f"{_shown(message)} is in the sources but not in the catalogue: run `update`"
    for message in catalog:
        if message.id:
            yield from _message_faults(message, catalog, template)
    for message in catalog.obsolete.values():
        yield f"{_shown(message)} is obsolete: run `update`"


def _plural_header_faults(catalog: Catalog, language: str) -> Iterator[str]:
    expected = get_plural(language)
    if catalog.num_plurals != expected.num_plurals:
        yield f"the header says {catalog.num_plurals} plural forms, {language} has {expected.num_plurals}"
        return
    theirs, ours = _chooser(catalog.plural_expr), _chooser(expected.plural_expr)
    if any(theirs(n) != ours(n) for n in _NUMBERS_TRIED):
        yield f"the header's plural rule differs from {expected}"


def _message_faults(message: Message, catalog: Catalog, template: Catalog) -> Iterator[str]:
    known = template.get(_first(message), message.context)
    if known is None:
        yield f"{_shown(message)} is obsolete: run `update`"
        return
    if known.id != message.id:
        yield f"{_shown(message)} changed its plural in the sources: run `update`"
        return
    if message.fuzzy:
        yield f"{_shown(message)} is fuzzy: look at it and remove the mark"
    texts = forms(message)
    if not all(texts):
        yield f"{_shown(message)} has no translation"
        return
    if message.pluralizable and len(texts) != catalog.num_plurals:
        yield f"{_shown(message)} has {len(texts)} plural forms, {catalog.num_plurals} are needed"
        return
    originals = list(message.id) if isinstance(message.id, (list, tuple)) else [message.id]
    for index, text in enumerate(texts):
        # Only a form that stands for one single number may leave the number out ("one reply"): Russian's first form
        # also serves 21 and 31, Slovenian's 101.
        one_number = message.pluralizable and _serves_one_number(catalog.plural_expr, index)
        for fault in _text_faults(text, originals if one_number else originals[-1:]):
            yield f"{_shown(message)}: {fault} in {text!r}"


def _text_faults(text: str, originals: Sequence[str]) -> Iterator[str]:
    if all(_gaps(text) != _gaps(original) for original in originals):
        yield f"the gaps are {_gaps(text)}, not {_gaps(originals[-1])},"
    elif "%(" in text and not _can_be_filled(text):
        yield "a lone % stands (write %%)"
    if sorted(_TAG.findall(text)) != sorted(_TAG.findall(originals[-1])):
        yield "the HTML tags differ"
    for side, strip in (("start", str.lstrip), ("end", str.rstrip)):
        if (strip(text) != text) != (strip(originals[-1]) != originals[-1]):
            yield f"the blanks at the {side} differ"


def _gaps(text: str) -> list[str]:
    return sorted(set(_GAP.findall(text)))


def _can_be_filled(text: str) -> bool:
    try:
        text % defaultdict(int)
    except (ValueError, TypeError):
        return False
    return True


def forms(message: Message) -> list[str]:
    """The translations of a message: one, or one per plural form; empty texts where there is none."""
    return list(message.string) if isinstance(message.string, (list, tuple)) else [message.string or ""]


def _first(message: Message) -> str:
    return str(message.id[0]) if isinstance(message.id, (list, tuple)) else str(message.id)


def _shown(message: Message) -> str:
    text = _first(message)
    return repr(text if len(text) < 70 else text[:67] + "...")


def _chooser(expression: str) -> Callable[[int], int]:
    chosen: Callable[[int], int] = c2py(expression)
    return chosen


@cache
def _serves_one_number(expression: str, index: int) -> bool:
    chooser = _chooser(expression)
    return sum(chooser(n) == index for n in _NUMBERS_TRIED) == 1
