"""The contract of every action: a form, a sentence, a reason when it is broken, and a verb that does it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, FieldKind
from accord.automation.actions.steps import Steps
from accord.channels.email.models import Mailbox
from accord.channels.email.own_addresses import publish_mailboxes
from accord.core import clock
from accord.core.errors import Invalid
from accord.core.registry import UnknownKey
from accord.events.models import Event
from accord.people.fields import defining, known
from accord.people.models import Person
from accord.people.system import system
from accord.tickets import closing, discarding, participating, resolving, tagging
from accord.tickets.checklists import defining as checklists
from accord.tickets.explaining import ready_text
from accord.tickets.models import Checklist, Ticket
from tests.sla.levels import level
from tests.world import World, kinds

registry.load()


def values(key: str, world: World, other: Ticket) -> dict[str, Any]:
    """What somebody chose for that action."""
    given: dict[str, dict[str, Any]] = {
        "add_checklist": {"checklist": repair_list(world) if key == "add_checklist" else ""},
        "add_copy": {"addresses": "boss@example.org"},
        "add_tags": {"tags": "vip"},
        "answer": {"text": {"": "<p>Dear {contact.first_name|customer}</p>"}},
        "answer_all": {"text": {"en": "<p>Dear all</p>"}},
        "assign": {"to": str(world.ieva.pk)},
        "change_subject": {"subject": "About {ticket.code}"},
        "close": {"basis": "moved"},
        "contact_company": {"company": "Bean"},
        "contact_language": {"language": "bg"},
        "forward": {"to": "supplier@example.org"},
        "http_request": {
            "url": "https://hooks.example.com/{ticket.code}",
            "method": "POST",
            "body": "{ticket.subject}",
        },
        "make_incident": {"code": other.code},
        "merge_into": {"code": other.code},
        "note": {"text": {"": "<p>Look at it</p>"}},
        "notify": {"to": [str(world.ieva.pk), "supervisors"], "text": "{ticket.code} waits"},
        "postpone": {"seconds": 3600},
        "postpone_to": {"moment": (clock.now() + timedelta(days=2)).isoformat()},
        "postpone_until": {"day": "monday", "hour": "9"},
        "priority": {"priority": "3"},
        "remove_copy": {"addresses": ["elitsa@example.com"]},
        "remove_tags": {"tags": ["old"]},
        "resolve": {"reason": "solved"},
        "resolve_silently": {"reason": "solved"},
        "send_mail": {"to": "supplier@example.org", "subject": "", "text": "<p>Look</p>"},
        "service_level": {"level": str(level(world).pk) if key == "service_level" else ""},
        "set_field": {"field": order_field(world) if key == "set_field" else "", "value": "A-17"},
        "set_status": {"status": "answered"},
        "transfer": {"department": str(world.billing.pk)},
    }
    return given.get(key, {})


def order_field(world: World) -> str:
    """The key of a field that tickets have."""
    if known.by_key("ticket", "order") is None:
        defining.make("ticket", "text", "Order", by=world.omar)
    return "order"


def repair_list(world: World) -> str:
    """The id of a checklist."""
    row = Checklist.objects.filter(name="Repair").first()
    return str((row or checklists.make("Repair", ["Test the pump"], by=world.omar)).pk)


def ready_for(key: str, world: World) -> Ticket:
    """A ticket on which the action changes something."""
    ticket = world.ticket()
    first: dict[str, Callable[[], object]] = {
        "close": lambda: resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva),
        "reopen": lambda: resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva),
        "not_spam": lambda: discarding.mark_spam(ticket, by=world.ieva),
        "undelete": lambda: discarding.delete(ticket, by=world.ieva),
        "purge": lambda: discarding.delete(ticket, by=world.ieva),
        "remove_tags": lambda: tagging.tag(ticket, "old", by=world.ieva),
        "remove_copy": lambda: participating.add(ticket, world.elitsa, "elitsa@example.com", by=world.ieva),
        "bring_back": lambda: Steps.parse([{"a": "postpone", "v": {"seconds": 60}}]).run(
            Acting(ticket, world.ieva)
        ),
    }
    first.get(key, lambda: None)()
    return ticket


def test_it_says_what_it_is_in_every_language(world: World) -> None:
    for action in registry.everything():
        _it_says_what_it_is_in_every_language(action, world)


def _it_says_what_it_is_in_every_language(action: Action, world: World) -> None:
    chosen = action.clean(values(action.key, world, world.ticket()))
    assert str(action.label) and str(action.group.label) and action.place
    for language in ("en", "bg"):
        with override(language):
            sentence = action.sentence(chosen)
            assert sentence and "%(" not in sentence
    names = [field.name for field in action.fields]
    assert len(set(names)) == len(names)
    for field in action.fields:
        assert str(field.label)
        assert (field.choices is not None) == (field.kind in (FieldKind.CHOICE, FieldKind.CHOICES))
        assert not field.choices or field.choices()


def test_what_is_chosen_is_stored_as_it_was_cleaned(world: World) -> None:
    for action in registry.everything():
        _what_is_chosen_is_stored_as_it_was_cleaned(action, world)


def _what_is_chosen_is_stored_as_it_was_cleaned(action: Action, world: World) -> None:
    chosen = action.clean(values(action.key, world, world.ticket()))
    assert action.clean(chosen) == chosen
    assert set(chosen) <= {field.name for field in action.fields}
    assert action.problem(chosen) is None


def test_what_is_owed_is_asked_for(world: World) -> None:
    for action in registry.everything():
        _what_is_owed_is_asked_for(action, world)


def _what_is_owed_is_asked_for(action: Action, world: World) -> None:
    chosen = values(action.key, world, world.ticket())
    for field in action.fields:
        if field.required and field.default is None and field.kind != FieldKind.SWITCH:
            with pytest.raises(Invalid) as raised:
                action.clean({name: value for name, value in chosen.items() if name != field.name})
            assert raised.value.detail == field.name


def test_it_changes_the_ticket_by_its_verb_and_says_why(world: World) -> None:
    for action in registry.everything():
        _it_changes_the_ticket_by_its_verb_and_says_why(action, world)


def _it_changes_the_ticket_by_its_verb_and_says_why(action: Action, world: World) -> None:
    ticket, by = ready_for(action.key, world), system()
    before = len(kinds(ticket))
    steps = Steps.parse([{"a": action.key, "v": values(action.key, world, world.ticket())}])
    act = Acting(ticket, by, "rule:7")
    done = steps.run(act)[0]
    assert (done.refused, done.why) == ("", "")
    new = Event.objects.filter(ticket_id=ticket.pk).order_by("id")[before:]
    if action.key in ("contact_language", "contact_company", "stop_rules"):
        assert not new and done.changed is (action.key != "stop_rules")  # the customer is no part of the ticket
    else:
        assert done.changed
        assert {event.data.get("because") for event in new} == {"rule:7"}
        assert {event.actor_id for event in new} == {by.pk}
    assert act.stop == (action.key in ("stop_rules", "purge", "merge_into"))


def test_on_a_closed_ticket_only_what_leaves_it_alone(world: World) -> None:
    """DOMAIN 6.4."""
    for action in registry.everything():
        _on_a_closed_ticket_only_what_leaves_it_alone(action, world)


def _on_a_closed_ticket_only_what_leaves_it_alone(action: Action, world: World) -> None:
    ticket = world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    closing.close(ticket, by=world.ieva, basis="moved")
    steps = Steps.parse([{"a": action.key, "v": values(action.key, world, world.ticket())}])
    done = steps.run(Acting(ticket, system()))[0]
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert (done.refused == "") == action.on_closed


def test_an_agent_can_no_more_than_his_rights_allow(world: World) -> None:
    for action in registry.everything():
        _an_agent_can_no_more_than_his_rights_allow(action, world)


def _an_agent_can_no_more_than_his_rights_allow(action: Action, world: World) -> None:
    ticket = ready_for(action.key, world)
    nobody, _new = Person.objects.get_or_create(
        kind="agent",
        role="agent",
        name="Rita",
        email="rita@example.com",
        defaults={"created_at": clock.now()},
    )
    version = ticket.version
    steps = Steps.parse([{"a": action.key, "v": values(action.key, world, world.ticket())}])
    done = steps.run(Acting(ticket, nobody))[0]
    ticket.refresh_from_db()
    assert ticket.version == version
    assert done.refused == "not_allowed" or action.key == "stop_rules"


def test_an_action_that_is_gone_is_told_of() -> None:
    steps = Steps.parse([{"a": "fly", "v": {}}], check=False)
    assert [str(each) for each in steps.problems()] == ["This action is no longer there."]
    assert steps.sentence() == "This action is no longer there."
    with pytest.raises(UnknownKey):
        registry._registry["fly"]


def test_an_automatic_answer_never_goes_to_ourselves_and_the_ticket_says_so(world: World) -> None:
    """DOMAIN 2.5: two programs that answer each other would never end."""
    Mailbox.objects.create(address="desk@example.com", department=world.support)
    publish_mailboxes()
    ticket = world.ticket(address="desk@example.com")
    steps = Steps.parse([{"a": key, "v": {"text": "<p>We got it</p>"}} for key in ("answer", "answer_all")])
    done = steps.run(Acting(ticket, system(), "rule:1"))
    assert [each.refused for each in done] == ["held", "held"]
    assert kinds(ticket) == ["ticket.opened", "notice.held", "notice.held"]
    assert ticket.state == "new"
