"""Texts with their search terms, exact ones and stems apart, so that a message's terms can be joined from its parts."""

from functools import cache, lru_cache

from accord.core.fulltext.stemming import stem
from accord.core.fulltext.terms import STEM_MARK, terms
from accord.project.seeding.histories import Words


def worded(text: str, language: str) -> Words:
    """A text with its terms."""
    found = terms(text, language)
    exact = [term for term in found if not term.startswith("~")]
    return Words(text, " ".join(exact), " ".join(found[len(exact) :]), language)


@lru_cache(maxsize=8192)
def of_name(name: str, language: str) -> Words:
    """A name, an address or a file's name with its terms: met again and again."""
    return worded(name, language)


def of_code(code: str, language: str) -> Words:
    """A ticket's code with its terms: the whole without dashes, then its parts, which are met again and again."""
    parts = list(dict.fromkeys(code.lower().split("-")))
    stems = [_stem_of(part, language) for part in parts if part.isalpha()]
    return Words(code, " ".join([code.replace("-", "").lower(), *parts]), " ".join(filter(None, stems)))


@cache  # 23^3 parts of codes without digits in each language
def _stem_of(part: str, language: str) -> str:
    root = stem(part, language)
    return STEM_MARK + root if root != part else ""


def of_address(address: str, language: str) -> Words:
    """A seeded contact's address with its terms. Those that end with a number differ in nothing else."""
    local, _, domain = address.partition("@")
    if not local[-6:].isdigit():
        return of_name(address, language)
    like = of_name(f"{local[:-6]}{_SOME}@{domain}", language)
    return Words(address, like.exact.replace(_SOME, local[-6:]), like.stems)


@lru_cache(maxsize=8192)
def of_writer(name: str, address: str, language: str) -> Words:
    """Whoever wrote a message: the terms of name and address, in this order."""
    parts = of_name(name, language), of_address(address, language)
    exact, stems = ([part.exact for part in parts], [part.stems for part in parts])
    return Words("", " ".join(filter(None, exact)), " ".join(filter(None, stems)))


_SOME = "123456"
