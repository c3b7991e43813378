"""Asking rspamd over HTTP (its /checkv2): its own score, and the rules that made it."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

from accord.channels.email.screening.authentication import Origin
from accord.channels.email.screening.findings import Finding
from accord.channels.email.screening.wishes import place_of

PORT = 11333
TIMEOUT_S = 10.0
MOST_BYTES = 1 << 20  # of its answer
MOST_RULES = 8
_SPAM = frozenset({"reject", "add header", "rewrite subject"})


class Unreachable(Exception):
    """rspamd did not answer, or not as it should."""


@dataclass(frozen=True)
class Opinion:
    """What it says; `points` on our scale, where `limit` is spam."""

    spam: bool
    findings: tuple[Finding, ...]


def ask(address: str, raw: bytes, origin: Origin, recipients: list[str], limit: float) -> Opinion:
    """Its opinion on a mail. Raises Unreachable."""
    headers = {"From": origin.sender or "<>", "Helo": origin.helo, "IP": origin.peer, "Pass": "all"}
    given = {name: value for name, value in headers.items() if value and _is_plain(value)}
    if not origin.peer[:1].isdigit() and ":" not in origin.peer:
        given.pop("IP", None)
    try:
        answer = _asked(address, raw, given, [each for each in recipients[:50] if _is_plain(each)])
        return _read(answer, limit)
    except (OSError, http.client.HTTPException, ValueError, TypeError, AttributeError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error


def ping(address: str) -> None:
    """Whether it answers. Raises Unreachable."""
    try:
        connection = http.client.HTTPConnection(*place_of(address, PORT), timeout=TIMEOUT_S)
        try:
            connection.request("GET", "/ping")
            if connection.getresponse().status != 200:
                raise Unreachable("/ping")
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error


def _asked(address: str, raw: bytes, headers: dict[str, str], recipients: list[str]) -> dict[str, Any]:
    connection = http.client.HTTPConnection(*place_of(address, PORT), timeout=TIMEOUT_S)
    try:
        connection.putrequest("POST", "/checkv2")
        for name, value in headers.items():
            connection.putheader(name, value)
        for each in recipients:
            connection.putheader("Rcpt", each)
        connection.putheader("Content-Length", str(len(raw)))
        connection.endheaders(raw)
        response = connection.getresponse()
        body = response.read(MOST_BYTES)
        if response.status != 200:
            raise http.client.HTTPException(f"{response.status}")
    finally:
        connection.close()
    answer = json.loads(body)
    if not isinstance(answer, dict):
        raise ValueError("no object")
    return answer


def _read(answer: dict[str, Any], limit: float) -> Opinion:
    score, required = float(answer["score"]), float(answer.get("required_score") or 15)
    action = str(answer.get("action", ""))
    spam = action in _SPAM
    gaps: dict[str, str | float | int] = {
        "score": round(score, 1),
        "required": round(required, 1),
        "action": action,
    }
    points = (
        max(limit, limit * score / required) if spam else min(max(0.0, limit * score / required), limit - 1)
    )
    rules = [(name, float(rule.get("score", 0))) for name, rule in answer.get("symbols", {}).items()]
    telling = sorted((each for each in rules if each[1]), key=lambda each: -abs(each[1]))[:MOST_RULES]
    telling = telling or (rules[:MOST_RULES] if spam else [])  # a test pattern decides without a score
    findings = [Finding("rspamd_spam" if spam else "rspamd", gaps, round(points, 1))]
    findings += [
        Finding("rspamd_rule", {"rule": name[:80], "score": round(value, 1)}) for name, value in telling
    ]
    return Opinion(spam, tuple(findings))


def _is_plain(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) < 500
