"""The words of a language, read from `words.<language>.txt`: which kind each word or phrase is.

A file has one block a kind: `[thanks]`, then words and phrases with commas or line ends between. `(a|b)` is one of
several, `(a|)` may be missing, so that `благодар(я|им)` are two words and `(many |)thanks` two phrases. A line that
begins with `#` is a comment. What each kind means stands in `grammar.py`. A phrase that is in several blocks is of the
kind that stands first in KINDS; the longest phrase wins over its parts.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from accord.messaging.courtesy import latin
from accord.messaging.courtesy.endings import Forms
from accord.messaging.courtesy.patterns import BrokenPhrase, Pattern, parts_of, written_out

KINDS = (
    # Words that say that it is courtesy.
    "thanks", "praise", "wish", "works", "arrived", "solved", "understood", "helped",
    # Words that may stand for themselves.
    "hello", "closing", "people", "okay", "yes", "sorry", "checked", "finally",
    # Words that need others in their clause.
    "gone", "fault", "problem", "service", "thing", "person", "quality", "quick", "did", "that", "for", "nice",
    "occasion", "is", "asks", "again", "now", "day", "where", "title", "name", "able", "small",
)  # fmt: skip
# Words that are no part of a text: they say what is no name, how the line of a mail program begins, and which unknown
# words are safe where they stand (`guessing.py`): beside "sure" good news, at the beginning of a clause before surer
# news ("first"), behind "took" or a "place" word, never one of "bad" beginning.
LISTS = ("no_name", "footer", "confidential", "sure", "first", "took", "place", "determiner", "bad")
NEVER = "never"
GUESSED_KINDS = ("did", "service", "thing", "works", "person")

_RANK = {kind: place for place, kind in enumerate((NEVER, *KINDS))}
_BLOCK = re.compile(r"^\[(\w+)\]$")
_MANY = re.compile(r"(.)\1{2,}")
_ACCENTS = re.compile("[\u0300-\u0305\u0307-\u036f]")  # all but the breve that makes й of и
_TWICE = re.compile(r"([^\W\d_])\1")
_ACCENT_COUNTS_BELOW = 5  # letters: še is not se, but palidzibu is palīdzību
_SLIP_FROM = {"thanks": 6, "service": 7, "arrived": 7}  # letters
_MOST_KEYED = 20_000  # words remembered a language
_MOST_MET = 2_000  # beginnings of phrases remembered a language: a text asks for the same ones many times


# Kind, phrase, and its parts where it has many choices.
Entry = tuple[str, str, tuple[tuple[str, ...], ...] | None]


class BrokenWords(ValueError):
    """A word file that cannot be read: its text names the file, the line and what is wrong."""


class Lexicon:
    """The phrases of one language, in its own letters or (`transliterated`) as they are typed in Latin ones."""

    def __init__(self, language: str, *, transliterated: bool = False) -> None:
        self.language = language
        self._latin = language if transliterated else ""
        self._kinds: dict[str, str] = {}
        self._longest: dict[str, int] = {}
        self.lists: dict[str, set[str]] = {name: set() for name in LISTS}
        self.nice: set[str] = set()
        self._keyed: dict[str, str] = {}
        self._patterns: dict[str, list[Pattern]] = {}
        self._met: dict[tuple[str, ...], list[tuple[int, str]]] = {}
        self._in_patterns: set[str] = set()
        found = [*entries("any"), *entries(language)]
        for kind, phrase, many in sorted(found, key=lambda each: _RANK.get(each[0], 0)):
            if many is not None and not transliterated and kind not in (*LISTS, "nice"):
                self._add_pattern(kind, many)
                continue
            for key in (key for each in written_out(phrase) for key in self._keys(each)):
                if kind in LISTS:
                    self.lists[kind].add(key)
                else:
                    self._add(key, kind)
                    if kind == "nice":
                        self.nice.add(key)
        for kind in GUESSED_KINDS:
            self._add(f"?{kind}", kind)
        self._bad = tuple(sorted(self.lists["bad"]))

    def _add(self, key: str, kind: str) -> None:
        self._kinds.setdefault(key, kind)
        words = key.split(" ")
        self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    def _add_pattern(self, kind: str, parts: tuple[tuple[str, ...], ...]) -> None:
        plain = tuple(tuple(bare(each) for each in part) for part in parts)
        for pattern in {Pattern(kind, _RANK.get(kind, 0), each) for each in (parts, plain)}:
            for word in pattern.first_words():
                self._patterns.setdefault(word, []).append(pattern)
            self._in_patterns |= pattern.words()
            for word in pattern.single_words():
                self._add(word, kind)

    def _keys(self, phrase: str) -> set[str]:
        if self._latin:
            return latin.spellings(phrase, self._latin)
        return {phrase, bare(phrase)}

    def key(self, word: str) -> str:
        """The word as the lexicon writes it, or as it stands (folded) if it is not in it."""
        found = self._keyed.get(word)
        if found is None:
            if len(self._keyed) >= _MOST_KEYED:
                self._keyed.clear()
            found = self._keyed[word] = self._key(word)
        return found

    def _key(self, word: str) -> str:
        folded = latin.typed(word, self._latin) if self._latin else word
        if self.has(folded):
            return folded
        for guess in _guesses(folded):
            if self.has(guess):
                return guess
        if self._latin:
            return self._slip(folded)
        return self._forms.known(folded) or self._forms.known(bare(folded)) or self._slip(folded)

    def has(self, key: str) -> bool:
        """Whether a word, as `key` gives it, is in the lexicon, alone or as a part of a phrase."""
        return key in self._longest or key in self._inner or key in self._in_patterns

    def is_ordinary(self, word: str) -> bool:
        """Whether a folded word is in the lexicon as anything but a name."""
        known = self.has(word) or word in self.lists["no_name"]
        return known and self._kinds.get(word) != "name"

    def is_bad(self, word: str) -> bool:
        """Whether an unknown word must stay unknown: it begins like bad news, or it asks."""
        return word.startswith(self._bad) or word in self.lists["no_name"]

    def phrases(self, words: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
        """(end, kind) of each phrase of the lexicon that begins at that place."""
        if start >= len(words):
            return
        rest = tuple(words[start:])
        known = self._met.get(rest)
        if known is None:
            if len(self._met) >= _MOST_MET:
                self._met.clear()
            known = self._met[rest] = self._phrases(rest)
        for size, kind in known:
            yield start + size, kind

    def _phrases(self, words: tuple[str, ...]) -> list[tuple[int, str]]:
        """(words, kind) of each phrase that begins there, the shortest first."""
        found: dict[int, str] = {}
        for size in range(1, min(self._longest.get(words[0], 0), len(words)) + 1):
            kind = self._kinds.get(" ".join(words[:size]))
            if kind:
                found[size] = kind
        for pattern in self._patterns.get(words[0], ()):
            for size in pattern.sizes(words, 0):
                other = found.get(size)
                if other is None or pattern.rank < _RANK.get(other, 0):
                    found[size] = pattern.kind
        return sorted(found.items())

    def vocabulary(self) -> list[str]:
        """All its phrases that are written out, and the words of the others."""
        return [*self._kinds, *sorted(self._in_patterns)]

    @cached_property
    def _inner(self) -> frozenset[str]:
        return frozenset(word for phrase in self._kinds if " " in phrase for word in phrase.split(" ")[1:])

    @cached_property
    def _forms(self) -> Forms:
        return Forms(self.language, [(word, kind) for word, kind in self._kinds.items() if " " not in word])

    @cached_property
    def _misspelt(self) -> frozenset[str]:
        return frozenset(
            word
            for phrase, kind in self._kinds.items()
            for word in phrase.split(" ")
            if len(word) >= _SLIP_FROM.get(kind, 99)
        ) | frozenset(
            word
            for pattern in {id(each): each for found in self._patterns.values() for each in found}.values()
            if pattern.kind in _SLIP_FROM
            for word in pattern.words()
            if len(word) >= _SLIP_FROM[pattern.kind]
        )

    @cached_property
    def _shortened(self) -> dict[str, str]:
        """Each misspelt word without one of its letters (never the first): what it was meant to be."""
        return {
            word[:at] + word[at + 1 :]: word for word in sorted(self._misspelt) for at in range(1, len(word))
        }

    def _slip(self, word: str) -> str:
        """The long word of thanks that a slip of the finger was meant to be: two letters changed about, one missing."""
        if len(word) < min(_SLIP_FROM.values()) - 1:
            return word
        known = self._misspelt
        for at in range(len(word) - 1):
            guess = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            if guess in known:
                return guess
        return self._shortened.get(word, word)


def _guesses(word: str) -> Iterator[str]:
    """How the word may be meant: without stretched letters, without its accents, with doubled letters single."""
    short = _MANY.sub(r"\1", word)
    for each in (_MANY.sub(r"\1\1", word), short, _TWICE.sub(r"\1", word)):
        if each != word and (len(each) >= 2):
            yield each
            yield bare(each)
    if len(word) >= _ACCENT_COUNTS_BELOW:
        yield bare(word)


def folded(text: str) -> str:
    """Lower case, apostrophes off, ё as е: how words are compared."""
    text = unicodedata.normalize("NFC", text).lower()
    return re.sub("['’´`]", "", text).replace("ё", "е").replace("ѝ", "и")


def bare(text: str) -> str:
    """Without the accents of Latin letters; й stays й."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))


@lru_cache(maxsize=4_096)
def is_no_name(word: str) -> bool:
    """Whether a folded word means something in any language, so that it is no name though it has a capital."""
    return any(each.is_ordinary(word) for each in map(lexicon, ("en", "bg", "et", "lv", "ru", "sl")))


@lru_cache(maxsize=16)
def lexicon(language: str, transliterated: bool = False) -> Lexicon:
    """The lexicon, read when a text first needs it."""
    return Lexicon(language, transliterated=transliterated)


def entries(language: str) -> Iterator[Entry]:
    """What stands in the file of a language. Raises BrokenWords."""
    path = Path(__file__).with_name(f"words.{language}.txt")
    yield from read(path.read_text(encoding="utf-8"), path.name)


def read(text: str, name: str) -> Iterator[Entry]:
    """What stands in a file's text. Raises BrokenWords with the name and the line."""
    kind = ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        block = _BLOCK.match(line)
        if block:
            kind = block[1]
            if kind not in (*KINDS, *LISTS, NEVER):
                raise BrokenWords(f"{name}, line {number}: there is no kind of words called {kind}")
        elif line and not line.startswith("#"):
            if not kind:
                raise BrokenWords(f"{name}, line {number}: words before the first block")
            for phrase in folded(line.replace("-", " ")).split(","):
                phrase = phrase.strip()
                try:
                    many = parts_of(phrase)
                except BrokenPhrase as broken:
                    where = f"{name}, line {number}"
                    sentence = (
                        f"{where}: {broken} has a sign that is neither letter nor bracket, or a bracket alone"
                    )
                    raise BrokenWords(sentence) from broken
                if phrase:
                    yield kind, phrase, many
