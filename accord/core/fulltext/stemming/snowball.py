"""Snowball's stemmers by language key, one instance per thread because they keep state while they work."""

import threading
from typing import Protocol

import snowballstemmer

ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


class _PerThread(threading.local):
    def __init__(self) -> None:
        self.stemmers: dict[str, _Stemmer] = {}


_here = _PerThread()


def stem(word: str, language: str) -> str:
    """Snowball's stem of a casefolded word; the word itself for a language Snowball does not know."""
    name = ALGORITHMS.get(language)
    if name is None or name not in snowballstemmer.algorithms():
        return word
    stemmer = _here.stemmers.get(language)
    if stemmer is None:
        stemmer = _here.stemmers[language] = snowballstemmer.stemmer(name)
    return str(stemmer.stemWord(word))
