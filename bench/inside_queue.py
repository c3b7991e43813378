"""What the group `queue` asks of a process inside its workspace. Times are in milliseconds unless a name says so."""

import time
from datetime import timedelta
from statistics import median

from django.db import connection, transaction

from accord.automation.actions.steps import Steps
from accord.automation.mass import jobs
from accord.automation.models import MassJob, Rule, RuleLook, RuleTrial
from accord.automation.rules import editing, looking, memory
from accord.automation.time_rules import planning
from accord.automation.trying import starting, working
from accord.core import clock
from accord.events import timers
from accord.events.models import Delivery, Event, Timer
from accord.people import tokens
from accord.people.models import Person
from accord.tickets import replying
from accord.tickets.happenings import MessageSent, TagAdded, TicketAssigned
from accord.tickets.models import State, Ticket
from accord.tickets.silence import pulse
from accord.tickets.writing import Words
from accord.views.models import SavedView
from bench.preparing_queue import MARK, condition, owner_of

ASKED = 20
_WAITS = "to_solve AND state IN ('new', 'open') AND assignee_id IS NULL"


# --------------------------------------------------------------------------------------------------------- To Solve


def pullers_tokens() -> list[str]:
    """A token for each of the hundred."""
    people = Person.objects.filter(email__startswith="puller-").order_by("id")
    return [tokens.create(each, "benchmark") for each in people]


def order_of_work(number: int) -> list[int]:
    """The ids of the first `number` tickets that nobody has, in the order in which they must be given."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id FROM ticket t JOIN department d ON d.id = t.department_id WHERE {_WAITS} AND d.is_active"
            f" ORDER BY rank_at, waiting_since, t.id LIMIT {number}"
        )
        return [row[0] for row in cursor.fetchall()]


def wrong_claims(expected: list[int]) -> int:
    """How many of the tickets given last were given twice, or are not the ones whose turn it was."""
    rows = Event.objects.filter(kind=TicketAssigned.key).order_by("-id").values_list("ticket_id", flat=True)
    given = list(rows[: len(expected)])
    return len(given) - len(set(given)) + len(set(given) ^ set(expected))


# ------------------------------------------------------------------------------------------------------------ rules


def rules_in_verb_ms(replies: int = 60) -> float:
    """The difference that 50 listening rules make to a reply (p50 of each kind, by turns)."""
    agent, tickets = _answering(replies * 2)
    on, off = list[float](), list[float]()
    listening = memory.triggers
    for step, ticket in enumerate(tickets):
        memory.triggers = listening if step % 2 else frozenset
        try:
            (on if step % 2 else off).append(_reply(ticket, agent, step))
        finally:
            memory.triggers = listening
    return float(max(0.0, median(on) - median(off)))


def _answering(number: int) -> tuple[Person, list[Ticket]]:
    agent = Person.objects.get(email="puller-0@example.com")
    found = Ticket.objects.select_related("department", "requester").filter(state=State.OPEN).order_by("-id")
    return agent, list(found[:number])


def _reply(ticket: Ticket, agent: Person, number: int) -> float:
    words = Words(text=f"Your parcel {number} of {time.time_ns()} is on its way.")
    began = time.perf_counter()
    with transaction.atomic():
        replying.reply(ticket, words, by=agent)
    return 1000 * (time.perf_counter() - began)


def rules_after_ms(replies: int) -> float:
    """From a reply's commit until what the rules saw and did stands in the database (p50); a worker runs."""
    _until_nothing_waits()
    agent, tickets = _answering(replies)
    waits = []
    for number, ticket in enumerate(tickets):
        _reply(ticket, agent, number)
        began = time.perf_counter()
        event = (
            Event.objects.filter(ticket_id=ticket.pk, kind=MessageSent.key).order_by("-id").values("id")[:1]
        )
        number_of_event = event[0]["id"]
        while not RuleLook.objects.filter(event_id=number_of_event).exists():
            time.sleep(0.001)
            if time.perf_counter() - began > 30:
                raise TimeoutError("the rules did not look")
        waits.append(1000 * (time.perf_counter() - began))
        time.sleep(0.1)
    return float(median(waits))


def _until_nothing_waits() -> None:
    """The rules have looked at all that was there before."""
    until = time.monotonic() + 300
    while Delivery.objects.filter(effect=looking.KEY, given_up_at__isnull=True).exists():
        if time.monotonic() > until:
            raise TimeoutError("the rules are behind")
        time.sleep(0.1)


# ----------------------------------------------------------------------------------------------------------- timers


def sweep_s(due: int) -> float:
    """Seconds to carry out so many due timers of time rules; each tags a ticket that waits."""
    now = clock.now()
    begun = now - timedelta(hours=30)
    with transaction.atomic():
        Rule.objects.filter(timed=True).update(since=begun - timedelta(days=1))
        Timer.objects.filter(kind=planning.TIMER).delete()
    memory.changed()
    pulse.begin()  # the desk was not down, whenever it was measured last
    fresh = Ticket.objects.filter(to_solve=True, state=State.OPEN).order_by("id")
    ids = [each for each in fresh.values_list("id", flat=True)[: due * 40 : 1] if each not in _swept][:due]
    _swept.update(ids)
    with transaction.atomic():
        for number in ids:
            Ticket.objects.filter(pk=number).update(waiting_since=begun, state_changed_at=begun)
            planning.put(number, now)
    began = time.perf_counter()
    while Timer.objects.filter(kind=planning.TIMER, due_at__lte=clock.now()).exists():
        timers.sweep()
    took = time.perf_counter() - began
    done = Event.objects.filter(kind=TagAdded.key, ticket_id__in=ids[:50]).count()
    if done < min(50, len(ids)) / 2:
        raise AssertionError(f"only {done} of {len(ids[:50])} timers did something")
    return took * due / len(ids)


_swept: set[int] = set()


# ------------------------------------------------------------------------------------------------ views, trying, mass


def view_paths() -> list[str]:
    """The pages of some of the views."""
    found = SavedView.objects.order_by("id").values_list("id", flat=True)[: ASKED * 10 : 10]
    return [f"/inbox/view/{number}/" for number in found]


def try_rule_s() -> float:
    """Seconds for a time rule that resolves what is answered and silent for a week, over ninety days."""
    owner = owner_of()
    steps = [{"a": "resolve", "v": {"reason": "solved"}}]
    groups = [[condition("state", "one_of", ["answered", "resolved"])]]
    wording = editing.Wording("Silent", ["customer_silent"], steps, groups, timed=True, wait_s=7 * 86400)
    began = time.perf_counter()
    trial = starting.start(wording, 90, by=owner)
    while working.work():
        pass
    took = time.perf_counter() - began
    ended = RuleTrial.objects.get(pk=trial.pk)
    if ended.ended_at is None or ended.stopped:
        raise AssertionError("the try did not end")
    return took


def mass_s(tickets: int) -> float:
    """Seconds for a job that tags and raises so many tickets."""
    owner = owner_of()
    ids = list(Ticket.objects.filter(state=State.OPEN).order_by("id").values_list("id", flat=True)[:tickets])
    mark = f"{MARK} mass {time.time():.0f}"
    steps = Steps.parse([{"a": "add_tags", "v": {"tags": [mark]}}])
    began = time.perf_counter()
    job = jobs.start(ids, steps, by=owner)
    while MassJob.objects.filter(pk=job.pk, ended_at__isnull=True).exists():
        timers.sweep()
    took = time.perf_counter() - began
    if any(
        mark not in names
        for names in Ticket.objects.filter(id__in=ids[-20:]).values_list("tag_names", flat=True)
    ):
        raise AssertionError("the job left tickets out")
    return took
