"""Folding: one spelling for what people write in several (case, accents, widths, invisible signs)."""

import unicodedata
from functools import lru_cache

_LETTERS = {
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ı": "i",
    "ħ": "h",
    "ŋ": "n",
}
_INVISIBLE = frozenset("\u00ad\u0640\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f")


def _is_accent(sign: str) -> bool:
    """Marks that a hurried writer leaves out: Latin, Greek, Cyrillic accents, Hebrew points, Arabic vowels."""
    return (
        "\u0300" <= sign <= "\u036f"
        or "\u0591" <= sign <= "\u05c7"
        or "\u064b" <= sign <= "\u065f"
        or sign == "\u0670"
    )


class _Accents(dict[int, str]):
    """A table for str.translate that works out each sign once."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if sign in _INVISIBLE:
            folded = ""
        elif sign == "й":
            folded = sign  # a letter of its own, not an и with an accent: endings are told apart by it
        else:
            bare = "".join(c for c in unicodedata.normalize("NFD", sign) if not _is_accent(c))
            folded = _LETTERS.get(bare, unicodedata.normalize("NFC", bare))
        self[code] = folded
        return folded


_ACCENTS = _Accents()


def casefolded(text: str) -> str:
    """NFKC and case folded, accents kept: what Snowball's stemmers expect."""
    if text.isascii():
        return text.lower()
    # Folding case may leave a form that NFKC would compose anew (the Turkish dotted I), hence twice.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def without_accents(text: str) -> str:
    """Drop accents and invisible signs from casefolded text."""
    return text if text.isascii() else text.translate(_ACCENTS)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The one spelling under which `text` is indexed: "Ё" -> "е", "Straße" -> "strasse", "ＡＢＣ" -> "abc"."""
    return without_accents(casefolded(text))
