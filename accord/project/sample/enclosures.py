"""Small files for the stories: real pictures and documents, made on the spot."""

import struct
import zlib

_COLOURS = ((181, 101, 29), (74, 108, 84), (160, 54, 42), (52, 73, 94))


def content_of(name: str) -> bytes:
    """The bytes of a file called `name`: a PNG or a PDF, always the same for the same name."""
    return _picture(name) if name.endswith(".png") else _document(name)


def type_of(name: str) -> str:
    return "image/png" if name.endswith(".png") else "application/pdf"


def _picture(name: str, side: int = 160) -> bytes:
    """A square with a round thing in it (PNG, W3C 2003)."""
    red, green, blue = _COLOURS[zlib.crc32(name.encode()) % len(_COLOURS)]
    rows = bytearray()
    for y in range(side):
        rows.append(0)
        for x in range(side):
            far = ((x - side / 2) ** 2 + (y - side / 2) ** 2) ** 0.5 / side
            shade = 1.0 if far < 0.3 else 0.55 if far < 0.36 else 0
            rows += bytes(round(part * shade + 240 * (1 - shade)) for part in (red, green, blue))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def _document(name: str) -> bytes:
    """One page that says its name (PDF 1.4, ISO 32000)."""
    drawing = f"BT /F1 18 Tf 72 760 Td ({name.encode('ascii', 'replace').decode()}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
