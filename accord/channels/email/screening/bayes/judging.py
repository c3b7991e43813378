"""What the filter says of mails: one statement for all mails of a part, none while it knows too little."""

import time
from collections.abc import Sequence

from accord.channels.email.models import SpamWord
from accord.channels.email.parsing import ParsedMail
from accord.channels.email.screening.bayes.chances import Chance, of_mail
from accord.channels.email.screening.bayes.words import shown, words_of
from accord.channels.email.screening.findings import Finding

FEWEST = 25  # mails of each kind, before it says anything
# In the test's held-out mails nothing good comes above 0.2 and nine of ten spam mails above 0.9.
SURE, LIKELY, GOOD = 0.9, 0.8, 0.05
SURE_POINTS, LIKELY_POINTS, GOOD_POINTS = 5.5, 3.0, -2.0
TOLD = 6
_KEEP_S = 5.0
_AT_ONCE = 5000
_totals: tuple[float, int, int] = (0.0, 0, 0)


def judge(mails: Sequence[ParsedMail]) -> list[Finding | None]:
    """A finding for each mail, or None where the filter cannot tell."""
    spam_mails, good_mails = totals()
    if spam_mails < FEWEST or good_mails < FEWEST:
        return [None] * len(mails)
    each = [words_of(one.subject, one.visible_text, one.visible_html, one.from_address) for one in mails]
    known = known_words({word for words in each for word in words})
    return [_finding(of_mail(words, known, spam_mails, good_mails)) for words in each]


def totals() -> tuple[int, int]:
    """How many spam mails and how many good ones were learned; a few seconds old."""
    global _totals
    at, spam, good = _totals
    if time.monotonic() - at > _KEEP_S or not at:
        spam, good = counted()
        _totals = (time.monotonic(), spam, good)
    return spam, good


def counted() -> tuple[int, int]:
    """The same as they are now."""
    return SpamWord.objects.filter(word="").values_list("spam", "good").first() or (0, 0)


def known_words(words: set[str]) -> dict[str, tuple[int, int]]:
    """How often each was in spam and in good mail."""
    found: dict[str, tuple[int, int]] = {}
    every = list(words)
    for start in range(0, len(every), _AT_ONCE):
        rows = SpamWord.objects.filter(word__in=every[start : start + _AT_ONCE])
        found.update((word, (spam, good)) for word, spam, good in rows.values_list("word", "spam", "good"))
    return found


def forget() -> None:
    """Count anew (after learning, and between tests)."""
    global _totals
    _totals = (0.0, 0, 0)


def _finding(chance: Chance) -> Finding | None:
    spammy = [shown(word) for word, each in chance.telling if each > 0.5][:TOLD]
    good = [shown(word) for word, each in chance.telling if each < 0.5][:TOLD]
    if chance.value >= LIKELY:
        percent = min(99.9, round(chance.value * 100, 1))
        points = SURE_POINTS if chance.value >= SURE else LIKELY_POINTS
        return Finding(
            "words_of_spam", {"percent": percent, "words": ", ".join(dict.fromkeys(spammy))}, points
        )
    if chance.value <= GOOD:
        return Finding("words_of_good", {"words": ", ".join(dict.fromkeys(good))}, GOOD_POINTS)
    return None
