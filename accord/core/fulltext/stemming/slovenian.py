"""Slovenian: a light stemmer of our own on folded words (endings off, fleeting vowels out)."""

import re

_ENDING = re.compile(
    r"(?<=...)(?:ovega|ovemu|ega|emu|ovih|ovim|ovi|ova|ove|ovo|jejo|jemo|jete|jema|jima|jem|jih|jim|jah|jo|ju|ja|je|ji"
    r"|ima|oma|ema|ami|ama|imi|ev|ov|ih|im|em|om|am|ah|eh|a|e|i|o|u)$"
)
_PARTICIPLE = re.compile(r"(?<=....)[ai]l$")
_FLEETING = re.compile(r"(?<=[bcdfghjklmnprstvz])e(?=[kcnrlm]$)")
_DAY = frozenset({"dneva", "dnevi", "dnevu", "dnevom", "dnevih", "dnem", "dni", "dneh"})


def stem(word: str) -> str:
    """The stem of a folded Slovenian word."""
    if word in _DAY:
        return "dan"
    infinitive = re.sub(r"(?<=...[aei])ti$", "", word)
    bare = _ENDING.sub("", infinitive, count=1)
    bare = _PARTICIPLE.sub("", bare, count=1)
    return _FLEETING.sub("", bare) if len(bare) > 4 else bare
