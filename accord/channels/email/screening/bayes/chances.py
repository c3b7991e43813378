"""The arithmetic of the filter: Robinson's weighing of rare words and Fisher's way of joining them.

Gary Robinson, "A Statistical Approach to the Spam Problem", Linux Journal 107, 2003.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STRENGTH = 1.0  # how many mails a word's neutral start counts for
NEUTRAL = 0.5
MIN_DEVIATION = 0.1
MOST_TELLING = 150
FEWEST_TELLING = 4


@dataclass(frozen=True)
class Chance:
    """0 is surely good, 1 surely spam, 0.5 unknown. `telling`: (word, its own chance), the most telling first."""

    value: float
    telling: tuple[tuple[str, float], ...] = ()


def of_word(spam: int, good: int, spam_mails: int, good_mails: int) -> float:
    """The chance that a mail with this word is spam; near the middle for a rare word."""
    seen = spam + good
    if not seen or not spam_mails or not good_mails:
        return NEUTRAL
    in_spam, in_good = min(1.0, spam / spam_mails), min(1.0, good / good_mails)
    bare = in_spam / (in_spam + in_good)
    return (STRENGTH * NEUTRAL + seen * bare) / (STRENGTH + seen)


def of_mail(
    words: Iterable[str], known: Mapping[str, tuple[int, int]], spam_mails: int, good_mails: int
) -> Chance:
    """The chance that a mail of these words is spam. Too few telling words: 0.5."""
    each = [(word, of_word(*known[word], spam_mails, good_mails)) for word in words if word in known]
    telling = sorted(
        (one for one in each if abs(one[1] - NEUTRAL) >= MIN_DEVIATION),
        key=lambda one: -abs(one[1] - NEUTRAL),
    )
    telling = telling[:MOST_TELLING]
    if len(telling) < FEWEST_TELLING:
        return Chance(NEUTRAL, tuple(telling))
    count = len(telling)
    spamminess = _tail(-2 * sum(math.log(1 - chance) for _word, chance in telling), count)
    goodness = _tail(-2 * sum(math.log(chance) for _word, chance in telling), count)
    return Chance((1 + goodness - spamminess) / 2, tuple(telling))


def _tail(value: float, pairs: int) -> float:
    """The chance that chi-square with 2 * `pairs` degrees of freedom is at least `value`."""
    half = value / 2
    if half > 700:
        return 0.0
    term = total = math.exp(-half)
    for number in range(1, pairs):
        term *= half / number
        total += term
    return min(1.0, total)
