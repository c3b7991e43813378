"""Mails for the benchmarks: 20 KB, plain text and HTML, one picture; another one for each number."""

import base64
from functools import cache
from random import Random

SIZE = 20_000
_WORDS = (  # noqa: SIM905  (a text is easier to read than a list of its words)
    "the grinder stops after ten seconds please help me with this order invoice number coffee machine water tank leaks "
    "since yesterday morning parcel arrived without lid two weeks ago warranty refund bank card address street colour"
).split()


@cache
def _picture() -> str:
    return base64.encodebytes(Random("picture").randbytes(10_700)).decode().replace("\n", "\r\n")


def mail(number: int, recipient: str = "support@example.com", run: str = "0") -> bytes:
    """The mail of that number, with CRLF lines. `run` makes its Message-ID another one."""
    chance = Random(f"{run} {number}")
    said = [" ".join(chance.choices(_WORDS, k=12)).capitalize() + "." for _ in range(30)]
    plain = "\r\n\r\n".join(" ".join(said[start : start + 3]) for start in range(0, len(said), 3))
    rich = "".join(f'<p style="color:#333">{part}</p>\r\n' for part in plain.split("\r\n\r\n"))
    head = (
        f"From: Customer {number} <customer{run}-{number}@example.org>\r\nTo: {recipient}\r\n"
        f"Subject: About order {run} {number}\r\nMessage-ID: <{run}.{number}@mail.example.org>\r\n"
        "Date: Sun, 22 Nov 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="outer"\r\n\r\n'
    )
    body = (
        '--outer\r\nContent-Type: multipart/alternative; boundary="inner"\r\n\r\n'
        f"--inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n"
        "--inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        f'<html><body>{rich}<img src="cid:picture"></body></html>\r\n--inner--\r\n'
        f'--outer\r\nContent-Type: image/png; name="picture{number}.png"\r\nContent-ID: <picture>\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{_picture()}\r\n--outer--\r\n"
    )
    return (head + body).encode()
