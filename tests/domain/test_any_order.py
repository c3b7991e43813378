"""Whatever customers, agents, timers and links do, and in whatever order: the transition table holds."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from accord.people.contacts import contact_for
from accord.people.system import system
from accord.tickets.models import Silence, SilenceRule, Ticket
from accord.tickets.silence import ladder, pulse, stepping
from tests.channels.email.outbox import mailbox_at
from tests.domain.order.machine import AnyOrder
from tests.world import World


def histories(number: int, steps: int) -> settings:
    return settings(
        max_examples=number,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # Phase.shrink takes minutes
        print_blob=True,
    )


@pytest.mark.parametrize(
    ("number", "steps"), [(18, 25), pytest.param(150, 40, marks=[pytest.mark.long, pytest.mark.service])]
)
def test_no_order_of_actions_leaves_the_table_or_closes_what_must_stay_open_or_mails_twice(
    world: World, settings: Any, number: int, steps: int
) -> None:
    run_state_machine_as_test(the_desk(world, settings), settings=histories(number, steps))


def the_desk(world: World, django_settings: Any) -> type[AnyOrder]:
    django_settings.DEMO = True  # mails are built, and count as taken by the customer's server
    mailbox_at(25, world.support, smtp_host="")
    system()  # remembered by the process: not made within a history that is undone

    class Desk(AnyOrder):
        desk = world
        stranger = contact_for("mallory@example.org", "Mallory", "en")

    return Desk


def a_week_of_silence(machine: AnyOrder) -> None:
    try:
        machine.agent_begins("resolved")
        machine.clock_leaps(24 * 8)
        machine.a_week_passes()
    finally:
        machine.teardown()


def again_and_again(row: Silence, rule: SilenceRule, ticket: Ticket) -> None:
    """The first reminder, without going on to the next step."""
    stepping._remind(row, rule, ticket)
    Silence.objects.filter(pk=ticket.pk).update(step=ladder.FIRST)


@pytest.mark.parametrize(
    "break_it",
    [
        lambda patch: patch.setitem(stepping._STEPS, ladder.FIRST, stepping._close),  # closed without a reminder
        lambda patch: patch.setitem(stepping._STEPS, ladder.FIRST, again_and_again),
        lambda patch: patch.setattr(pulse, "quiet_until", lambda: None),  # all at once after a leap of the clock
    ],
)
def test_what_silence_does_wrongly_is_found(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch, break_it: Callable[[Any], None]
) -> None:
    """The same machine and the same checks: what cannot fail would show nothing."""
    desk = the_desk(world, settings)
    a_week_of_silence(desk())
    break_it(monkeypatch)
    with pytest.raises(AssertionError):
        a_week_of_silence(desk())
