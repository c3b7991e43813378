"""Mails whose words stand in one sealed part: signed by S/MIME in one piece (RFC 8551, 3.5), encrypted, or in
Outlook's own form (winmail.dat).

What is only signed can be opened without any key: the mail inside stands readable in the CMS structure (RFC 5652, 5.1
and 5.2), which is walked here and not verified. The rest stays a file, and a mark says why nothing else is there.
"""

from dataclasses import dataclass

from accord.channels.email.parsing import headers, parts
from accord.channels.email.parsing.parts import Part, Tree

OUTLOOK_ONLY = "outlook-only"
ENCRYPTED = "encrypted"
_SMIME = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_TNEF = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2
_SEQUENCE, _OID, _EXPLICIT, _OCTETS, _OCTETS_IN_PIECES = 0x30, 0x06, 0xA0, 0x04, 0x24
_DEEPEST = 12
_MOST_NODES = 200_000


def opened(data: bytes, tree: Tree) -> bytes:
    """The mail with what a signature in one piece encloses as its body; b'' where there is no such thing.

    Of the fields inside only those of the content count: From and the like are the outer mail's.
    """
    if len(tree.leaves) != 1 or not _is_smime(tree.leaves[0]):
        return b""
    leaf = tree.leaves[0]
    inner = _signed(parts.payload(data, leaf, []))
    if not inner:
        return b""
    fields, body = headers.split(inner, 0, len(inner), [])
    about = [f"{name}: {fields.raw(name)}" for name in fields.names() if name.startswith("content-")]
    outer, _ = headers.split(data, headers.skip_blank(data), leaf.start, [])
    kept = [
        f"{name}: {value}".encode("utf-8", "replace")
        for name in outer.names()
        if not name.startswith("content-")
        for value in outer.all_raw(name)
    ]
    return b"\n".join([*kept, *(line.encode("utf-8", "replace") for line in about), b"", inner[body:]])


def mark_of(tree: Tree, text: str) -> str:
    """Why a mail without text has none, or ''."""
    types = {leaf.content_type for leaf in tree.leaves}
    if text.strip():
        return ""
    if "multipart/encrypted" in tree.multiparts or any(map(_is_smime, tree.leaves)):
        return ENCRYPTED
    if types & _TNEF or any(_is_winmail(leaf.file_name) for leaf in tree.leaves):
        return OUTLOOK_ONLY
    return ""


def _is_smime(leaf: Part) -> bool:
    return leaf.content_type in _SMIME or leaf.file_name.strip().lower().endswith(".p7m")


def _is_winmail(name: str) -> bool:
    return name.strip().lower() in ("winmail.dat", "win.dat")


@dataclass(slots=True)
class _Node:
    """One element of BER: its tag, its content, and where the next one begins."""

    tag: int
    start: int
    end: int
    next: int


class _Walker:
    """Reads BER with definite and indefinite lengths, in bounded work. Raises ValueError for anything else."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.left = _MOST_NODES

    def node(self, at: int, limit: int, depth: int = 0) -> _Node:
        self.left -= 1
        if at + 2 > limit or depth > _DEEPEST or self.left < 0 or self.data[at] & 0x1F == 0x1F:
            raise ValueError("not the BER of a message")
        tag, size, start = self.data[at], self.data[at + 1], at + 2
        if size == 0x80:
            end = start
            while self.data[end : end + 2] != b"\0\0":
                end = self.node(end, limit, depth + 1).next
            return _Node(tag, start, end, end + 2)
        if size > 0x80:
            count = size & 0x7F
            size = int.from_bytes(self.data[start : start + count])
            start += count
        if start + size > limit:
            raise ValueError("cut off")
        return _Node(tag, start, start + size, start + size)

    def inside(self, node: _Node) -> list[_Node]:
        found: list[_Node] = []
        at = node.start
        while at < node.end:
            found.append(self.node(at, node.end))
            at = found[-1].next
        return found

    def only(self, node: _Node, tag: int, place: int) -> _Node:
        """The child at that place, which must have that tag."""
        within = self.inside(node)
        if place >= len(within) or within[place].tag != tag:
            raise ValueError("another structure")
        return within[place]


def _signed(data: bytes) -> bytes:
    """The content of a CMS SignedData, b'' where it is anything else or holds none."""
    walker = _Walker(data)
    try:
        message = walker.node(0, len(data))
        kind = walker.only(message, _OID, 0)
        if data[kind.start : kind.end] != _SIGNED_DATA:
            return b""
        signed = walker.only(walker.only(message, _EXPLICIT, 1), _SEQUENCE, 0)
        content = walker.only(signed, _SEQUENCE, 2)
        octets = walker.inside(walker.only(content, _EXPLICIT, 1))[0]
    except (ValueError, IndexError):
        return b""
    return _octets(walker, octets)


def _octets(walker: _Walker, octets: _Node) -> bytes:
    if octets.tag == _OCTETS:
        return walker.data[octets.start : octets.end]
    if octets.tag != _OCTETS_IN_PIECES:
        return b""
    try:
        pieces = walker.inside(octets)
    except (ValueError, IndexError):
        return b""
    return b"".join(walker.data[piece.start : piece.end] for piece in pieces if piece.tag == _OCTETS)
