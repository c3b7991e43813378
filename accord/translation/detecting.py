"""In which language a text is written (DOMAIN 7.12). Used by the worker; the models load on first use.

lingua's low-accuracy mode: trigrams only. Measured: about 17 MB for all languages below, 0.3 ms for 160 characters,
and up to half a second once, while the models load.
"""

import re
from functools import cache
from typing import Any

WORDS = 3
LONGEST = 160
SURE = 0.5
_WORD = re.compile(r"[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
# ISO code -> (lingua's name, its letters). The languages of our interface first.
_OWN = {
    "en": ("ENGLISH", _LATIN),
    "bg": ("BULGARIAN", "абвгдежзийклмнопрстуфхцчшщъьюя"),
    "et": ("ESTONIAN", _LATIN + "äöüõšž"),
    "lv": ("LATVIAN", _LATIN + "āčēģīķļņšūž"),
    "ru": ("RUSSIAN", _RUSSIAN + "ё"),
    "sl": ("SLOVENE", _LATIN + "čšž"),
}
_OTHERS = {
    "de": ("GERMAN", _LATIN + "äöüß"),
    "es": ("SPANISH", _LATIN + "áéíóúüñ"),
    "fi": ("FINNISH", _LATIN + "äöå"),
    "fr": ("FRENCH", _LATIN + "àâæçéèêëîïôœùûüÿ"),
    "it": ("ITALIAN", _LATIN + "àèéìíîòóùú"),
    "lt": ("LITHUANIAN", _LATIN + "ąčęėįšųūž"),
    "pl": ("POLISH", _LATIN + "ąćęłńóśźż"),
    "sv": ("SWEDISH", _LATIN + "åäöé"),
    "uk": ("UKRAINIAN", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
}
_LETTERS = {code: frozenset(letters) for code, (_, letters) in (_OWN | _OTHERS).items()}


# English words that no other language of these writes so. Where three different ones are an eighth of all words, the
# models (0.3 ms) need not be asked.
_ENGLISH = frozenset(
    "the and you your please with this that which would could should what where when how after since because without "  # noqa: SIM905
    "they there their our were from about thank thanks yesterday today tomorrow ago days weeks again received".split()
)
_DIFFERENT, _PART = 3, 8


def language_of(text: str) -> str:
    """The ISO 639-1 code of the text's language; '' when it has fewer than three words or could be several."""
    text = " ".join(word for word in text[: 4 * LONGEST].split() if not _is_noise(word))[:LONGEST]
    words = _WORD.findall(text)
    if len(words) < WORDS:
        return ""
    letters = "".join(words).lower()
    if letters.isascii() and _is_english(words):
        return "en"
    return _best(_detector(everything=True), text, letters) or _best(_detector(everything=False), text, letters)


def _is_noise(word: str) -> bool:
    """Addresses, mail addresses and codes say nothing about the language."""
    return "@" in word or "://" in word or _DIGIT.search(word) is not None


def _is_english(words: list[str]) -> bool:
    found = [word for word in map(str.lower, words) if word in _ENGLISH]
    return len(found) * _PART >= len(words) and len(set(found)) >= _DIFFERENT


def _best(detector: Any, text: str, letters: str) -> str:
    ranked = detector.compute_language_confidence_values(text)
    if not ranked or ranked[0].value < SURE:
        return ""
    code: str = ranked[0].language.iso_code_639_1.name.lower()
    # Trigrams alone call a Slovenian sentence Finnish; a letter that the language lacks decides.
    strange = sum(letter not in _LETTERS[code] for letter in letters)
    return "" if strange * 100 > len(letters) else code


@cache
def _detector(*, everything: bool) -> Any:
    from lingua import Language, LanguageDetectorBuilder

    chosen = _OWN | _OTHERS if everything else _OWN
    languages = [getattr(Language, name) for name, _ in chosen.values()]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
