"""Subjects of our mails: `Re: Coffee grinder stops [#K7Q-2MF-88D]`, the code and the "Re:" never twice."""

import re

from accord.channels.email.header_lines import one_line
from accord.core import ids

LONGEST = 250
# What mail programs put before the subject of an answer or a forwarded mail, in the languages that are met most.
_AGAIN = re.compile(
    r"\s*(?:(?:re|aw|antw|antwort|sv|vs|vast|atb|odp|odg|rv|отв|ответ|отг|fw|fwd|wg)"
    r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：])",
    re.IGNORECASE,
)
_TAG = re.compile(r"\s*\[#\s?([0-9A-Za-z]{3}-?[0-9A-Za-z]{3}-?[0-9A-Za-z]{3})\s?\]")


def with_code(subject: str, code: str) -> str:
    """A subject of the team's own words with the code of the ticket in it, which is how answers find their way."""
    text = one_line(subject).strip()
    if f"[#{code}]" in text and len(text) <= LONGEST:
        return text
    left = _TAG.sub(lambda tag: "" if ids.read_code(tag[1]) else tag[0], text).strip()
    return f"{left[: LONGEST - 1].rstrip()}… [#{code}]" if len(left) > LONGEST else f"{left} [#{code}]"


def subject_of(subject: str, code: str, *, again: bool) -> str:
    """The subject of a mail about the ticket `code`; `again` puts one "Re:" before it."""
    return f"{'Re: ' if again else ''}{bare(subject)} [#{code}]".replace("  ", " ")


def bare(subject: str) -> str:
    """The subject without codes of ours and without what mail programs put before it."""
    left = _TAG.sub(lambda tag: "" if ids.read_code(tag[1]) else tag[0], one_line(subject))
    while found := _AGAIN.match(left):
        left = left[found.end() :]
    left = left.strip()
    return left[: LONGEST - 1].rstrip() + "…" if len(left) > LONGEST else left
