"""Other forms of a known word: a noun or adjective in another case, a past verb or participle of another gender.

Only endings that make no request of a word: no imperatives, no infinitives, no conditionals, no "without" (Estonian
-ta). Kinds whose words say nothing by themselves take all endings; words of good news change gender and number alone.
"""

from collections.abc import Iterable

_SHORTEST_STEM = 4
_NOMINAL_KINDS = frozenset(("service", "thing", "person", "quality", "quick", "nice", "occasion"))
_VERBAL_KINDS = frozenset(("works", "arrived", "solved", "helped", "understood"))

_NOMINAL: dict[str, str] = {
    "en": "",
    "bg": "а о я и ът ят та то те ия ият ата ото ите ове овете ата ията ият ение ен на но ни ния ният ната ното ните",
    "ru": "а я у ю ы е ё о ь ой ей ою ом ем ам ям ами ями ах ях ов ев ию ия ии ием ый ий ая яя ое ее ые ие ого его "
    "ому ему ым им ых их ую юю ыми ими",
    "sl": "a e i o u ov ev om em am im ih ih ah ami imi ega emu ega mi a",
    "lv": "s š is us a e i u ā ē ū o as es us am em im um ai ei ām ēm iem ās ēs os ie ais ajam ajai ajā "
    "ajiem ajām ības ību ībai",
    "et": "e i u a d t s l le lt ga ks st sse na de te dele tele dega tega dest test dele tes des id us use ust "
    "ne se sed sete line lise list lised liste lik liku likku likud like",
}  # fmt: skip
_VERBAL: dict[str, tuple[str, ...]] = {
    "en": (),
    "bg": ("ен ена ено ени ената ения", "ан ана ано ани ания", "ал ала ало али", "ил ила ило или", "ел ела ело ели"),
    "ru": ("л ла ло ли", "лся лась лось лись", "ен ена ено ены", "ан ана ано аны"),
    "sl": ("l la lo li le", "en ena eno eni ene", "an ana ano ani ane"),
    "lv": ("ts ta ti tas", "is usi uši ušas", "ies usies ušies ušās"),
    "et": ("is isid iski", "s sid ski", "b bki vad"),
}  # fmt: skip
_Groups = tuple[tuple[str, ...], ...]


def _listed(text: Iterable[str]) -> tuple[str, ...]:
    """Endings, the longest stem first; nothing is an ending too."""
    return ("", *sorted(dict.fromkeys(text), key=len))


class Forms:
    """The stems of one lexicon; `known` gives the listed word that a form belongs to."""

    def __init__(self, language: str, kinds: Iterable[tuple[str, str]]) -> None:
        given = _NOMINAL[language]
        self._nominal = _listed(given.split(" ")) if given else ()
        self._verbal: _Groups = tuple(tuple(group.split(" ")) for group in _VERBAL[language])
        self._stems: dict[str, str] = {}
        self._verbs: dict[tuple[int, str], str] = {}
        for word, kind in kinds:
            if kind in _NOMINAL_KINDS:
                self._learn_noun(word)
            elif kind in _VERBAL_KINDS:
                self._learn_verb(word)

    def _learn_noun(self, word: str) -> None:
        for ending in reversed(self._nominal):
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                self._stems.setdefault(word[: len(word) - len(ending)], word)
                return

    def _learn_verb(self, word: str) -> None:
        for number, group in enumerate(self._verbal):
            for ending in group:
                if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                    self._verbs.setdefault((number, word[: -len(ending)]), word)

    def known(self, word: str) -> str | None:
        """The listed word of which this is a form, or None. As many look-ups as the language has endings."""
        if len(word) < _SHORTEST_STEM:
            return None
        for number, group in enumerate(self._verbal):
            for ending in group:
                if word.endswith(ending) and (number, word[: -len(ending)]) in self._verbs:
                    return self._verbs[number, word[: -len(ending)]]
        for ending in self._nominal:
            if word.endswith(ending):
                found = self._stems.get(word[: len(word) - len(ending)])
                if found:
                    return found
        return None
