"""The outcome of screening. Keys and JSON values only: sentences are made when read."""

from dataclasses import dataclass, field
from enum import StrEnum


class Authentic(StrEnum):
    """Whether the domain in From stands behind the mail: DMARC's question, an aligned SPF or DKIM pass."""

    PASS = "pass"
    FAIL = "fail"
    NONE = "none"  # nothing could be found out


@dataclass(frozen=True)
class Finding:
    """One reason: `key` names a sentence, `gaps` fill it; `points` are what it adds to the spam score."""

    key: str
    gaps: dict[str, str | float | int] = field(default_factory=dict)
    points: float = 0.0


@dataclass(frozen=True)
class Screening:
    """What was found out about one mail. A mail that was not screened has only the defaults.

    `infected` are the SHA-256 of the files in which the virus was found, all of them where that is not known;
    `unscanned` says that the virus scanner was asked and gave no answer; `many` that its sender floods us.
    """

    authentic: Authentic = Authentic.NONE
    spam: bool = False
    virus: str = ""
    findings: tuple[Finding, ...] = ()
    infected: tuple[str, ...] = ()
    unscanned: bool = False
    many: bool = False
