"""The check finds a row that its events do not explain, and nothing where all went through the verbs."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.core import clock
from accord.core.errors import AccordError
from accord.tickets import (
    assigning,
    checking,
    closing,
    confirming,
    discarding,
    editing,
    postponing,
    receiving,
    reopening,
    replying,
    resolving,
    tagging,
)
from accord.tickets.confirming import Voice
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.lifecycle import STEPS
from accord.tickets.models import State, Ticket
from accord.tickets.writing import Words
from tests.world import World

HELLO = Words(text="Hello")


def steps(world: World) -> dict[str, object]:
    """Every verb as a function of a ticket, by name."""
    ieva, tiina, hannah = world.ieva, world.tiina, Voice(world.hannah)
    return {
        "write": lambda t: receiving.receive(t, HELLO, by=world.hannah, address="hannah@example.com"),
        "reply": lambda t: replying.reply(t, HELLO, by=ieva),
        "reply and resolve": lambda t: replying.reply(t, HELLO, by=ieva, resolve=Explanation("solved")),
        "reply, open again": lambda t: replying.reply(t, HELLO, by=ieva, open_again=True),
        "mark answered": lambda t: replying.mark_answered(t, by=ieva),
        "resolve": lambda t: resolving.resolve(t, ready_text("solved", "en"), by=ieva),
        "solved": lambda t: confirming.say_solved(t, voice=hannah),
        "not solved": lambda t: confirming.say_not_solved(t, voice=hannah),
        "take back": lambda t: confirming.take_back(t, voice=hannah),
        "close": lambda t: closing.close(t, by=ieva, basis="moved"),
        "postpone": lambda t: postponing.postpone(t, clock.now() + timedelta(days=1), by=ieva),
        "bring back": lambda t: postponing.bring_back(t, by=ieva),
        "reopen": lambda t: reopening.reopen(t, by=tiina, reason="asked again"),
        "spam": lambda t: discarding.mark_spam(t, by=ieva),
        "not spam": lambda t: discarding.mark_not_spam(t, by=ieva),
        "delete": lambda t: discarding.delete(t, by=ieva),
        "undelete": lambda t: discarding.undelete(t, by=ieva),
        "assign": lambda t: assigning.assign(t, ieva, by=ieva),
        "transfer": lambda t: assigning.transfer(
            t, world.billing if t.department_id == world.support.pk else world.support, by=tiina
        ),
        "tag": lambda t: tagging.tag(t, "late", by=ieva),
        "urgent": lambda t: editing.prioritise(t, 3, by=ieva),
        "purge": lambda t: discarding.purge(t, by=tiina),
    }


NAMES = [
    "write", "reply", "reply and resolve", "reply, open again", "mark answered", "resolve", "solved", "not solved",
    "take back", "close", "postpone", "bring back", "reopen", "spam", "not spam", "delete", "undelete", "assign",
    "transfer", "tag", "urgent", "purge",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(NAMES), max_size=12))
def test_whatever_is_done_the_state_stays_in_the_table_and_replays(world: World, names: list[str]) -> None:
    ticket = world.ticket()
    verbs = steps(world)
    for name in names:
        before = State(ticket.state)
        try:
            verbs[name](ticket)  # type: ignore[operator]
        except AccordError:
            assert Ticket.objects.get(pk=ticket.pk).state == before, (
                f"{name} was refused and changed something"
            )
            continue
        after = State(ticket.state)
        ways = {
            (source, row.to or source) for rows in STEPS.values() for row in rows for source in row.sources
        }
        assert after == before or (before, after) in ways, f"{name}: {before} -> {after}"
        if before == State.CLOSED and after != State.CLOSED:
            assert name in {"take back", "not solved", "reopen", "delete"}
    assert list(checking.problems(deep=True)) == []


def test_all_verbs_are_in_the_walk(world: World) -> None:
    assert list(steps(world)) == NAMES


def test_a_row_that_was_changed_around_the_verbs_is_found(world: World) -> None:
    ticket = world.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(state=State.RESOLVED, resolved_at=clock.now())
    assert any(ticket.code in problem and "state" in problem for problem in checking.problems(deep=True))
