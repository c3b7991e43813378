"""Severe problems told by another road: by mail of any mailbox that works, and by a POST to an address of the options.

Each is told when it has lasted for some minutes, then once a day, and once more when it is over. Mail is handed to the
server at once instead of being queued: the queue may be what is wrong.
"""

import json
import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.channels.email import addressing, header_lines, message_ids, proofs, transport
from accord.channels.email.building import build
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.letters.blocks import Block, Letter, Line, Link, Title
from accord.channels.email.models import Mailbox, ToldProblem
from accord.channels.email.own_addresses import own_addresses
from accord.channels.email.reaching import usable
from accord.core import clock, health, options, outgoing_http
from accord.core.health import Problem
from accord.events import outgoing
from accord.people.models import Person
from accord.people.models.person import PersonKind, Role

log = logging.getLogger(__name__)
LASTS = timedelta(minutes=5)
AGAIN = timedelta(days=1)

options.define(
    "alarm.post_url",
    "",
    gettext_lazy("Tell alarms to this address"),
    gettext_lazy(
        "An https address of a service that wakes you. Each severe problem is posted there as JSON."
    ),
)


def tell() -> int:
    """Look at what is wrong now and tell what is due; returns how many were told."""
    if settings.DEMO or outgoing.paused():
        return 0
    now = clock.now()
    severe = {problem.key[:120]: problem for problem in health.problems() if problem.severe}
    rows = {row.key: row for row in ToldProblem.objects.all()}
    told = 0
    for key, problem in severe.items():
        row = rows.get(key) or _noticed(key)
        due = row.told_at is None and now - row.began_at >= LASTS
        if (due or (row.told_at and now - row.told_at >= AGAIN)) and _told(row, problem):
            told += 1
    for key, row in rows.items():
        if key not in severe and ToldProblem.objects.filter(pk=row.pk).delete()[0]:
            told += row.told_at is not None and _over(row)
    return told


def _noticed(key: str) -> ToldProblem:
    with transaction.atomic():
        row, _made = ToldProblem.objects.get_or_create(key=key, defaults={"began_at": clock.now()})
    return row


def _told(row: ToldProblem, problem: Problem) -> bool:
    """Tell it by all roads; a problem that nobody could be told of stays due. Of several workers one tells it."""
    rows, before = ToldProblem.objects.filter(pk=row.pk), row.told_at
    row.told_at, row.url = clock.now(), problem.url[:500]
    if not rows.filter(told_at=before).update(told_at=row.told_at, url=row.url):
        return False
    mails = _mail(row, problem)
    posted = _post(
        {"problem": problem.key, "state": "open", "title": str(problem.title), "cure": str(problem.cure)}, row
    )
    if not (mails or posted):
        log.error("the problem %s could be told to nobody", problem.key)
        rows.update(told_at=before)
        return False
    rows.update(message_id=row.message_id)
    return True


def _over(row: ToldProblem) -> bool:
    mails = _mail(row, None)
    return _post({"problem": row.key, "state": "over"}, row) or mails


def _mail(row: ToldProblem, problem: Problem | None) -> bool:
    """To each owner and administrator at his own address, in his language; whether anybody got it."""
    ways = _ways(row.key)
    reached = False
    own = own_addresses()
    for person in Person.objects.filter(
        kind=PersonKind.AGENT, is_active=True, role__in=[Role.OWNER, Role.ADMIN]
    ):
        where = usable(person.email)
        if where and where not in own:
            reached |= _by_any(ways, row, problem, person, where)
    return reached


def _ways(key: str) -> list[Mailbox]:
    """Mailboxes that can send, those that the problem is not about first."""
    rows = Mailbox.objects.filter(is_active=True, tested_at__isnull=False).order_by("id")
    able = [row for row in rows if row.has_way_out]
    return sorted(able, key=lambda row: (bool(row.last_error), key.endswith(f":{row.pk}")))


def _by_any(
    ways: Iterable[Mailbox], row: ToldProblem, problem: Problem | None, person: Person, where: str
) -> bool:
    for mailbox in ways:
        mail = _letter(mailbox, row, problem, person, where)
        try:
            outcome = transport.hand_over(mailbox, "", [where], build(mail))
        except transport.Unreachable:
            continue
        if outcome.taken:
            row.message_id = mail.message_id if problem else row.message_id
            return True
    return False


def _letter(mailbox: Mailbox, row: ToldProblem, problem: Problem | None, person: Person, where: str) -> Mail:
    language = addressing.language_for(person, None, mailbox)
    desk = addressing.desk_name(mailbox)
    domain = header_lines.address(mailbox.address).rpartition("@")[2]
    with addressing.read_by(person, language):
        fresh = _again(problem)
        title = str(fresh.title) if fresh else _("It is over: a problem that we wrote to you about is gone.")
        words = str(fresh.cure) if fresh else _("Nothing has to be done any more.")
        blocks: list[Block] = [Title(title), Line(words)]
        if row.url:
            blocks.append(Link(_("Look at it"), f"{settings.BASE_URL}{row.url}"))
        return Mail(
            part="alarm",
            mailbox=mailbox,
            recipients=[where],
            to=[("", where)],
            subject=title,
            letter=Letter(
                language, desk, blocks, why=_("You get this mail because you look after this help desk.")
            ),
            message_id=message_ids.new(message_ids.PASSING, domain, proofs.keys()[0]),
            nature=Nature.REPLY,
            from_name=desk,
            in_reply_to="" if problem else row.message_id,
            references=[row.message_id] if row.message_id and not problem else [],
        )


def _again(problem: Problem | None) -> Problem | None:
    """The same problem with its sentences in the language that is active now."""
    if problem is None:
        return None
    return next((one for one in health.problems() if one.key == problem.key), problem)


def _post(content: dict[str, str], row: ToldProblem) -> bool:
    url = str(options.get("alarm.post_url")).strip()
    if not url:
        return False
    with translation.override(str(options.get("workspace.language"))):
        desk = str(options.get("workspace.name"))
    body = {**content, "desk": desk, "url": f"{settings.BASE_URL}{row.url}", "at": clock.now().isoformat()}
    try:
        answer = outgoing_http.post(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    except (outgoing_http.Refused, outgoing_http.Failed) as error:
        log.error("the alarm could not be posted: %s", error)
        return False
    return answer.good
