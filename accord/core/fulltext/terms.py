"""Terms: what a text is indexed by. Folded words in their order, then stems (marked ~).

A word like `ann@example.com`, `K7Q-2MF-88D` or `1,234.50` is one term as a whole and one for each part.
Scripts without spaces are cut into pairs of signs. No term contains a space, a quote or a leading `!`
(which marks scope terms), so that no text can reach into the scope of a query.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from accord.core.fulltext.folding import casefolded, without_accents
from accord.core.fulltext.stemming import language_key, stem

LIMIT = 20_000
LONGEST = 64
# PostgreSQL refuses a tsvector over 1 MB; this leaves room for its positions.
LIMIT_BYTES = 400_000
STEM_MARK = "~"
_LONGEST_CHUNK = 256
# So few signs cannot exceed the limits, even where NFKC makes 18 of one.
_SHORT = 3_000
_MOST_KNOWN, _MOST_LANGUAGES = 32_768, 16
Found = tuple[tuple[str, ...], tuple[str, ...], int]  # exact terms, marked stems, their size in bytes
_FIRST_UNSPACED = "\u0e00"
# Beside a word these mean nothing; without them fewer different pieces have to be kept.
_BESIDE = '.,;:!?()[]<>"“”„«»*'

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Marks and joiners that \w leaves out although they are inside words.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff\u0f00-\u0fff\u00ad\u200c\u200d"
_LETTER = rf"[^\W_{_UNSPACED}]|[{_MARKS}]"
_WORD = rf"(?:{_LETTER}|_)+"
TOKEN = re.compile(
    rf"(?P<mail>(?:{_LETTER}|[_.+%\-]){{1,64}}@(?:{_LETTER}|-)+(?:\.(?:{_LETTER}|-)+)+)"
    rf"|(?P<number>\d+(?:[.,'’]\d+)+(?!\w))"
    rf"|(?P<cjk>[{_UNSPACED}]+)"
    rf"|(?P<joined>{_WORD}(?:[.@\-'’&+]{_WORD})+)"
    rf"|(?P<word>{_WORD})"
)
_PART = re.compile(rf"(?:{_LETTER})+")
_DECIMALS = re.compile(r"[.,](\d{1,2}|\d{4,})$")


def terms(text: str, language: str) -> list[str]:
    """The terms of a document: exact ones in reading order (repeats kept), then marked stems where they differ.

    `language` is a language tag such as "et" ("" if unknown: no stems). At most LIMIT terms and LIMIT_BYTES bytes;
    what comes later in the text is left out.
    """
    pieces: Iterable[str] = text.split()
    known = _known[language_key(language)]
    if len(text) <= _SHORT:
        found = [known[piece] for piece in pieces]
    else:
        found = _within_limits(known[chunk] for piece in pieces for chunk in _cut(piece))
    exact = [term for each in found for term in each[0]]
    return (exact + [root for each in found for root in each[1]])[:LIMIT]


def _within_limits(terms_in_order: Iterable[Found]) -> list[Found]:
    """As many from the first on as a document may hold."""
    kept: list[Found] = []
    count = size = 0
    for found in terms_in_order:
        kept.append(found)
        count += len(found[0]) + len(found[1])
        size += found[2]
        if size >= LIMIT_BYTES or count >= LIMIT:
            break
    return kept


def _cut(piece: str) -> Iterable[str]:
    """What stands between blanks, in chunks short enough to keep."""
    if len(piece) <= _LONGEST_CHUNK:
        return (piece,)
    bare = piece.strip(_BESIDE)
    return (bare[at : at + _LONGEST_CHUNK] for at in range(0, len(bare), _LONGEST_CHUNK))


class _Known(dict[str, Found]):
    """The terms of what stood between blanks lately, in one language: most of a mail is words seen before."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, piece: str) -> Found:
        if len(piece) > _LONGEST_CHUNK:
            parts = [self[chunk] for chunk in _cut(piece)]
            exact = tuple(term for part in parts for term in part[0])
            return exact, tuple(root for part in parts for root in part[1]), sum(part[2] for part in parts)
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = self[piece] = _terms_of(piece.strip(_BESIDE), self._language)
        return found


class _ByLanguage(dict[str, _Known]):
    def __missing__(self, language: str) -> _Known:
        if len(self) >= _MOST_LANGUAGES:
            self.clear()
        known = self[language] = _Known(language)
        return known


_known = _ByLanguage()


def _terms_of(chunk: str, language: str) -> Found:
    """Exact terms, marked stems and their size in bytes."""
    found: Iterable[tuple[str, str]]
    if chunk.isalpha() and max(chunk) < _FIRST_UNSPACED:
        found = list(_with_stem(casefolded(chunk), language))  # the same, without the long pattern
    else:
        found = [
            pair
            for match in TOKEN.finditer(chunk)
            for pair in token_terms(match.group(), kind(match), language)
        ]
    exact = tuple(term for term, _ in found)
    stems = tuple(root for _, root in found if root)
    return exact, stems, sum(len(term.encode()) + 1 for term in exact + stems)


def kind(match: re.Match[str]) -> str:
    """The name of the TOKEN group that matched."""
    return match.lastgroup or "word"


@lru_cache(maxsize=8192)
def token_terms(token: str, sort: str, language: str) -> tuple[tuple[str, str], ...]:
    """(exact term, marked stem or "") for each term of one token; `sort` is what `kind` said of its match."""
    return tuple((term, root) for term, root in _token_terms(token, sort, language) if _sound(term))


def _sound(term: str) -> bool:
    """NFKC may make nothing, a blank or a mark of a sign."""
    return term.split() == [term] and term[0] not in "!#~" and term.isprintable()


def _token_terms(token: str, sort: str, language: str) -> Iterable[tuple[str, str]]:
    bare = casefolded(token)
    folded = without_accents(bare)
    if sort == "cjk":
        # The last sign is kept alone too, as a stem, so that a search for one sign finds it anywhere.
        pairs = [folded[at : at + 2] for at in range(max(1, len(folded) - 1))]
        return (
            (pair, STEM_MARK + folded[-1] if at == len(folded) - 2 else "") for at, pair in enumerate(pairs)
        )
    if sort == "number":
        return ((term, "") for term in dict.fromkeys([_plain_number(folded), *re.findall(r"\d+", folded)]))
    if sort == "word" and "_" not in folded:
        return _with_stem(bare, language)
    found = {whole: "" for whole in _wholes(folded, sort) if len(whole) <= LONGEST}
    for part in _PART.findall(bare):
        if len(part) > 1 or not part.isascii():
            found.update({t: s for t, s in _with_stem(part, language) if t not in found or s})
    return found.items()


def _with_stem(bare: str, language: str) -> Iterator[tuple[str, str]]:
    exact = without_accents(bare)
    # NFKC can turn one sign into several words or punctuation (℀, ⑴): keep letters and digits only.
    for piece in (exact,) if exact.isalnum() else _PART.findall(exact):
        if 0 < len(piece) <= LONGEST:
            root = stem(bare if piece is exact else piece, language)
            yield piece, STEM_MARK + root if root != piece else ""


def _wholes(folded: str, sort: str) -> Iterator[str]:
    """The terms of a joined token taken whole: addresses and dotted names as they are, codes without dashes."""
    clean = re.sub(r"[^\w.@+\-%]", "", folded).strip("._-+%")
    if sort == "mail":
        yield clean
        yield clean.rpartition("@")[2]
    elif "@" in clean or "." in clean:
        yield clean.replace("_", "")
    else:
        yield re.sub(r"[^\w]|_", "", clean)


def _plain_number(folded: str) -> str:
    """ "1,234.50", "1.234,50" and "1234.50" are one term; a date or a version like 1.2.3 keeps its dots."""
    decimals = _DECIMALS.search(folded)
    head = re.split(r"[.,'’]", folded[: decimals.start()] if decimals else folded)
    if all(len(group) == 3 for group in head[1:]):
        return "".join(head) + ("." + decimals.group(1) if decimals else "")
    return ".".join(re.findall(r"\d+", folded))
