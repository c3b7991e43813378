"""Bulgarian and Russian words as people type them in Latin letters, brought to one spelling for comparing."""

import re
from itertools import product

_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h",
    "ц": "c", "ч": "ch", "ш": "sh", "ь": "", "ю": "iu", "я": "ia", "ы": "i", "э": "e",
}  # fmt: skip
# What one letter may be typed as, beyond what `typed` brings together.
_SEVERAL = {
    "bg": {"щ": ("sht",), "ъ": ("a", "u", "i"), "ж": ("zh", "i")},
    "ru": {"щ": ("sh",), "ъ": ("",), "х": ("h",), "ж": ("zh", "i")},
}
_TYPED = {
    "bg": (("sch", "sht"), ("shch", "sht")),
    "ru": (("shch", "sh"), ("sch", "sh"), ("ye", "e"), ("je", "e"), ("yo", "e"), ("jo", "e")),
}
_BOTH = (
    ("kh", "h"), ("x", "h"), ("w", "v"), ("q", "ia"), ("ts", "c"), ("tz", "c"), ("y", "i"), ("j", "i"), ("ii", "i"),
)  # fmt: skip
_MOST = 12


def spellings(phrase: str, language: str) -> set[str]:
    """The Latin spellings of a Cyrillic phrase, each as `typed` would leave it; a Latin phrase likewise."""
    if not re.search("[а-я]", phrase):
        return {" ".join(typed(word, language) for word in phrase.split(" "))}
    several = _SEVERAL[language]
    different = [sign for sign in dict.fromkeys(phrase) if sign in several]
    found: set[str] = set()
    for choice in product(*(several[sign] for sign in different)):
        table = {**_LETTERS, **dict(zip(different, choice, strict=True))}
        found.add("".join(table.get(sign, sign) for sign in phrase).replace("ii", "i").replace("ts", "c"))
        if len(found) >= _MOST:
            break
    return found


def typed(word: str, language: str) -> str:
    """A word typed in Latin letters, in the one spelling of `spellings`."""
    for given, meant in (*_TYPED[language], *_BOTH):
        word = word.replace(given, meant)
    return word


def typed_plainly(text: str) -> str:
    """A Cyrillic text letter by letter in Latin ones, in one of the ways it is typed; capitals are lost."""
    table = {**_LETTERS, "щ": "sht", "ъ": "a", "ё": "e"}
    return "".join(table.get(sign, sign) for sign in text.lower())
