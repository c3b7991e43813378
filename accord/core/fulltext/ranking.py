"""Relevance: the newest hits, the best of them first.

SQLite's own bm25() reads every hit of every word (1.5 s over a common word of 2,000,000 messages), so only a window of
the newest hits is ranked, by the same formula, from the terms kept in `search_doc`.
"""

from collections.abc import Sequence

from accord.core.fulltext import documents
from accord.core.fulltext.documents import Connection
from accord.core.fulltext.expressions import EVERYTHING, Expression
from accord.core.fulltext.index import newest
from accord.core.fulltext.matching import LANGUAGES, forms
from accord.core.fulltext.query import Query
from accord.core.fulltext.terms import TOKEN, kind, token_terms

WINDOW = 2000
# Of the formula of Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009).
_K1, _B = 1.2, 0.75
# The exact form counts for more than another form of the word.
_EXACT = 2.0
# A subject stands first in its document: a hit within so many signs counts half as much again.
_EARLY, _EARLY_WEIGHT = 100, 1.5
_SIDE_BY_SIDE = 1.5


def relevant(
    connection: Connection,
    query: Query,
    scope: Expression = EVERYTHING,
    *,
    limit: int = 50,
    window: int = WINDOW,
    after: int = 0,
    languages: Sequence[str] = LANGUAGES,
) -> list[int]:
    """Ids of the best among the newest `window` hits, best first, newer first among equals."""
    ids = newest(connection, query, scope, after=after, limit=window, languages=languages)
    words = [
        forms_of for word in query.words if not word.negated for forms_of in _word_forms(word.text, languages)
    ]
    if not words or len(ids) < 2:
        return ids[:limit]
    scores = _scores(documents.terms_of(connection, ids), words)
    return sorted(ids, key=lambda doc_id: (-scores.get(doc_id, 0.0), -doc_id))[:limit]


def _word_forms(text: str, languages: Sequence[str]) -> list[tuple[str, ...]]:
    """For each part of a query's word, the terms that stand for it, the exact one first."""
    found: list[tuple[str, ...]] = []
    for match in TOKEN.finditer(text):
        sort = kind(match)
        if sort == "word":
            found.append(forms(match.group(), languages))
        else:
            found.extend((term,) for term, _ in token_terms(match.group(), sort, ""))
    return [forms_of for forms_of in found if forms_of]


def _scores(texts: dict[int, str], words: list[tuple[str, ...]]) -> dict[int, float]:
    mean = sum(map(len, texts.values())) / max(1, len(texts))
    needles = [_needles(texts, forms_of) for forms_of in words]
    neighbours = [f" {one[0]} {other[0]} " for one, other in zip(words, words[1:], strict=False)]
    return {doc_id: _score(text, needles, neighbours, mean) for doc_id, text in texts.items()}


def _needles(texts: dict[int, str], forms_of: tuple[str, ...]) -> list[tuple[str, float]]:
    """What to look for, with its weight: the exact form, and those others that stand where it does not."""
    exact, *others = (f" {form} " for form in forms_of)
    without = "".join(text for text in texts.values() if exact not in text)
    return [(exact, _EXACT), *((other, 1.0) for other in others if other in without)]


def _score(text: str, needles: list[list[tuple[str, float]]], neighbours: list[str], mean: float) -> float:
    """The score of one document; word frequency over all documents is left out, since every hit has every word."""
    spread = _K1 * (1 - _B + _B * len(text) / mean)
    total = 0.0
    for word in needles:
        often = 0.0
        for needle, weight in word:
            times = text.count(needle)
            if times:
                often += times * weight * (_EARLY_WEIGHT if text.find(needle, 0, _EARLY) >= 0 else 1.0)
                if weight == _EXACT:
                    break  # other forms beside the exact one would cost more time than they tell
        total += often * (_K1 + 1) / (often + spread)
    for pair in neighbours:
        if pair in text:
            total *= _SIDE_BY_SIDE
    return total
