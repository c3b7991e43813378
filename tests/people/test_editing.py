"""Cards of persons, departments, options and passwords."""

from typing import Any

import pytest

from accord.core import options
from accord.core.errors import AccordError, Conflict, Invalid, NotAllowed
from accord.events.kinds import kinds
from accord.events.models import Event
from accord.people import departments, editing, one_time_links, passwords, workspace
from accord.people.models import Company
from accord.tickets.telling import tell
from tests.world import World


def test_a_change_is_told_and_the_same_again_is_none(world: World) -> None:
    editing.change(world.ieva, by=world.ieva, name="Ieva Ozola", theme="dark", keys_on=False)
    editing.change(world.ieva, by=world.ieva, name="Ieva Ozola", theme="dark", keys_on=False)
    event = Event.objects.get(kind="person.changed")
    assert event.data["fields"] == ["keys_on", "name", "theme"]
    assert event.words == {"set": {"name": "Ieva Ozola", "theme": "dark", "keys_on": False}}


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"language": "xx"}, {"time_zone": "Mars/Base"}, {"theme": "pink"}, {"alias": "x" * 300}],
)
def test_wrong_values_are_refused(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(AccordError):
        editing.change(world.ieva, by=world.ieva, **wrong)


def test_agents_change_contacts_and_not_each_other(world: World) -> None:
    editing.change(world.hannah, by=world.ieva, language="bg", phone="+372 5555 5555")
    world.hannah.refresh_from_db()
    assert world.hannah.language == "bg" and world.hannah.language_set_by_hand
    with pytest.raises(NotAllowed):
        editing.change(world.tiina, by=world.ieva, alias="T")


def test_companies_are_made_once(world: World) -> None:
    editing.move_to_company(world.hannah, "Example  Café", by=world.ieva)
    editing.move_to_company(world.elitsa, "example café", by=world.ieva)
    assert Company.objects.count() == 1
    editing.move_to_company(world.hannah, "", by=world.ieva)
    world.hannah.refresh_from_db()
    assert world.hannah.company is None


def test_an_address_belongs_to_one_person(world: World) -> None:
    editing.add_address(world.hannah, "Hannah.W@example.org", by=world.ieva)
    assert world.hannah.addresses.filter(email="hannah.w@example.org").exists()
    with pytest.raises(Conflict):
        editing.add_address(world.elitsa, "hannah.w@example.org", by=world.ieva)
    with pytest.raises(Invalid):
        editing.add_address(world.elitsa, "no address", by=world.ieva)


def test_a_department_changes_by_an_administrator(world: World) -> None:
    departments.change(world.support, by=world.omar, reply_reopens=False, take_back_days=14)
    world.support.refresh_from_db()
    assert not world.support.reply_reopens and world.support.take_back_days == 14
    assert Event.objects.get(kind="department.changed").data == {
        "set": {"reply_reopens": False, "take_back_days": 14}
    }
    with pytest.raises(Conflict):
        departments.make("SUPPORT", by=world.omar)
    with pytest.raises(Invalid):
        departments.change(world.support, by=world.omar, take_back_days=99999)
    with pytest.raises(NotAllowed):
        departments.make("Returns", by=world.tiina)


def test_options_keep_their_type(world: World) -> None:
    assert workspace.value_from("files.max_mb", " 40 ") == 40
    with pytest.raises(Invalid):
        workspace.value_from("files.max_mb", "many")
    workspace.change("files.max_mb", 40, by=world.omar)
    workspace.change("files.max_mb", 40, by=world.omar)
    assert options.get("files.max_mb") == 40 and Event.objects.filter(kind="option.changed").count() == 1
    with pytest.raises(NotAllowed):
        workspace.change("files.max_mb", 1, by=world.ieva)


def test_a_password_by_link_ends_all_links(world: World) -> None:
    token = one_time_links.make(world.ieva, one_time_links.INVITATION, by=world.omar)
    other = one_time_links.make(world.ieva, one_time_links.PASSWORD_RESET, by=world.omar)
    with pytest.raises(passwords.WeakPassword):
        passwords.choose_by_link(token, "ieva@example")
    person = passwords.choose_by_link(token, "the third harvest")
    assert person.check_password("the third harvest")
    for dead in (token, other):
        with pytest.raises(one_time_links.LinkGone):
            passwords.choose_by_link(dead, "the fourth harvest")


def test_every_event_of_this_room_has_a_sentence(world: World) -> None:
    editing.change(world.ieva, by=world.omar, alias="Eve")
    departments.make("Returns", by=world.omar)
    workspace.change("files.max_mb", 40, by=world.omar)
    lines = tell(Event.objects.order_by("id"), lambda moment: moment.isoformat())
    assert [line.sentence.striptags() for line in lines] == [
        "Omar changed the details.",
        "Omar made this department.",
        "Omar changed the option Largest file, in MB.",
    ]
    ours = [kind for key, kind in kinds.items() if kind.__module__ .startswith("accord.people.happenings.")]
    assert len(ours) >= 16 and all(kind.sentence and kind.icon.startswith("i-") for kind in ours)
