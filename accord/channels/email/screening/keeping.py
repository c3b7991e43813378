"""The outcome of screening as it stands in the ledger's row, beside the other details of a mail."""

from typing import Any

from accord.channels.email.screening.findings import Authentic, Finding, Screening

KEY = "screening"
MOST = 20


def as_json(screening: Screening) -> dict[str, Any]:
    """What is kept; {} where there is nothing to tell."""
    if not screening.findings:
        return {}
    kept: dict[str, Any] = {
        "authentic": str(screening.authentic),
        "findings": [[each.key, each.gaps, each.points] for each in screening.findings[:MOST]],
    }
    for name in ("spam", "virus", "unscanned", "many"):
        if getattr(screening, name):
            kept[name] = getattr(screening, name)
    if screening.infected:
        kept["infected"] = list(screening.infected)
    return kept


def from_json(details: dict[str, Any]) -> Screening:
    """What was kept in a row's details; a mail that was not screened has only the defaults."""
    kept = details.get(KEY)
    if not kept:
        return Screening()
    return Screening(
        authentic=Authentic(kept.get("authentic", "none")),
        spam=bool(kept.get("spam")),
        virus=str(kept.get("virus", "")),
        findings=tuple(Finding(key, dict(gaps), float(points)) for key, gaps, points in kept["findings"]),
        infected=tuple(kept.get("infected", ())),
        unscanned=bool(kept.get("unscanned")),
        many=bool(kept.get("many")),
    )
