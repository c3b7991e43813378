"""Every trigger: its words, and that what calls it is there."""

import pytest

from accord.automation.time_rules.moments import sinces
from accord.automation.triggers import called_by, choices, triggers
from accord.events.kinds import kinds
from accord.tickets.happenings import TicketEvent

each_trigger = pytest.mark.parametrize("trigger", choices(), ids=lambda trigger: trigger.key)


@each_trigger
def test_a_trigger_has_words_and_kinds_that_exist(trigger: object) -> None:
    key = trigger.key  # type: ignore[attr-defined]
    assert triggers[key] is trigger
    assert str(trigger.label)[0].islower()  # type: ignore[attr-defined]  # it ends a sentence
    for kind in trigger.kinds:  # type: ignore[attr-defined]
        assert issubclass(kinds[kind], TicketEvent)


def test_history_calls_nothing() -> None:
    assert called_by("ticket.imported", {"set": {"state": "resolved"}}) == frozenset()
    assert called_by("ticket.resolved", {"set": {"state": "resolved"}, "because": "imported"}) == frozenset()


def test_events_call_what_they_are() -> None:
    opened = {"how": "mail", "message": 1, "set": {"state": "new", "requester_id": 1}}
    assert called_by("ticket.opened", opened) == {"ticket_opened", "ticket_opened_by_mail", "message_added"}
    assert called_by("ticket.tagged", {"set": {"tag_names": ["x"]}, "tag": "x"}) == {"tags_changed"}
    assert called_by("ticket.resolved", {"set": {"state": "resolved"}}) == {"state_changed"}
    follow_up = called_by("ticket.opened", {"how": "follow-up", "follow_up_of": 1, "set": {"requester_id": 1}})
    assert follow_up == {"ticket_opened", "follow_up_opened", "relation_changed"}


def test_moments_of_time_rules_have_words() -> None:
    assert {str(since.label)[0].islower() for _key, since in sinces.items()} == {True}
