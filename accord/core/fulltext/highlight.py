"""Snippets: the part of a text that answers a query, with the words that matched told apart."""

from collections.abc import Sequence
from functools import lru_cache

from accord.core.fulltext.folding import fold
from accord.core.fulltext.matching import LANGUAGES, forms
from accord.core.fulltext.query import Query
from accord.core.fulltext.terms import TOKEN, kind, token_terms

_READ = 100_000
_ELLIPSIS = "…"
_LEAD = 30
_LONGEST, _MOST = 64, 4000  # of the pieces that are remembered for one query: signs, and how many

Piece = tuple[str, bool]


def snippet(
    text: str, query: Query, language: str = "", length: int = 160, languages: Sequence[str] = LANGUAGES
) -> list[Piece]:
    """About `length` signs of `text` around its best matches, as (piece, matched) in reading order.

    `language` is the text's own (its stems were indexed). Blanks are made single; an ellipsis stands where text was
    left out. The pieces are plain text: whoever shows them escapes them.
    """
    words = text[:_READ].split()
    plain = " ".join(words)
    hits = _hits(plain, set(words), query, language, tuple(languages))
    start, end = _window(plain, hits, length)
    pieces: list[Piece] = [(_ELLIPSIS, False)] if start else []
    at = start
    for left, right, _ in hits:
        if left >= end:
            break
        if left < at or right > end:
            continue
        if left > at:
            pieces.append((plain[at:left], False))
        pieces.append((plain[left:right], True))
        at = right
    if at < end:
        pieces.append((plain[at:end], False))
    return [*pieces, (_ELLIPSIS, False)] if end < len(plain) else pieces


@lru_cache(maxsize=64)
def wanted(query: Query, languages: tuple[str, ...]) -> dict[str, int]:
    """Each term that a match may have, with the number of the query's word that it stands for.

    Kept, because each row of a page asks again; nobody changes what is given.
    """
    found: dict[str, int] = {}
    texts = [word.text for word in query.words if not word.negated]
    texts += [phrase.text for phrase in query.phrases if not phrase.negated]
    for number, text in enumerate(texts):
        for match in TOKEN.finditer(text):
            for term, _ in token_terms(match.group(), kind(match), ""):
                for form in forms(term, languages) if term.isalnum() else (term,):
                    found.setdefault(form, number)
    return found


Hit = tuple[int, int, int]  # start, end, number of the query's word


def _hits(plain: str, pieces: set[str], query: Query, language: str, languages: tuple[str, ...]) -> list[Hit]:
    """The matching words in reading order; `pieces` is what stands between the blanks of `plain`. No token holds a
    blank, so each piece is looked at once and remembered: the rows of a page say the same words over and over."""
    empty, full = _remembered(query, language, languages)
    framed = f" {plain} "
    out: list[Hit] = []
    for piece in pieces - empty:
        found = full.get(piece)
        if found is None:
            found = _hits_in(piece, query, language, languages)
            if len(piece) <= _LONGEST and len(empty) + len(full) < _MOST:
                if found:
                    full[piece] = found
                else:
                    empty.add(piece)
        if found:
            _place(out, framed, piece, found)
    out.sort()
    return out


@lru_cache(maxsize=16)
def _remembered(
    query: Query, language: str, languages: tuple[str, ...]
) -> tuple[set[str], dict[str, list[Hit]]]:
    """Pieces without a match, and those with their matches."""
    return set(), {}


def _place(out: list[Hit], framed: str, piece: str, found: list[Hit]) -> None:
    """Add the hits of each place where `piece` stands between blanks."""
    wanted, step = f" {piece} ", len(piece) + 1
    at = framed.find(wanted)
    while at >= 0:
        for left, right, number in found:
            out.append((at + left, at + right, number))
        at = framed.find(wanted, at + step)


def _hits_in(piece: str, query: Query, language: str, languages: tuple[str, ...]) -> list[Hit]:
    terms = wanted(query, (*languages, language))
    beginnings = tuple(word.text.casefold() for word in query.words if word.prefix and not word.negated)
    out: list[Hit] = []
    for match in TOKEN.finditer(piece) if terms else ():
        sort = kind(match)
        if sort == "cjk":
            out += _signs(match.group(), match.start(), terms)
            continue
        for exact, root in token_terms(match.group(), sort, language):
            number = terms.get(exact, terms.get(root, -1))
            if number >= 0 or (beginnings and exact.startswith(beginnings)):
                out.append((match.start(), match.end(), number))
                break
    return out


def _signs(run: str, start: int, terms: dict[str, int]) -> list[Hit]:
    """The stretches of a run without spaces that hold the pairs (or the one sign) asked for."""
    out: list[Hit] = []
    for at in range(len(run)):
        for size in (2, 1):
            number = terms.get(fold(run[at : at + size]))
            if number is None:
                continue
            if out and out[-1][1] >= start + at and out[-1][2] == number:
                out[-1] = (out[-1][0], start + min(at + size, len(run)), number)
            else:
                out.append((start + at, start + min(at + size, len(run)), number))
            break
    return out


def _window(plain: str, hits: list[Hit], length: int) -> tuple[int, int]:
    """Where to cut: the stretch that shows most different words of the query, at blanks where possible."""
    if len(plain) <= length:
        return 0, len(plain)
    best, most, all_of_them = 0, 0, len({number for _, _, number in hits})
    right = shown = 0
    inside = dict.fromkeys((number for _, _, number in hits), 0)
    for left, (begins, _, word) in enumerate(hits):
        while right < len(hits) and hits[right][1] - begins <= length - _LEAD:
            number = hits[right][2]
            shown += not inside[number]
            inside[number] += 1
            right += 1
        if shown > most:
            best, most = begins, shown
            if most == all_of_them:
                break
        if right > left:
            inside[word] -= 1
            shown -= not inside[word]
        else:
            right = left + 1
    start = max(0, min(best - _LEAD, len(plain) - length))
    if start:
        blank = plain.find(" ", start, best)
        start = blank + 1 if blank >= 0 else start
    end = min(len(plain), start + length)
    if end < len(plain):
        blank = plain.rfind(" ", start + length // 2, end)
        end = blank if blank >= 0 else end
    return start, end
