"""Which kinds of words make a clause of courtesy, and which need others beside them.

The kinds of `lexicon.KINDS`: words of SAYING say by themselves that it is courtesy. Words of STANDING may make up a
clause, but never a text. All others need company in their clause: a thing must have arrived or work ("the parcel
arrived"; "the parcel" alone asks for it), a problem must be solved, an hour must be that of something good ("works
now"), a service must be thanked for or praised.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accord.messaging.courtesy.lexicon import Lexicon

SAYING = frozenset(("thanks", "praise", "wish", "works", "arrived", "solved", "understood", "helped", "gone"))
STANDING = (SAYING - {"gone"}) | {
    "hello",
    "closing",
    "people",
    "okay",
    "yes",
    "sorry",
    "checked",
    "finally",
    "title",
    "name",
}
_GOOD = frozenset(("works", "arrived", "solved"))
_STILL_ASKS = frozenset(("thing", "problem"))  # "the parcel is gone", "my request has disappeared"
# A kind, and of which kinds one must stand in the same clause.
NEEDS = {
    "gone": frozenset(("fault",)),
    "fault": frozenset(("solved", "gone")),
    "problem": frozenset(("solved",)),
    "service": frozenset(("for", "praise", "quality", "nice", "quick", "helped", "understood", *_GOOD)),
    "person": frozenset(("thanks", "praise", "quality", "nice", "helped", "works", "solved")),
    "quick": frozenset(("service", "quality", "did", "helped", "praise", *_GOOD)),
    "again": frozenset(("works", "thanks", "wish")),
    "now": frozenset((*_GOOD, "praise", "okay", "yes", "understood", "helped", "thanks", "quality")),
    "day": frozenset((*_GOOD, "helped", "thanks", "praise", "understood")),
    "where": frozenset((*_GOOD, "helped", "praise", "understood", "service", "did")),
    "finally": frozenset((*_GOOD, "praise", "thanks", "finally")),
    "name": frozenset(("thanks", "hello", "praise", "helped", "quality", "name", "closing", "title", "wish")),
    "title": frozenset(("hello", "thanks", "name", "title")),
    "able": frozenset(("works",)),
}
_ASKS_AFTER = frozenset(("", "thanks", "okay", "yes", "hello", "people", "name", "understood"))
_WAYS = 4
_STANDS_ALONE = frozenset(("never", "asks", "day", "where"))


@dataclass(frozen=True)
class Item:
    """A phrase of the lexicon in a text."""

    words: str
    kind: str
    nice: bool = False


def cover(words: Sequence[str], known: Lexicon) -> list[list[Item]]:
    """The ways to cover all words by phrases, those of the fewest phrases first; none if a word is in no phrase.

    Bounded: words times the longest phrase times _WAYS. A way that asks, warns or names an hour or a place stands
    alone: what the longest phrases say holds, whatever their parts would say.
    """
    words = list(words)
    best: list[list[list[Item]]] = [[] for _ in words] + [[[]]]
    for start in range(len(words) - 1, -1, -1):
        found = [
            [_item(words[start:end], kind, known), *rest]
            for end, kind in reversed(list(known.phrases(words, start)))
            for rest in best[end]
        ]
        best[start] = sorted(found, key=len)[:_WAYS]
    ways = best[0]
    if ways and any(item.kind in _STANDS_ALONE for item in ways[0]):
        return ways[:1]
    return [way for way in ways if not any(item.kind == "never" for item in way)]


def _item(words: Sequence[str], kind: str, known: Lexicon) -> Item:
    phrase = " ".join(words)
    return Item(phrase, kind, phrase in known.nice)


def is_fine(items: Sequence[Item], before: Iterable[str]) -> bool:
    """Whether the clause is one of courtesy, given the kinds of the clauses before it."""
    kinds = [item.kind for item in items]
    there = set(kinds)
    thanked = "thanks" in there or "thanks" in before
    if "never" in there or _asks(kinds) or ("gone" in there and there & _STILL_ASKS):
        return False
    if any(kind in there and not (there - {kind} if kind != "finally" and kind != "name" else there) & company
           for kind, company in NEEDS.items()):  # fmt: skip
        return False
    if "service" in there and "for" in there and not there & {"thanks", *_GOOD, "praise", "helped"}:
        return False
    if "thing" in there and not _thing_is_fine(kinds, there):
        return False
    if "occasion" in there and not _wishes(items):
        return False
    if "did" in there and not (thanked and ("that" in there or "for" in there or "thanks" in there)):
        return False
    if "that" in there and not _that_is_fine(there, thanked, set(before)):
        return False
    return (
        bool(there & STANDING)
        or "gone" in there
        or "occasion" in there
        or ("did" in there and thanked)
        or _praises(kinds, there)
    )


def _asks(kinds: list[str]) -> bool:
    """An English clause that turns its verb round asks, with a question mark or without: "is it fixed"."""
    return any(
        kind == "asks" and (kinds[at - 1] if at else "") in _ASKS_AFTER for at, kind in enumerate(kinds)
    )


def _thing_is_fine(kinds: list[str], there: set[str]) -> bool:
    if there & _GOOD:
        return True
    if there & {"is", "now"} and there & {"praise", "quality"}:
        return True
    return "thanks" in there and "for" in there


def _wishes(items: Sequence[Item]) -> bool:
    """A nice word before the occasion, and no "is", which would make an appointment of it."""
    at = next(place for place, item in enumerate(items) if item.kind == "occasion")
    kinds = {item.kind for item in items}
    return "is" not in kinds and (any(item.nice for item in items[:at]) or "wish" in kinds)


def _that_is_fine(there: set[str], thanked: bool, before: set[str]) -> bool:
    if thanked and there & {"did", "helped", *_GOOD}:
        return True
    return bool(there & _GOOD) and ("checked" in there or "checked" in before)


def _praises(kinds: list[str], there: set[str]) -> bool:
    return len(kinds) > 1 and bool(there & {"quality", "nice"})


def says_it(kinds: set[str], *, guessed: bool = False) -> bool:
    """Whether a text of clauses that are all fine is courtesy, by the kinds of all of its words.

    `guessed`: one of the words is not in the lexicon; then the text must thank or praise too.
    """
    if guessed and not kinds & {"thanks", "praise", "helped"}:
        return False
    if "checked" in kinds and not kinds & {*_GOOD, "praise"}:
        return False
    if "yes" in kinds and not kinds & {*_GOOD, "praise", "sorry", "understood", "helped"}:
        return False
    return bool(kinds & SAYING) or ("occasion" in kinds)
