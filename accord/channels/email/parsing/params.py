"""Parameters of Content-Type and Content-Disposition: RFC 2231, RFC 2047 inside them, and raw 8-bit names."""

import re
from urllib.parse import unquote_to_bytes

from accord.channels.email.parsing import charsets, headers

_MAX_PARAMS = 200
_NAME = re.compile(r"\s*([^\s=;\"]{1,80})\s*=\s*")
_SECTION = re.compile(r"(.+?)\*(\d{1,4})?(\*)?$")


def split(value: str) -> tuple[str, dict[str, str]]:
    """The main value in lower case, and its parameters decoded. Of a repeated parameter the first one counts."""
    main, _, rest = value.partition(";")
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _pairs(rest):
        found = _SECTION.match(name) if "*" in name else None
        if found:
            number, encoded = int(found.group(2) or 0), bool(found.group(3)) or found.group(2) is None
            sections.setdefault(found.group(1), {}).setdefault(number, (text, encoded))
        elif text or name not in plain:
            plain.setdefault(name, text)
    decoded = {name: headers.decode_words(text) if "=?" in text else text for name, text in plain.items()}
    for name, parts in sections.items():
        if joined := _join(parts):
            decoded[name] = joined
    return main.strip().strip("\"'").lower(), decoded


def _pairs(rest: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    position = 0
    while position < len(rest) and len(pairs) < _MAX_PARAMS:
        found = _NAME.match(rest, position)
        if not found:
            following = rest.find(";", position)
            position = len(rest) if following < 0 else following + 1
            continue
        text, position = _value(rest, found.end())
        pairs.append((found.group(1).lower(), text))
    return pairs


def _value(rest: str, position: int) -> tuple[str, int]:
    """A value, quoted or bare, and where the next parameter begins."""
    if rest[position : position + 1] != '"':
        end = rest.find(";", position)
        end = len(rest) if end < 0 else end
        return rest[position:end].strip(), end + 1
    out: list[str] = []
    position += 1
    while position < len(rest):
        char = rest[position]
        if char == "\\" and rest[position + 1 : position + 2] in ('"', "\\"):
            out.append(rest[position + 1])
            position += 2
            continue
        if char == '"':
            break
        out.append(char)
        position += 1
    end = rest.find(";", position)
    return "".join(out), len(rest) if end < 0 else end + 1


def _join(parts: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231 sections in their order; percent-encoded ones are bytes in the charset that the first one names."""
    data = bytearray()
    charset = ""
    for at, number in enumerate(sorted(parts)):
        text, encoded = parts[number]
        if encoded:
            if at == 0 and text.count("'") >= 2:
                charset, _, text = text.split("'", 2)
            data += unquote_to_bytes(text)
        else:
            data += text.encode("utf-8", "ignore")
    text = charsets.decode(bytes(data), charset or "utf-8")[0]
    return headers.decode_words(text) if "=?" in text else text
