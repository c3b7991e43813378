"""What a person wrote now, and what the mail program quoted below or around it. Text is folded, never deleted.

Losing the customer's words is the worst mistake: where it is unclear a line stays visible, and the visible text is
never empty when there is any text.
"""

from accord.channels.email.parsing import quote_words as words
from accord.channels.email.parsing import signatures
from accord.channels.email.parsing.quote_intros import (
    MAX_LINE_CHARS,
    header_block,
    introduction,
    is_quoted,
    role,
)

MAX_LINES = 10_000
_MAX_CONTEXT_LINES = 12
_TEXT, _QUOTE, _INTRO, _BLANK, _FOOT, _AFTER = range(6)
_DASHES = "-–—_=*#~"
_ENDS = frozenset(".!?,")
_RULE_CHARS = " \t\u00a0\u200b\ufeff-_=*>"


def trim(text: str) -> tuple[str, str]:
    """(visible, quoted) of a whole body text."""
    lines = text.split("\n")
    kept = keep(lines)
    visible = "\n".join(line for line, stays in zip(lines, kept, strict=True) if stays)
    quoted = "\n".join(line for line, stays in zip(lines, kept, strict=True) if not stays)
    return visible.strip("\n").rstrip() or text.strip(), quoted.strip("\n").rstrip()


def keep(lines: list[str], cut: int | None = None, intros: frozenset[int] = frozenset()) -> list[bool]:
    """Which lines stay visible. `cut`: the line from which on all is quoted by a mark in the HTML; `intros`: lines
    that introduce a quote by such a mark.

    Tried in turn, until some text is left: everything that is known; without the cuts; everything stays.
    """
    if not any(line.strip() for line in lines):
        return [True] * len(lines)
    for cuts in (True, False):
        mask = _mask(lines, cut if cuts else None, intros, cuts=cuts)
        seen = [line for line, stays in zip(lines, mask, strict=True) if stays]
        if any(line.strip(_RULE_CHARS) for line in seen):
            return _without_signature(lines, mask)
    return [True] * len(lines)


def _without_signature(lines: list[str], mask: list[bool]) -> list[bool]:
    places = [at for at, stays in enumerate(mask) if stays]
    end = signatures.cut([lines[at] for at in places])
    if end <= 0 or not any(lines[at].strip() for at in places[:end]):
        return mask
    gone = set(places[end:])
    return [stays and at not in gone for at, stays in enumerate(mask)]


def _mask(lines: list[str], cut: int | None, intros: frozenset[int], cuts: bool) -> list[bool]:
    kinds = _classify(lines[:MAX_LINES], cut, intros, cuts)
    rest = len(lines) - len(kinds)
    _mark_torn(lines, kinds)
    _mark_foot(lines, kinds)
    mask = _decide(kinds)
    return mask + [kinds[-1] != _AFTER] * rest


def _classify(lines: list[str], cut: int | None, intros: frozenset[int], cuts: bool) -> list[int]:
    """The kind of each line; from the first cut with words above it all is `_AFTER`."""
    kinds: list[int] = []
    words_above = False
    for at, line in enumerate(lines):
        if _is_prose(line) and at not in intros and (at != cut or not words_above):
            kinds.append(_TEXT)
            words_above = True
            continue
        if cuts and words_above and (at == cut or _cuts_here(lines, at)):
            return _fill_after(kinds, len(lines))
        if not line.strip(" \t\u00a0\ufeff\u200b"):
            kinds.append(_BLANK)
            continue
        if is_quoted(line):
            kinds.append(_QUOTE)
            continue
        if at in intros:
            kinds.append(_INTRO)
            continue
        start, strength = introduction(lines, at)
        followed = strength > 0 and _quote_follows(lines, at)
        if followed:
            for place in range(start, at):
                kinds[place] = _INTRO
            kinds.append(_INTRO)
            words_above = _TEXT in kinds if start < at else words_above
            continue
        if strength == 2 and cuts and _TEXT in kinds[:start]:
            return _fill_after(kinds[:start], len(lines))
        kinds.append(_TEXT)
        words_above = True
    return kinds


def _is_prose(line: str) -> bool:
    """A line that none of the rules below can take for anything but text: they need marks, colons or another end.

    Most lines are such, and asking all the rules takes 20 times as long.
    """
    return line[-1:] in _ENDS and line[0].isalnum() and ":" not in line and "：" not in line and "##-" not in line


def _fill_after(kinds: list[int], size: int) -> list[int]:
    return kinds + [_AFTER] * (size - len(kinds))


def _cuts_here(lines: list[str], at: int) -> bool:
    """A line that by itself says: from here on it is the earlier mail."""
    line = lines[at][:MAX_LINE_CHARS]
    bare = line.lstrip(" \t>|\u00a0")
    if not bare:
        return False
    if "##-" in bare and words.OWN_MARKER.search(
        " ".join(part.lstrip(" >\t") for part in lines[at : at + 4])[:2_000]
    ):
        return True
    first = bare[0]
    if first in _DASHES and len(bare) > 2 and bare[1] in _DASHES and _says_original(bare):
        return True
    if first in "*BbADIiVväНнn" and words.BEGIN_FORWARDED.match(bare):
        return True
    return not is_quoted(line) and bool(role(line)) and header_block(lines, at)


def _says_original(line: str) -> bool:
    """`-----Original Message-----` in some language, or some desk's `--- Reply above this line ---`."""
    inner = line.strip(" \t-–—_=*#~:\u00a0")
    if not inner:
        return False
    closed = line.rstrip()[-1] in _DASHES
    return words.ORIGINAL.match(inner) is not None or (
        closed and words.ABOVE_THIS_LINE.match(inner) is not None
    )


def _quote_follows(lines: list[str], at: int) -> bool:
    for line in lines[at + 1 : at + 5]:
        if line.strip(" \t\u00a0\ufeff\u200b"):
            return is_quoted(line) or "##-" in line[:MAX_LINE_CHARS]
    return False


def _mark_torn(lines: list[str], kinds: list[int]) -> None:
    """A quoted line that was wrapped without its mark: full line above, small letter, no blank between."""
    for at in range(1, len(kinds)):
        if kinds[at] != _TEXT or kinds[at - 1] != _QUOTE:
            continue
        above, line = lines[at - 1].rstrip(), lines[at].strip()
        follows = at + 1 < len(kinds) and kinds[at + 1] == _QUOTE
        if (
            follows
            and len(above) >= 60
            and above[-1] not in ".?!:;)>"
            and len(line) < len(above)
            and (line[0].islower() and len(line.split()) <= 8)
        ):
            kinds[at] = _QUOTE


def _mark_foot(lines: list[str], kinds: list[int]) -> None:
    """Words after the last quote that are nothing but a signature are no answer."""
    last = max((at for at, kind in enumerate(kinds) if kind in (_QUOTE, _INTRO)), default=-1)
    if last < 0 or _TEXT not in kinds[last + 1 :] or _TEXT not in kinds[:last]:
        return
    tail = lines[last + 1 : len(kinds)]
    first = next(line for line in tail if line.strip())
    if (len(first.strip()) >= 20 and not first.strip(" _-=*")) or signatures.cut(["-", *tail]) <= 1:
        for at in range(last + 1, len(kinds)):
            if kinds[at] == _TEXT:
                kinds[at] = _FOOT


def _decide(kinds: list[int]) -> list[bool]:
    """Turn kinds into a mask: which quoted stretches stay as context of answers given between them."""
    stretches = _stretches(kinds)
    text_at = [at for at, kind in enumerate(kinds) if kind == _TEXT]
    first_text, last_text = (text_at[0], text_at[-1]) if text_at else (-1, -1)
    answered = [stretch for stretch in stretches if stretch[1] <= last_text]
    mask = [kind in (_TEXT, _BLANK) for kind in kinds]
    for start, end in stretches:
        quoted = sum(kinds[at] == _QUOTE for at in range(start, end))
        introduced = any(kinds[at] == _INTRO for at in range(start, end))
        between = end <= last_text and (len(answered) >= 2 or (start > first_text and not introduced))
        for at in range(start, end):
            mask[at] = between and quoted <= _MAX_CONTEXT_LINES and kinds[at] != _INTRO
    return mask


def _stretches(kinds: list[int]) -> list[tuple[int, int]]:
    """Runs of quoted and introducing lines, blank lines inside them included."""
    found: list[tuple[int, int]] = []
    start = -1
    end = 0
    for at, kind in enumerate(kinds):
        if kind in (_QUOTE, _INTRO):
            start = at if start < 0 else start
            end = at + 1
        elif kind != _BLANK and start >= 0:
            found.append((start, end))
            start = -1
    if start >= 0:
        found.append((start, end))
    return found
