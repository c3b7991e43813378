"""What the filter looks at: the folded words of a mail, each once, and where it comes from."""

import re

from accord.core.fulltext.terms import terms

MOST = 400
_LONGEST = 60
_LINK = re.compile(r"https?://([^/\s\"'<>:]{1,100})", re.IGNORECASE)
_MOST_TEXT = 20_000


def words_of(subject: str, text: str, html: str = "", address: str = "") -> list[str]:
    """Distinct tokens, at most MOST. Words of the subject, linked hosts and the sender's domain are kept apart.

    Numbers are left out (each is another), and so are single letters.
    """
    found: dict[str, None] = {}
    domain = address.rpartition("@")[2].lower()
    if domain:
        found[f"from:{domain}"[:_LONGEST]] = None
    for host in _LINK.findall(f"{text[:_MOST_TEXT]} {html[:_MOST_TEXT]}")[:50]:
        found[f"link:{host.lower().removeprefix('www.')}"[:_LONGEST]] = None
    for word in _plain(subject[:300]):
        found[f"in:{word}"] = None
    for word in _plain(text[:_MOST_TEXT]):
        found[word] = None
        if len(found) >= MOST:
            break
    return list(found)


def shown(word: str) -> str:
    """A token as a person reads it."""
    return word.rpartition(":")[2] if word.startswith(("from:", "link:", "in:")) else word


def _plain(text: str) -> list[str]:
    return [
        word
        for word in terms(text, "")
        if 1 < len(word) <= _LONGEST - 5 and not any(sign.isdigit() for sign in word) and ":" not in word
    ]
