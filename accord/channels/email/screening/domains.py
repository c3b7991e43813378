"""Which domains belong together: the organizational domain (RFC 7489, 3.2) by the public suffix list."""

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@lru_cache(maxsize=4096)
def organizational(domain: str) -> str:
    """example.co.uk of mail.example.co.uk; the domain itself where nothing is below a public suffix."""
    return str(_suffixes().privatesuffix(domain.lower().rstrip(".")) or domain.lower().rstrip("."))


def aligned(domain: str, author: str, *, strict: bool = False) -> bool:
    """Whether a domain that was proven stands for the author's one (RFC 7489, 3.1)."""
    domain, author = domain.lower().rstrip("."), author.lower().rstrip(".")
    if not domain or not author:
        return False
    return domain == author or (not strict and organizational(domain) == organizational(author))


def of_address(address: str) -> str:
    """The domain of a mail address, in its ASCII form; "" if it has none."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".") if "@" in address else ""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
