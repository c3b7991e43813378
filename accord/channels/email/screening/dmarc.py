"""DMARC (RFC 7489): what the domain in From asks for when nobody proves to write for it."""

from dataclasses import dataclass

from accord.channels.email.screening import names
from accord.channels.email.screening.domains import organizational

_POLICIES = ("none", "quarantine", "reject")


@dataclass(frozen=True)
class Policy:
    """The published wish. `strict_dkim` and `strict_spf`: the very same domain must be proven."""

    wish: str
    strict_dkim: bool = False
    strict_spf: bool = False


def policy_of(domain: str) -> Policy | None:
    """The policy for mail from `domain`: its own, else that of its organizational domain. Raises names.NoAnswer."""
    own = _published(domain)
    if own is not None:
        return _read(own, "p")
    above = organizational(domain)
    if above == domain:
        return None
    shared = _published(above)
    return _read(shared, "sp") if shared is not None else None


def tags(record: str) -> dict[str, str]:
    """`v=DMARC1; p=none` as a dictionary; names and values in lower case, the first of each name counts."""
    found: dict[str, str] = {}
    for part in record[:4096].split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip().lower(), value.strip().lower())
    return found


def _published(domain: str) -> dict[str, str] | None:
    """The one record there is. Several count as none (RFC 7489, 6.6.3)."""
    records = [
        text
        for text in names.texts(f"_dmarc.{domain}")
        if text.replace(" ", "").lower().startswith("v=dmarc1")
    ]
    return tags(records[0]) if len(records) == 1 else None


def _read(found: dict[str, str], name: str) -> Policy | None:
    wish = found.get(name) or found.get("p", "")
    if wish not in _POLICIES:
        wish = "none"
    return Policy(wish, found.get("adkim") == "s", found.get("aspf") == "s")
