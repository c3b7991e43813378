"""Phrases with so many choices that they are matched as they stand: written out they would be a hundred thousand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from operator import eq

MANY = 60  # so many phrases are still written out

_SIGNS = re.compile(r"[^\w ()|]|[\d_]")
_BRACKETS = re.compile("[()]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase after the other of each part; an empty one leaves the part out. `rank`: which pattern wins."""

    kind: str
    rank: int
    parts: tuple[tuple[str, ...], ...]
    # Of each part the words of its phrases by the first of them, and whether it may be left out.
    _steps: list[tuple[dict[str, list[tuple[str, ...]]], bool]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        steps: list[tuple[dict[str, list[tuple[str, ...]]], bool]] = []
        for part in self.parts:
            choices: dict[str, list[tuple[str, ...]]] = {}
            for each in part:
                words = tuple(each.split(" "))
                if each:
                    choices.setdefault(words[0], []).append(words)
            steps.append((choices, "" in part))
        object.__setattr__(self, "_steps", steps)

    def sizes(self, words: Sequence[str], start: int) -> set[int]:
        """With how many words the pattern can be met from there on."""
        places = {start}
        for choices, optional in self._steps:
            met = set(places) if optional else set()
            for place in places:
                if place < len(words):
                    for each in choices.get(words[place], ()):
                        end = place + len(each)
                        if end <= len(words) and all(map(eq, each, words[place:end])):
                            met.add(end)
            if not met:
                return met
            places = met
        return {place - start for place in places if place > start}

    def words(self) -> set[str]:
        return {word for part in self.parts for each in part for word in each.split()}

    def first_words(self) -> set[str]:
        """The words with which it can begin."""
        found: set[str] = set()
        for part in self.parts:
            found |= {each.split()[0] for each in part if each}
            if "" not in part:
                break
        return found

    def single_words(self) -> Iterator[str]:
        """What it can be met by all alone."""
        for place, part in enumerate(self.parts):
            if all("" in other for at, other in enumerate(self.parts) if at != place):
                yield from (each for each in part if each and " " not in each)


class BrokenPhrase(ValueError):
    """A phrase with a sign that is neither letter nor bracket, or brackets that do not match."""


def written_out(phrase: str) -> list[str]:
    """The phrase with each of its choices, each once. Raises BrokenPhrase."""
    if "(" not in phrase:
        return [" ".join(each.split()) for each in _plain(phrase)]
    each_once = dict.fromkeys(" ".join("".join(choice).split()) for choice in product(*_pieces(phrase)))
    return [each for each in each_once if each]


def parts_of(phrase: str) -> tuple[tuple[str, ...], ...] | None:
    """The parts of a phrase such as `(many |)thanks (a lot|)`; None where it is to be written out, because it has few
    choices, or some that begin or end inside of a word. Raises BrokenPhrase.
    """
    if "(" not in phrase and ")" not in phrase:
        _plain(phrase)
        return None
    pieces = _pieces(phrase)
    if prod(map(len, pieces)) <= MANY or not _of_whole_words(pieces):
        return None
    parts = (tuple(dict.fromkeys(" ".join(each.split()) for each in piece)) for piece in pieces)
    return tuple(part for part in parts if part != ("",))


def _pieces(phrase: str) -> list[list[str]]:
    """What stands between the outermost brackets, and inside of each of them its choices, inner ones written out."""
    pieces, depth, begun = list[list[str]](), 0, 0
    for bracket in _BRACKETS.finditer(phrase):
        place = bracket.start()
        if bracket[0] == "(":
            if depth == 0:
                pieces.append(_plain(phrase[begun:place]))
                begun = place + 1
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                pieces.append(_inside(phrase[begun:place]))
                begun = place + 1
        if depth < 0:
            break
    if depth != 0:
        raise BrokenPhrase(phrase)
    return [*pieces, _plain(phrase[begun:])]


def _inside(text: str) -> list[str]:
    """The choices between two brackets, inner ones written out."""
    if "(" not in text:
        if _SIGNS.search(text):
            raise BrokenPhrase(text)
        return text.split("|")  # nearly all are of this kind
    return [each for choice in _choices(text) for each in map("".join, product(*_pieces(choice)))]


def _plain(text: str) -> list[str]:
    if "|" in text or _SIGNS.search(text):
        raise BrokenPhrase(text)
    return [text]


def _choices(inside: str) -> Iterator[str]:
    """Split at the bars that stand in no inner brackets."""
    depth, begun = 0, 0
    for place, sign in enumerate(inside):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            yield inside[begun:place]
            begun = place + 1
    yield inside[begun:]


def _of_whole_words(pieces: Sequence[Sequence[str]]) -> bool:
    """Whether between any two choices that can meet there is a blank."""
    for place, piece in enumerate(pieces):
        if not any(each and not each.endswith(" ") for each in piece):
            continue
        for following in pieces[place + 1 :]:
            if any(each.isspace() for each in following):
                break
            if any(each and not each.startswith(" ") for each in following):
                return False
            if "" not in following:
                break
    return True
