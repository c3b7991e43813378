"""Latvian: a light stemmer of our own on folded words (endings off, softened consonants hardened)."""

import re

# Folding has already made ā into a and ņ into n, so one ending stands for several.
_ENDING = re.compile(
    r"(?<=...)(?:iem|ais|am|as|ai|ei|em|es|ie|im|is|os|us|u|a|e|i|o|s)$",
)
# What makes a noun, an infinitive or a definite adjective of a root: maksā-jums, maksā-t, bojāt-ais.
_FORMING = re.compile(r"(?<=...)(?:[aei]jum|[aei]j|[aeio]t|(?<=[mpkg])t)$")


def stem(word: str) -> str:
    """The stem of a folded Latvian word."""
    bare = _FORMING.sub("", _ENDING.sub("", word, count=1), count=1)
    if len(bare) < 4:
        return bare
    # The softening before some endings: upju of upe, piegāžu of piegāde.
    if bare[-1] == "j" and bare[-2] in "bpmv":
        return bare[:-1]
    return bare[:-1] + "d" if bare[-1] == "z" else bare
