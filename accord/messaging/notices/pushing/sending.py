"""Sending news to browsers: encrypted for each of them, to the service that it named, a few at once, in bounded time.

A message that comes twice replaces itself in the browser, so at least once is enough. What is read, quiet or old by
then is not sent. A browser that its service no longer knows is forgotten.
"""

import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accord.core import clock, options, outgoing_http, secrets
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.events.reactions import Effect
from accord.messaging.notices import choosing, quiet, reading, wording
from accord.messaging.notices.happenings import NoticesGiven
from accord.people.models import Notice, Person, PushBrowser
from accord.people.rights import access_of

log = logging.getLogger(__name__)
STALE = timedelta(hours=1)
TTL_S = 4 * 3600  # the service keeps it that long for a browser that is off
AT_ONCE = 8
BOUND_S = 20.0
_GONE = (404, 410)  # RFC 8030, 7.3


@dataclass(frozen=True)
class Parcel:
    """One message to one browser, ready to be sent."""

    browser: int
    endpoint: str
    headers: dict[str, str]
    body: bytes


def due(happening: EventKind) -> bool:
    """Whether anybody may get it in a browser."""
    return isinstance(happening, NoticesGiven) and bool(happening.push)


def deliver(event: Event) -> None:
    """Send the news of this event to the browsers of those who are told."""
    if settings.DEMO or clock.now() - event.at > STALE:
        return
    rows = list(
        Notice.objects.filter(pk__in=event.data.get("push", ()), read_at=None).select_related("person")
    )
    send([parcel for row in rows for parcel in _parcels(row)])


EFFECT = Effect("push", (NoticesGiven,), deliver, due, attempts=3)


def try_out(person: Person) -> int:
    """Send a test to all of his browsers now; how many services took it."""
    with translation.override(person.language or translation.get_language() or "en"):
        words = {"title": _("It works"), "body": _("News about tickets will come like this."), "tag": "test"}
    words["url"] = "/notifications/"
    browsers = list(PushBrowser.objects.filter(person=person))
    return send([parcel for each in browsers if (parcel := _parcel(each, words, urgent=True)) is not None])


def send(parcels: Sequence[Parcel]) -> int:
    """Send them, a few at once; what became of each is written down. How many were taken."""
    if not parcels:
        return 0
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="push")
    try:
        going = {pool.submit(_post, parcel): parcel for parcel in parcels}
        done, late = wait(going, BOUND_S)
        for future in late:
            future.cancel()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    outcomes = {going[future].browser: future.result() for future in done}
    outcomes |= {going[future].browser: "no answer in time" for future in late}
    for browser, problem in outcomes.items():
        _settle(browser, problem)
    return sum(problem == "" for problem in outcomes.values())


def _post(parcel: Parcel) -> str:
    """In a thread, without the database: the words of what went wrong, "gone", or nothing."""
    try:
        answer = outgoing_http.post(parcel.endpoint, parcel.body, parcel.headers)
    except (outgoing_http.Refused, outgoing_http.Failed) as error:
        return str(error)[:300]
    if answer.good:
        return ""
    return "gone" if answer.status in _GONE else f"HTTP {answer.status}"


def _settle(browser: int, problem: str) -> None:
    with transaction.atomic():
        rows = PushBrowser.objects.filter(pk=browser)
        if problem == "gone":
            rows.delete()
        elif problem:
            log.warning("push to browser %s: %s", browser, problem)
            rows.update(last_error=problem)
        else:
            rows.update(told_at=clock.now(), last_error="")


def _parcels(row: Notice) -> list[Parcel]:
    """For each browser of the person, unless he is left in peace now or may not see it any more."""
    person = row.person
    browsers = list(PushBrowser.objects.filter(person=person))
    habit = choosing.habit_of(person.pk)
    loud = row.urgent and habit.urgent_through
    if not browsers or not person.is_active or (not loud and quiet.ends(person, habit, clock.now())):
        return []
    seen = reading.to_mail(access_of(person), [row.pk])
    if not seen:
        return []
    zone = (
        person.time_zone
        if person.time_zone in clock.known_zones()
        else str(options.get("workspace.time_zone"))
    )
    with (
        translation.override(person.language or str(options.get("workspace.language"))),
        timezone.override(ZoneInfo(zone)),
    ):
        news = wording.shown(seen, person)[0]
    body = "\n".join(filter(None, (news.subject, news.snippet)))
    words = {
        "title": news.sentence,
        "body": body,
        "tag": f"news-{row.pk}",
        "url": news.path or "/notifications/",
    }
    return [parcel for each in browsers if (parcel := _parcel(each, words, urgent=row.urgent)) is not None]


def _parcel(browser: PushBrowser, words: dict[str, str], *, urgent: bool) -> Parcel | None:
    # Here, because it is 2 MiB for desks where somebody has push.
    from accord.messaging.notices.pushing import encrypting, identity

    try:
        cut = {**words, "title": words["title"][:200], "body": words["body"][:400]}
        body = encrypting.encrypted(
            json.dumps(cut, ensure_ascii=False).encode("utf-8", "replace"), browser.public, browser.auth
        )
        headers = {
            "Authorization": identity.header(browser.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL_S),
            "Urgency": "high" if urgent else "normal",
        }
    except (encrypting.BadKey, secrets.Unreadable) as error:
        _settle(browser.pk, str(error) or type(error).__name__)
        return None
    return Parcel(browser.pk, browser.endpoint, headers, body)
