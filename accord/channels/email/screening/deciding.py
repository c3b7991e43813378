"""Screening the mails of a part: whom to ask, all at once and in bounded time, and what it adds up to.

It runs before any transaction. Where nothing is configured and a mail came by a server of our own, nobody is asked.
"""

import hashlib
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accord.channels.email.parsing import ParsedMail
from accord.channels.email.screening import authentication, clamd, names, rspamd, troubles
from accord.channels.email.screening.authentication import Origin
from accord.channels.email.screening.bayes import judging
from accord.channels.email.screening.findings import Authentic, Finding, Screening
from accord.channels.email.screening.wishes import Wishes, wishes

log = logging.getLogger(__name__)
AT_ONCE = 8
LIMIT_S = 40.0  # for all mails of a part
MANY, MANY_WITHIN = 20, timedelta(minutes=1)
_MOST_SENDERS = 2048
_recent: dict[str, deque[datetime]] = {}


class Held(OSError):
    """The virus scanner does not answer, and mail is to wait for it."""


@dataclass(frozen=True)
class Arrived:
    """A mail as it came, and as it was read."""

    raw: bytes
    parsed: ParsedMail
    origin: Origin
    recipients: tuple[str, ...]
    received_at: datetime


@dataclass
class _Asked:
    """What the others said of one mail."""

    authentic: Authentic = Authentic.NONE
    findings: tuple[Finding, ...] = ()
    virus: str = ""
    infected: tuple[str, ...] = ()
    unscanned: bool = False
    failed: tuple[tuple[str, str], ...] = ()  # (service, its words)
    answered: tuple[str, ...] = ()


def screen(mails: Sequence[Arrived]) -> list[Screening]:
    """The outcome for each mail, in their order. Raises Held."""
    if not mails:
        return []
    wish = wishes()
    names.use(wish.nameservers)
    asked = _ask_all(mails, wish)
    _note(asked, wish)
    if wish.learn and not wish.rspamd:
        opinions = judging.judge([each.parsed for each in mails])
    else:
        opinions = [None] * len(mails)
    return [
        _sum(mail, found, [opinion] if opinion else [], wish)
        for mail, found, opinion in zip(mails, asked, opinions, strict=True)
    ]


def _ask_all(mails: Sequence[Arrived], wish: Wishes) -> list[_Asked]:
    """Each mail's questions, several mails at once; without any, no thread is begun."""
    silent: set[str] = set()  # servers that one mail of this part found dead are not asked about the others
    jobs = [_job(mail, wish, silent) for mail in mails]
    if not any(jobs):
        return [_Asked() for _ in mails]
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="screening")
    until = time.monotonic() + LIMIT_S
    try:
        begun = [pool.submit(job) if job else None for job in jobs]
        return [_within(each, until, wish) if each else _Asked() for each in begun]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _job(mail: Arrived, wish: Wishes, silent: set[str]) -> Callable[[], _Asked] | None:
    sender = authentication.needed(mail.raw, mail.parsed.from_address, mail.origin, wish)
    if not (sender or wish.rspamd or wish.clamd):
        return None
    return lambda: _ask(mail, wish, silent)


def _within(begun: "Future[_Asked]", until: float, wish: Wishes) -> _Asked:
    """The outcome. No single mail, whatever is in it, can keep the others: it comes in unchecked, and says so."""
    try:
        return begun.result(timeout=max(0.0, until - time.monotonic()))
    except TooSlow:
        return _Asked(findings=(Finding("too_slow"),), unscanned=bool(wish.clamd))
    except Exception:
        log.exception("a mail could not be checked")
        return _Asked(findings=(Finding("checks_failed"),), unscanned=bool(wish.clamd))


def _ask(mail: Arrived, wish: Wishes, silent: set[str]) -> _Asked:
    """In a thread that has no database."""
    found = _Asked()
    found.authentic, findings = authentication.check(mail.raw, mail.parsed.from_address, mail.origin, wish)
    if any(each.key in ("no_name_server", "spf_temperror", "dkim_temperror") for each in findings):
        found.failed += (("dns", str(findings[-1].gaps.get("domain", ""))),)
    elif findings:
        found.answered += ("dns",)
    if wish.rspamd:
        try:
            _demand("rspamd", silent, rspamd.Unreachable)
            opinion = rspamd.ask(wish.rspamd, mail.raw, mail.origin, list(mail.recipients), wish.spam_points)
        except rspamd.Unreachable as error:
            silent.add("rspamd")
            found.failed += (("rspamd", str(error)),)
            findings = [*findings, Finding("rspamd_silent")]
        else:
            found.answered += ("rspamd",)
            # It has looked at the sender itself: his domain's wish must not count twice.
            findings = [*(replace(each, points=0.0) for each in findings), *opinion.findings]
    found.findings = tuple(findings)
    if wish.clamd:
        _scan(mail, wish, found, silent)
    return found


def _demand(service: str, silent: set[str], error: type[Exception]) -> None:
    if service in silent:
        raise error("no answer")


def _scan(mail: Arrived, wish: Wishes, found: _Asked, silent: set[str]) -> None:
    try:
        _demand("clamd", silent, clamd.Unreachable)
        found.virus = clamd.scan(wish.clamd, mail.raw)
        found.answered += ("clamd",)
        if found.virus:
            bad = [each for each in mail.parsed.attachments if clamd.scan(wish.clamd, each.data)]
            named = tuple(Finding("virus_file", {"file": each.name[:120]}) for each in bad)
            found.findings += (Finding("virus", {"virus": found.virus}), *named)
            files = bad or mail.parsed.attachments
            found.infected = tuple(dict.fromkeys(hashlib.sha256(each.data).hexdigest() for each in files))
    except clamd.NotScanned as error:
        found.unscanned = True
        found.findings += (Finding("not_scannable", {"words": str(error)}),)
    except clamd.Unreachable as error:
        silent.add("clamd")
        found.unscanned = True
        found.failed += (("clamd", str(error)),)
        found.findings += (Finding("not_scanned"),)


def _note(asked: Sequence[_Asked], wish: Wishes) -> None:
    failed = dict(pair for each in asked for pair in each.failed)
    answered = {service for each in asked for service in each.answered}
    if failed or answered:
        troubles.note(failed, answered)
    if wish.hold and any(service == "clamd" for each in asked for service, _words in each.failed):
        raise Held("the virus scanner does not answer, and mail waits for it")


def _sum(mail: Arrived, asked: _Asked, more: list[Finding], wish: Wishes) -> Screening:
    findings = (*asked.findings, *more)
    count = _count(mail)
    if count > MANY:
        findings = (*findings, Finding("many", {"count": count}))
    return Screening(
        authentic=asked.authentic,
        spam=sum(each.points for each in findings) >= wish.spam_points and bool(findings),
        virus=asked.virus,
        findings=findings,
        infected=asked.infected,
        unscanned=asked.unscanned,
        many=count > MANY,
    )


def _count(mail: Arrived) -> int:
    """How many mails of that address came within a minute, this one included; kept in the taker's memory only."""
    if len(_recent) > _MOST_SENDERS:
        _recent.clear()
    times = _recent.setdefault(mail.parsed.from_address, deque(maxlen=10_000))
    times.append(mail.received_at)
    while times and times[0] < mail.received_at - MANY_WITHIN:
        times.popleft()
    return len(times)


def forget() -> None:
    """Drop what the process remembers (tests)."""
    _recent.clear()
    troubles.forget()
    judging.forget()
