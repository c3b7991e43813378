"""What is said about a day when it is over (for operators, in English)."""

from collections.abc import Sequence
from typing import Any

from accord.project.simulating import judging
from accord.project.simulating.day import Day

_SHOWN = 20


def facts(day: Day, faults: Sequence[str], check: str) -> dict[str, Any]:
    """The figures of the day, and what is wrong with it, as JSON values."""
    took = sorted(day.waits.took_s) or [0.0]
    assert day.crowd is not None and day.carrier is not None
    hours = day.wish.hours
    return {
        "agents": day.wish.agents,
        "hours": hours,
        "seconds": round(day.seconds, 1),
        "speed": round(hours * 3600 / day.seconds, 1) if day.seconds else 0.0,
        "killed": day.kills,
        "requests_cut_off": day.waits.cut,
        "mails_in": sum(day.carrier.acknowledged.values()),
        "mails_out": len(day.letters.copies),
        "mails_out_again": sum(len(copies) - 1 for copies in day.letters.copies.values()),
        "addresses_refused": day.letters.refused,
        **judging.figures(),
        "taken_away_meanwhile": sum(day.shift.taken_away.values()),
        "effects_behind_s": round(day.looks.behind.total_seconds()),
        "answers": len(day.shift.stored),
        "pulled": len(day.shift.given),
        "agents_did": dict(day.shift.did),
        "agents_came_late": dict(day.shift.refused),
        "customers_did": dict(day.crowd.did),
        "waiting_at_most": day.looks.most,
        "longest_wait_days": round(day.looks.longest.total_seconds() / 86400, 2),
        "answered_in_ms": {
            "p50": round(1000 * took[len(took) // 2], 1),
            "p95": round(1000 * took[int(len(took) * 0.95)], 1),
            "requests": len(took),
        },
        "check": check,
        "faults": list(faults),
    }


def text(facts: dict[str, Any]) -> str:
    """The same for a person to read."""
    lines = []
    for name, value in facts.items():
        if name == "faults":
            continue
        if isinstance(value, dict):
            value = ", ".join(f"{each} {count}" for each, count in value.items())
        lines.append(f"{name.replace('_', ' '):<20} {value}")
    faults = facts["faults"]
    lines += ["", *(f"WRONG: {each}" for each in faults[:_SHOWN])]
    if len(faults) > _SHOWN:
        lines.append(f"... and {len(faults) - _SHOWN} more")
    lines.append(f"{len(faults)} things are wrong." if faults else "All is well.")
    return "\n".join(lines)
