"""Bulgarian: a light stemmer of our own (the article off, then number and person, then softening)."""

import re

_ARTICLE = re.compile(r"(?<=...)(?:ът|ят|(?<=[аеиоуя])(?:та|то|те))$")
_ENDING = re.compile(r"(?<=...)(?:овци|ове|еве|ия|ие|ии|ию|ям|ат|ят|аш|яш|еш|иш|ете|ите|ам|а|я|о|е|и|у|ю)$")
_PAST = re.compile(r"(?<=.....)(?:ах|ях|их|ал|ял|ил|ан|ен|ат|ят)$")
_FLEETING = re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])[еъ](?=[нркл]$)")
_SOFTENED = str.maketrans("цз", "кг")


def stem(word: str) -> str:
    """The stem of a folded Bulgarian word."""
    bare = _ENDING.sub("", _ARTICLE.sub("", word, count=1), count=1)
    bare = _PAST.sub("", bare, count=1)
    if len(bare) > 4:
        bare = _FLEETING.sub("", bare)
    return bare[:-1] + bare[-1].translate(_SOFTENED)
