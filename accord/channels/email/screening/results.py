"""Authentication-Results (RFC 8601): what another server found out about a mail, read without trusting its form."""

from dataclasses import dataclass, field

LONGEST = 16_384
MOST = 100
_END, _IS, _VERSION = "\0;", "\0=", "\0/"  # no word can be one of these
_SIGNS = {";": _END, "=": _IS, "/": _VERSION}


@dataclass(frozen=True)
class Result:
    """One finding: method `dkim`, result `pass`, and properties such as `header.d` -> `example.com`, in lower case."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """One header: who says so, and what."""

    server: str
    found: tuple[Result, ...] = ()


def parse(value: str) -> Results | None:
    """The header's content, or None when it names no server. Parts that cannot be read are left out; never raises."""
    parts = _parts(_tokens(value[:LONGEST].replace("\0", "")))
    if not parts[0] or parts[0][0] in _SIGNS.values() or _IS in parts[0]:
        return None
    results = [_result(part) for part in parts[1 : MOST + 1]]
    return Results(parts[0][0].lower().rstrip("."), tuple(each for each in results if each is not None))


def _tokens(text: str) -> list[str]:
    """Words and signs without comments (they nest). A quoted text is one word; after `=` one may hold `=` and `/`."""
    tokens: list[str] = []
    word: list[str] = []
    at, depth, quoted, valued = 0, 0, False, False

    def end() -> None:
        nonlocal valued
        if word:
            tokens.append("".join(word))
            word.clear()
            valued = False

    while at < len(text):
        sign = text[at]
        if sign == "\\" and (depth or quoted):
            at += 1
            if quoted and at < len(text):
                word.append(text[at])
        elif depth:
            depth += {"(": 1, ")": -1}.get(sign, 0)
        elif sign == '"':
            quoted = not quoted
        elif quoted:
            word.append(sign)
        elif sign == "(":
            end()
            depth = 1
        elif sign in _SIGNS and not (valued and sign != ";"):
            end()
            tokens.append(_SIGNS[sign])
            valued = sign == "="
        elif sign.isspace():
            end()
        else:
            word.append(sign)
        at += 1
    end()
    return tokens


def _parts(tokens: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token == _END:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _result(part: list[str]) -> Result | None:
    """`dkim/1 = pass reason=... header.d = example.com`; None for `none` and for what has no such form."""
    pairs = _pairs(part)
    if not pairs:
        return None
    properties: dict[str, str] = {}
    for name, value in pairs[1:]:
        properties.setdefault(name.lower(), value.lower())
    method, result = pairs[0]
    return Result(method.lower(), result.lower(), properties)


def _pairs(part: list[str]) -> list[tuple[str, str]]:
    """(name, value) for each `name = value` and `name / version = value`."""
    pairs: list[tuple[str, str]] = []
    signs = set(_SIGNS.values())
    for at, token in enumerate(part):
        if token != _IS or at + 1 >= len(part) or part[at + 1] in signs:
            continue
        begins = at - 3 if at >= 3 and part[at - 2] == _VERSION else at - 1
        if begins >= 0 and part[begins] not in signs:
            pairs.append((part[begins], part[at + 1]))
    return pairs
