"""Words that nobody listed and that are safe where they stand: a thing that works, a deed that is thanked for.

Nobody can list all that may arrive or work in every trade, nor all that people are thanked for. An unknown word is
taken for such a word only if its place and its form say so ("the ___ works now", "thanks for your ___ness", "hvala,
da ste ___li"), if it is on no list of bad words, and if the text holds few of them; and a text with a guessed word is
courtesy only if it thanks or praises as well (`grammar.says_it`).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from accord.messaging.courtesy.lexicon import GUESSED_KINDS, Lexicon

MOST = 2  # unknown words a text
GUESSED = {kind: f"?{kind}" for kind in GUESSED_KINDS}

_NOUN_BEFORE = frozenset(("for", "quality", "quick", "small", "nice", "title", "service"))
_AFTER_NOUN = frozenset(("small", "for", "that", "day"))
_AROUND_TAKEN = frozenset(
    ("small", "now", "day", "again", "quality", "nice", "thing", "title", "arrived", "works")
)

# What the deed that is thanked for looks like, behind "that" or "for".
_DID = {
    "en": r"[a-z]{2,}ing",
    "bg": r"[а-я]{2,}(?:ахте|яхте|ихте|охте)",
    "ru": r"[а-я]{3,}ли(?:сь)?",
    "lv": r"[a-zāčēģīķļņšūž]{2,}(?:āt|jāt|īt|āties)",
    "et": r"[a-zõäöüšž]{3,}(?:site|sid|mast)",
    "sl": r"[a-zčšž]{3,}li",
}
# What people are thanked for, behind "for": names of qualities and of doings.
_SERVICE = {
    "en": r"[a-z]{3,}(?:ness|ity|tion|sion|ment|ance|ence|ship|ism|ude|ing|cy)",
    "bg": r"[а-я]{3,}(?:остта|ост|ството|ство|ането|яването|ането|ане|ението|ение|енето|ене|изма|изъм|ията|ция)",
    "ru": r"[а-я]{3,}(?:ость|ство|ение|ение|ания|ание|ению|изм|ацию|ацию|ику)",
    "lv": r"[a-zāčēģīķļņšūž]{3,}(?:šanu|šanos|šanās|ību|umu|tāti|ismu|ciju|enci)",
    "et": r"[a-zõäöüšž]{3,}(?:mise|use|tuse|likkuse|suse|tsiooni|ismi)",
    "sl": r"[a-zčšž]{3,}(?:ost|nost|anje|enje|stvo|itev|cijo|cije|izem)",
}
# What a noun looks like that stands before "works" or "arrived".
_THING = {
    "en": r"[a-z]{3,}",
    "bg": r"[а-я]{3,}(?:ът|ят|та|то|те)",
    "ru": r"[а-я]{2,}(?:[бвгджзклмнпрстфхцчшщ]|[бвгджзклмнпрстфхцчшщ]ка|[бвгджзклмнпрстфхцчшщ]а|ия|ль|рь|нь|сть)",
    "lv": r"[a-zāčēģīķļņšūž]{2,}(?:[^aāeēiīoōuūt]s|[^t]is|us|š|[^t]a|e)",
    "et": r"[a-zõäöüšž]{3,}",
    "sl": r"[a-zčšž]{2,}[^oeijuč]",
}
# What it looks like at the beginning of a clause, where the language has no word such as "my" before it: a nominative.
# Estonian: no adverb, no other case, no verb, no adjective in -ne ("the upper one works"), no demand ("...nõue").
_FIRST = re.compile(
    r"(?!.*(?:lt|ti|ni|ga|ta|ks|na|l|st|[aeio]s|le|gi|ki|b|ge|ke|me|te|da|ma|an|en|in|un|vad|sid|des|id|ne"
    r"|arve|nõue|kutse|teade|trahv|hoiatus|kiri|otsus|utus|viga|vead|tõrge|rike|rikked|kaebus|võlg|maks|häire)$)"
    r"[a-zõäöüšž]{4,}"
)
# What the same noun looks like behind "I received".
_TAKEN = {
    "en": r"[a-z]{3,}",
    "bg": r"[а-я]{3,}[^н](?:ът|ят|та|то|те)",
    "ru": r"[а-я]{2,}(?:[бвгджзклмнпрстфхцчшщ]|ку|шу|жу|ль|рь|нь)",
    "lv": r"[a-zāčēģīķļņšūž]{2,}(?:[^t]u|[^t]i)",
    "et": r"[a-zõäöüšž]{3,}",
    "sl": r"[a-zčšž]{2,}(?:[^oeijunčtl]|[^nlt]o)",
}
_CAN = {
    "en": r"[a-z]{3,}",
    "bg": r"[а-я]{3,}",
    "ru": r"[а-я]{3,}(?:ть|ться|тись|чь)",
    "lv": r"[a-zāčēģīķļņšūž]{3,}(?:t|ties)",
    "et": r"[a-zõäöüšž]{3,}(?:da|ta|tud|dud|ga)",
    "sl": r"[a-zčšž]{3,}(?:ti|m|mo)",
}
# Whom one thanks, in the case that "thanks" asks for: names of trades and of places of work.
_PERSON = {
    "en": r"[a-z]{3,}",
    "bg": r"[а-я]{3,}(?:ът|ят|та|то|те|ите)",
    "ru": r"[а-я]{2,}(?:(?:ист|ер|ор|ар|ник|тел|щик|чик|ант|ент|лог)(?:у|ю|ам|ям)|(?:ниц|тк|рк|йк|шк|истк)(?:е|ам))",
    "lv": r"[a-zāčēģīķļņšūž]{2,}"
    r"(?:(?:tāj|ēj|niek|ist|ier|or|ent|ant|dienest|log)(?:am|iem)|(?:tāj|ēj|niec|ist|ent|log)(?:ai|ei|ām|ēm))",
    "et": r"[a-zõäöüšž]{2,}(?:ja|jate|jale|nik|niku|nike|ist|isti|or|ori|er|eri|log|logi)(?:le|tele)",
    "sl": r"[a-zčšž]{2,}(?:(?:ar|er|or|ist|ec|c|nik|telj|log|ant|ent)(?:ju|u|jem|em|om|im)|nim)",
}
_TABLES = {"did": _DID, "service": _SERVICE, "thing": _THING, "taken": _TAKEN, "can": _CAN, "person": _PERSON}
_ARTICLES = frozenset(("the", "your", "all", "my", "our"))
_DETERMINED = frozenset(("en", "et"))  # where a noun's form says nothing, a word such as "my" must say it


class Guesses:
    """The shapes of one language."""

    def __init__(self, language: str) -> None:
        self._shapes = {name: re.compile(table[language]) for name, table in _TABLES.items()}
        self._determined = language in _DETERMINED

    def may_be(self, word: str) -> bool:
        """Whether the word has the form of any of them."""
        return any(shape.fullmatch(word) for shape in self._shapes.values())

    def guess(self, words: Sequence[str], at: int, known: Lexicon) -> str | None:
        """What `words[at]` must be in its clause, as a word of the lexicon (GUESSED), or None."""
        word = words[at]
        if known.is_bad(word):
            return None
        before = _kinds_before(words, at, known)
        if "able" in before and self._is(word, "can"):
            return GUESSED["works"]
        earlier = {kind for place in range(at) for _, kind in known.phrases(words, place)}
        if self._is(word, "did") and ("that" in earlier or ("for" in before and self._determined)):
            return GUESSED["did"]
        ends = at + 1 == len(words) or bool({kind for _, kind in known.phrases(words, at + 1)} & _AFTER_NOUN)
        if ends and "for" in earlier and before & _NOUN_BEFORE and self._is(word, "service"):
            return GUESSED["service"]
        if ends and "thanks" in earlier and self._is(word, "person") and self._addressed(words, at, before):
            return GUESSED["person"]
        if self._is_news(words, at, before, known):
            return GUESSED["thing"]
        return None

    def _is(self, word: str, shape: str) -> bool:
        return self._shapes[shape].fullmatch(word) is not None

    def _is_first(self, words: Sequence[str], at: int, known: Lexicon) -> bool:
        """Whether the word begins its clause as a bare noun that is said to work, by the words of the list `first`."""
        first = known.lists["first"]
        return at == 0 and _FIRST.fullmatch(words[0]) is not None and any(word in first for word in words[1:])

    def _addressed(self, words: Sequence[str], at: int, before: set[str]) -> bool:
        """Behind "to the" or "на" where a language says it so, else right behind the thanks."""
        if self._determined or words[at][-1:] in "теоя":
            return "for" in before or (at > 1 and words[at - 1] in _ARTICLES and words[at - 2] == "to")
        return bool(before & {"thanks", "quality", "people", "person"})

    def _is_news(self, words: Sequence[str], at: int, before: set[str], known: Lexicon) -> bool:
        """Whether the word is a noun that is said to work or to have come, or the place where it was received."""
        sure, took = known.lists["sure"], known.lists["took"]
        if self._is_first(words, at, known):
            return True
        if self._is(words[at], "thing") and any(word in sure for word in words[at + 1 :]):
            return (
                not self._determined
                or at > 0
                and (
                    words[at - 1] in known.lists["determiner"]
                    or words[at - 1].startswith("?")
                    or "thing" in before
                )
            )
        if not any(word in took for word in words[:at]):
            return False
        kinds = [{kind for _, kind in known.phrases(words, place)} for place in range(at + 1, len(words))]
        if not all(each & _AROUND_TAKEN for each in kinds):
            return False
        if words[at - 1] in known.lists["place"]:
            return True
        return self._is(words[at], "taken") and (
            words[at - 1] in took
            or words[at - 1] in known.lists["determiner"]
            or (not self._determined and bool(before & {"small", "quality", "now", "day"}))
        )


@lru_cache(maxsize=8)
def guesses(language: str) -> Guesses:
    """The guesses of a language, made when a text first needs them."""
    return Guesses(language)


def _kinds_before(words: Sequence[str], at: int, known: Lexicon) -> set[str]:
    """The kinds of the phrases that end right before the place."""
    return {
        kind for begin in range(max(0, at - 5), at) for end, kind in known.phrases(words, begin) if end == at
    }
