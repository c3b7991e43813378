"""Stems: what the forms of one word share. Judged by pairs of words people expect to find each other.

One module per language that needs more than plain Snowball; each has `stem(word: str) -> str`.
"""

from collections.abc import Callable
from functools import lru_cache

from accord.core.fulltext.folding import without_accents
from accord.core.fulltext.stemming import bulgarian, english, estonian, latvian, russian, slovenian, snowball

_OURS: dict[str, Callable[[str], str]] = {
    "bg": bulgarian.stem,
    "en": english.stem,
    "et": estonian.stem,
    "lv": latvian.stem,
    "ru": russian.stem,
    "sl": slovenian.stem,
}
_CYRILLIC = frozenset({"bg", "ru"})
_OTHER_SCRIPTS = frozenset({"ar", "el", "hi", "hy", "ne", "sr", "ta", "yi", "fa"})
LONGEST = 32


def language_key(language: str) -> str:
    """The key of a language tag: "en-GB" -> "en", "" -> ""."""
    return language.replace("_", "-").split("-")[0].lower()


@lru_cache(maxsize=32768)
def stem(word: str, language: str) -> str:
    """The folded stem of a casefolded `word`; the folded word itself where the language has no stemmer.

    Words of a script in which the language is not written, very short, very long or with digits stay whole.
    """
    folded = without_accents(word)
    if not 3 <= len(folded) <= LONGEST or not folded.isalpha():
        return folded
    key = language_key(language)
    if key not in _OTHER_SCRIPTS and (key in _CYRILLIC) != ("\u0400" <= folded[0] <= "\u04ff"):
        return folded
    ours = _OURS.get(key)
    if ours is not None:
        return ours(word if key == "ru" else folded)
    return without_accents(snowball.stem(word, key))
