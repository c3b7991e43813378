"""File names from mail, made safe to show and to save: the stored name is never taken from here."""

import re
import unicodedata

MAX_CHARS = 200
_SEPARATORS = re.compile(r"[\\/]")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*]+')
# Direction marks and invisible signs can make `exe` look like `jpg`.
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\u00ad]"
)
_SPACES = re.compile(r"\s+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_EXTENSION = re.compile(r"\.[^.\s]{1,15}$")


def safe_name(raw: str) -> str:
    """The last path component of `raw` without controls, at most 200 characters, extension kept; '' if nothing is left.

    The result never is `.` or `..`, has no separator, no leading dot, and no name that Windows reserves.
    """
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", raw[:8_000]))
    text = _SPACES.sub(" ", text).strip().rstrip("\\/ ")
    text = _SEPARATORS.split(text)[-1]
    text = _FORBIDDEN.sub("_", text)
    text = text.strip(" .") if not text.strip(" .") else text.strip(" ").lstrip(".").rstrip(" .")
    if _RESERVED.match(text):
        text = "_" + text
    if len(text) > MAX_CHARS:
        found = _EXTENSION.search(text)
        extension = found.group(0) if found else ""
        text = text[: MAX_CHARS - len(extension)].rstrip(" .") + extension
    return text.strip()
