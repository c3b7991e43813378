"""The MIME walk: from raw bytes to leaves, without recursion, in bounded work.

RFC 2046 as it is met in the wild: boundaries that never close, similar boundaries, preambles, parts without fields.
Our own splitter and not `email.message_from_bytes`: that one recurses (1,000 nested parts end it), and compares
every line with every open boundary, so that depth times lines is its cost.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from accord.channels.email.parsing import charsets, headers, params
from accord.channels.email.parsing.headers import Fields

MAX_PARTS = 12_000
MAX_DEPTH = 1_200
# Bytes that may be searched for boundaries in all levels together, beyond the size of the mail itself.
SCAN_BUDGET_BYTES = 400_000_000
_GUESSED_BOUNDARY = re.compile(rb"(?:\A|\n)--([^\s]{1,70})[ \t]*\r?\n[Cc]ontent-")
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\n\r\f\v"


@dataclass(slots=True)
class Part:
    """One leaf: its fields, the place of its body in the raw mail."""

    fields: Fields
    content_type: str
    params: dict[str, str]
    start: int
    end: int
    alternative: int = -1  # number of the outermost multipart/alternative around it, -1 if none
    disposition: str = ""
    disposition_params: dict[str, str] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """The name the sender gave, decoded and not yet safe; '' if none."""
        return self.disposition_params.get("filename") or self.params.get("name") or ""

    @property
    def content_id(self) -> str:
        """The Content-ID without <>."""
        return self.fields.raw("content-id").strip().strip("<>").strip()[:500]


@dataclass(slots=True)
class Tree:
    """All leaves in the order of the mail, the root's fields, and the types of the multiparts that were met."""

    root: Fields
    content_type: str
    params: dict[str, str]
    leaves: list[Part]
    multiparts: list[str]


@dataclass(slots=True)
class _Span:
    start: int
    end: int
    default_type: str
    depth: int
    alternative: int


def walk(data: bytes, marks: list[str]) -> Tree:
    """Split a whole mail into leaves. At most 12,000 parts are walked; what is left then stays one opaque part."""
    tree = Tree(Fields(), "", {}, [], [])
    budget = SCAN_BUDGET_BYTES + len(data)
    stack = [_Span(headers.skip_blank(data), len(data), "text/plain", 0, -1)]
    seen = 0
    while stack:
        span = stack.pop()
        seen += 1
        fields, body = headers.split(data, span.start, span.end, marks)
        part = _part(fields, span, body)
        if seen == 1:
            tree.root, tree.content_type, tree.params = fields, part.content_type, part.params
            _hint(data, fields, part)
        fields.hint = fields.hint or tree.root.hint
        if not part.content_type.startswith("multipart/"):
            tree.leaves.append(part)
            continue
        budget -= span.end - body
        if span.depth >= MAX_DEPTH or budget < 0 or seen + len(stack) >= MAX_PARTS:
            marks.append("parts-cut")
            part.content_type = "application/octet-stream"
            tree.leaves.append(part)
            continue
        spans, complete = _children(data, part, MAX_PARTS - seen - len(stack), marks)
        if not complete:
            marks.append("parts-cut")
        if not spans:
            marks.append("multipart-empty")
            part.content_type = "text/plain"
            tree.leaves.append(part)
            continue
        number = len(tree.multiparts)
        tree.multiparts.append(part.content_type)
        inside = (
            span.alternative
            if span.alternative >= 0 or part.content_type != "multipart/alternative"
            else number
        )
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        stack.extend(_Span(start, end, default, span.depth + 1, inside) for start, end in reversed(spans))
    return tree


def _hint(data: bytes, fields: Fields, part: Part) -> None:
    """Raw 8-bit header values are most often in the charset of the first text part, or in the one that it is read in:
    a name alone is too short to tell."""
    declared = part.params.get("charset", "")
    if not declared and not data[: part.start].isascii():
        found = re.search(rb"(?i)charset=[\"']?([a-z0-9_.:-]{1,40})", data[: part.start + 65_536])
        declared = found.group(1).decode("ascii") if found else charsets.alphabet(data[: part.start + 65_536])
    fields.hint = declared


def _part(fields: Fields, span: _Span, body: int) -> Part:
    content_type, type_params = (
        params.split(fields.raw("content-type")) if "content-type" in fields else ("", {})
    )
    if not re.fullmatch(r"[a-z0-9_.+-]+/[a-z0-9_.+-]+", content_type):
        content_type = {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(
            content_type, span.default_type
        )
    disposition, disposition_params = (
        params.split(fields.raw("content-disposition")) if "content-disposition" in fields else ("", {})
    )
    return Part(fields, content_type, type_params, body, max(body, span.end), span.alternative,
                disposition, disposition_params)  # fmt: skip


def _children(data: bytes, part: Part, most: int, marks: list[str]) -> tuple[list[tuple[int, int]], bool]:
    """Spans of the parts of a multipart, and whether all of them fit under `most`."""
    boundary = part.params.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
    spans: list[tuple[int, int]] = []
    if boundary:
        spans, complete = _between(data, part, boundary, most)
    if not spans:
        found = _GUESSED_BOUNDARY.search(data[part.start : min(part.end, part.start + 65_536)])
        if not found:
            return [], True
        marks.append("boundary-guessed")
        spans, complete = _between(data, part, found.group(1), most)
    return spans, complete


def _between(data: bytes, part: Part, boundary: bytes, most: int) -> tuple[list[tuple[int, int]], bool]:
    spans: list[tuple[int, int]] = []
    opened = -1
    for line_start, line_end, closing in _delimiters(data, part.start, part.end, b"--" + boundary):
        if opened >= 0:
            spans.append((opened, _without_line_end(data, opened, line_start)))
        opened = -1 if closing else line_end
        if len(spans) >= most:
            return spans, False
    if opened >= 0:
        spans.append((opened, part.end))
    return [
        (start, max(start, end)) for start, end in spans if data[start:end].strip() or end - start > 4
    ], True


def _delimiters(data: bytes, start: int, end: int, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """Lines that are exactly this boundary: (start, start of the next line, closing)."""
    position = start
    while True:
        at = data.find(mark, position, end)
        if at < 0:
            return
        position = at + len(mark)
        if at > start and data[at - 1] not in b"\r\n":
            continue
        stop = position
        while stop < end and data[stop] not in b"\r\n" and stop - position < 256:
            stop += 1
        rest = data[position:stop].strip()
        if rest not in (b"", b"--"):
            continue
        following = stop + 2 if data[stop : stop + 2] == b"\r\n" else min(stop + 1, end)
        yield at, min(following, end), rest == b"--"
        position = max(position, stop)


def _without_line_end(data: bytes, start: int, end: int) -> int:
    """The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1)."""
    if end - 1 >= start and data[end - 1] == 0x0A:
        end -= 1
    if end - 1 >= start and data[end - 1] == 0x0D:
        end -= 1
    return max(start, end)


def payload(data: bytes, part: Part, marks: list[str]) -> bytes:
    """The body of a leaf with its transfer encoding taken off. Damaged encodings give what can be read."""
    raw = data[part.start : part.end]
    encoding = part.fields.raw("content-transfer-encoding").partition(";")[0].strip().strip("\"'").lower()
    if encoding in ("base64", "b64"):
        return _base64(raw, marks)
    if encoding in ("quoted-printable", "quoted-printible", "qp"):
        return binascii.a2b_qp(raw)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        from accord.channels.email.parsing import uuencoded

        return uuencoded.decode_block(raw)
    return raw


def _base64(raw: bytes, marks: list[str]) -> bytes:
    junk = raw.translate(None, _BASE64)
    bare = raw.rstrip()
    if not junk and bare.find(b"=") in (-1, len(bare) - 1, len(bare) - 2):
        try:
            return binascii.a2b_base64(raw)
        except binascii.Error:
            pass
    marks.append("base64-repaired")
    if junk and part_is_text(raw):
        return raw
    # Padding in the middle means pieces that were encoded one by one.
    pieces = [piece for piece in re.split(rb"=+", raw) if piece.strip()]
    if len(pieces) > 10_000:
        return headers.loose_base64(raw)
    return b"".join(headers.loose_base64(piece) for piece in pieces)


def part_is_text(raw: bytes) -> bool:
    """Plain words under a base64 label: spaces inside most lines, which base64 never has."""
    lines = raw[:4_096].split(b"\n")[:40]
    filled = [line.strip() for line in lines if line.strip()]
    return bool(filled) and sum(b" " in line for line in filled) * 2 > len(filled)
