"""Bytes to text: the declared charset is a hint, the bytes decide. Never raises, never leaves U+FFFD of its own."""

import codecs
import re
from functools import lru_cache

from accord.channels.email.parsing import japanese, latin_letters

# What senders say against what they mean (the wider set that holds the declared one).
_MEANT = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "gb2312_charset": "gb18030", "euc-cn": "gb18030", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949",
    "ksc5601": "cp949", "ks_c_5601-1989": "cp949", "euc-kr": "cp949", "euc_kr": "cp949", "korean": "cp949",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "us-ascii": "cp1252", "ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6",
    "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "ms_kanji": "cp932",
    "windows-31j": "cp932", "unicode-1-1-utf-7": "utf-7", "x-unicode-2-0-utf-7": "utf-7", "utf7": "utf-7",
    "unicode-1-1-utf-8": "utf-8", "utf8": "utf-8", "utf8mb4": "utf-8", "hz-gb-2312": "hz", "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman", "x-mac-cyrillic": "mac-cyrillic", "x-mac-ce": "mac-latin2", "big5-hkscs": "big5hkscs",
    "cp-1250": "cp1250", "cp-1251": "cp1251", "cp-1252": "cp1252", "win-1251": "cp1251", "win1251": "cp1251",
    "utf-16": "utf-16", "koi8r": "koi8-r", "koi8-ru": "koi8-u", "x-windows-949": "cp949", "x-user-defined": "",
    "iso-2022-cn": "", "x-unknown": "", "unknown-8bit": "", "unknown": "", "8bit": "", "7bit": "", "binary": "",
    "none": "", "default": "", "default_charset": "", "_iso-2022-jp$esc": "iso-2022-jp", "iso-10646": "utf-8",
}  # fmt: skip
_JAPANESE_7BIT = frozenset({"iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-3", "iso-2022-jp-ms",
                            "iso2022_jp", "csiso2022jp", "cp50220", "cp50221"})  # fmt: skip
_MULTIBYTE = frozenset({"gb18030", "cp949", "cp932", "big5", "big5hkscs", "euc_jp", "johab", "iso2022_kr"})
_LATIN = frozenset({"cp1252", "cp1250", "cp1254", "cp1257", "iso8859-2", "iso8859-13", "iso8859-15", ""})
_NAME = re.compile(r"[a-z0-9_.:+$-]+")
_SAMPLE_BYTES = 32_768
_HIGH_WORDS = re.compile(rb"(?<![A-Za-z\x80-\xff])[\xa8\xb8\xc0-\xff]+(?![A-Za-z\x80-\xbf])")
_NOT_HEBREW = re.compile(rb"[^ \xe0-\xfa]")
_LATIN_OR_HIGH = re.compile(rb"[A-Za-z\x80-\xff]")
_FEWEST_LETTERS = 10
# C0 controls other than tab and line feed, and DEL: PostgreSQL refuses NUL and people cannot see the others.
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_HAS_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: what does not fit is read as cp1252, or as latin-1 in the holes of that.

    A letter that was cut in two right after another one (a name shortened by bytes) is left out.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    if error.encoding == "utf-8" and bad[0] >= 0xC2 and error.start and error.object[error.start - 1] >= 0x80:
        return "", error.end
    return "".join(_CP1252[byte] for byte in bad), error.end


_CP1252 = [
    bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
    for byte in range(256)
]
codecs.register_error("accord-cp1252", _as_cp1252)


@lru_cache(maxsize=512)
def meant(declared: str) -> str:
    """The Python codec to try for a declared charset; '' when it names nothing that we know."""
    name = declared.strip().strip("\\\"' \t;").lower().removeprefix("charset=").strip("\\\"' \t;")
    found = _NAME.match(name)
    name = found.group(0) if found else ""
    if name in _JAPANESE_7BIT:
        return "iso-2022-jp"
    name = _MEANT.get(name, name)
    if not name:
        return ""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    # base64, rot13 and the like are codecs too, but not charsets.
    return info.name if getattr(info, "_is_text_encoding", True) else ""


def decode(data: bytes, declared: str = "", *, hint: str = "") -> tuple[str, str]:
    """Text of `data`, and a mark: '' when it was as declared, else `charset-guessed` or `charset-repaired`.

    `declared` is the charset as the mail writes it, `hint` what to try when that is missing (the charset of
    another part). Controls other than tab and line feed are dropped; line ends become line feeds.
    """
    codec = meant(declared)
    if (
        data.isascii()
        and codec not in ("utf-7", "hz", "iso-2022-jp", "iso2022_kr", "utf-16", "utf-32")
        and (b"\x1b" not in data)
    ):
        return tidy(data.decode("ascii")), ""
    text, mark = _decode(data, codec, meant(hint) if hint else "")
    return tidy(text), mark


def tidy(text: str) -> str:
    """Line feeds only; no controls, no lone surrogates."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _HAS_CONTROL.search(text):
        text = text.translate(_CONTROLS).encode("utf-8", "ignore").decode("utf-8")
    return text


def _decode(data: bytes, codec: str, hint: str) -> tuple[str, str]:
    if (
        codec == "iso-2022-jp"
        or (b"\x1b$" in data and not data.isascii() and codec == "")
        or (b"\x1b$" in data and codec in ("", "cp1252", "utf-8") and data.isascii())
    ):
        return japanese.decode(data), "" if codec == "iso-2022-jp" else "charset-guessed"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") and codec in ("", "cp1252", "utf-8", "utf-16"):
        return data.decode("utf-16", "ignore"), "" if codec == "utf-16" else "charset-guessed"
    if codec != "utf-8" and not codec.startswith(("utf", "hz")) and _is_utf8(data, codec):
        return data.decode("utf-8-sig"), "" if codec == "" else "charset-guessed"
    if codec == "" and hint and hint != "utf-8":
        codec = hint
    if codec and codec != "cp1252":
        try:
            return data.decode("utf-8-sig" if codec == "utf-8" else codec), ""
        except (UnicodeError, LookupError):
            return _repair(data, codec), "charset-repaired"
    if codec == "cp1252":
        if cyrillic := _cyrillic(data[:_SAMPLE_BYTES]):
            return data.decode(cyrillic, "accord-cp1252"), "charset-guessed"
        return data.decode("cp1252", "accord-cp1252"), ""
    return _guess(data), "charset-guessed"


def _is_utf8(data: bytes, codec: str) -> bool:
    """True when the bytes can hardly be anything but UTF-8, whatever was declared.

    Two Chinese characters in GBK may happen to be valid UTF-8, so a declared multi-byte charset needs more proof.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if text.isascii():
        return False
    wide = sum(1 for char in text if char > "\x7f")
    if codec in _LATIN:
        return True
    return len(data) - len(text) >= (6 if codec in _MULTIBYTE else 4) or wide >= 6


def _repair(data: bytes, codec: str) -> str:
    """Decode what was declared but does not fit: a few bad bytes are patched, a wrong name is guessed anew."""
    if codec == "utf-8":
        good = data.decode("utf-8", "ignore")
        if not good.isascii():
            return data.decode("utf-8", "accord-cp1252")
        return _guess(data)
    try:
        kept = data.decode(codec, "ignore")
        patched = data.decode(codec, "accord-cp1252")
    except (UnicodeError, LookupError, ValueError, AssertionError):
        return _guess(data)
    if codec not in _MULTIBYTE or len(kept) >= len(data) // 3:
        return patched
    return _guess(data)


def _guess(data: bytes) -> str:
    """Undeclared 8-bit: UTF-8 strictly, then a detector on a sample, then cp1252."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    sample = data[:_SAMPLE_BYTES]
    if len(sample.decode("utf-8", "ignore").encode()) > len(sample) * 0.98 and _has_utf8(sample):
        return data.decode("utf-8", "accord-cp1252")
    found = _detect(sample)
    if found:
        try:
            return data.decode(found, "accord-cp1252")
        except (UnicodeError, LookupError):
            pass
    return data.decode("cp1252", "accord-cp1252")


def _has_utf8(data: bytes) -> bool:
    return not data.decode("utf-8", "ignore").isascii()


def _cyrillic(sample: bytes) -> str:
    """The 8-bit Cyrillic charset of words written in nothing but high letters, or '' where it is none.

    No language of the Latin alphabets writes so, in GBK, Big5 and the like bytes below 0xC0 stand between them, and
    Hebrew uses only a part of them. Of two charsets the one is meant in which the letters are those that are used most.
    """
    words = b" ".join(_HIGH_WORDS.findall(sample))
    letters = len(words) - words.count(b" ")
    if letters < _FEWEST_LETTERS or letters * 3 < len(_LATIN_OR_HIGH.findall(sample)):
        return ""
    if not _NOT_HEBREW.search(words):
        return ""
    return next((codec for codec in ("cp1251", "koi8-r") if _reads_well(words.decode(codec, "ignore"))), "")


def _reads_well(text: str) -> bool:
    """Whether the ten letters that Bulgarian and Russian use most are half of it, and capitals stand where they may."""
    letters = text.replace(" ", "").lower()
    often = sum(letter in "аоеинтсрвл" for letter in letters)
    words = text.split(" ")
    sound = sum(word[1:].islower() or word.isupper() or len(word) == 1 for word in words)
    return often * 20 >= len(letters) * 9 and sound * 5 >= len(words) * 4


def alphabet(data: bytes) -> str:
    """The 8-bit charset of the alphabet that undeclared bytes are surely written in, or ''."""
    sample = data[:_SAMPLE_BYTES]
    return "" if _has_utf8(sample) else _cyrillic(sample) or latin_letters.codec_of(sample)


def _detect(sample: bytes) -> str:
    if found := _cyrillic(sample) or latin_letters.codec_of(sample):
        return found
    high = sum(1 for byte in sample if byte > 127)
    if high < 8 or high < len(sample) * 0.05:
        return ""  # Too little to judge by: a few accented letters in Western text.
    # Imported here: its tables take 30 ms, and one mail in a thousand needs them.
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:8_192]).best()
    return meant(best.encoding) if best is not None else ""
