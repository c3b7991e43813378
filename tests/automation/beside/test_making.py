"""Setting up panels and buttons: who may, and what is refused when it is saved."""

from dataclasses import replace

import pytest

from accord.automation.beside import making
from accord.automation.beside.making import Wording
from accord.automation.models import SidePanel, TicketButton
from accord.core.errors import Invalid, NotAllowed
from accord.events.models import Event
from tests.automation.beside.other import ORDERS
from tests.world import World


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"url": ""}, "url"),
        ({"url": "http://shop.example.com/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://[::1/"}, "url"),
        ({"url": "https://shop.example.com:22/"}, "url"),
        ({"url": "https://{contact.email}/"}, "url"),
        ({"url": "https://shop.example.com/{contact.mail}"}, "url"),
        ({"headers": "Host: inner"}, "headers"),
        ({"method": "DELETE"}, "method"),
        ({"method": "TRACE"}, "method"),
        ({"departments": [999_999]}, "departments"),
        ({"keep_s": 90_000}, "keep_s"),
    ],
)
def test_what_cannot_work_is_refused_beside_its_field(
    world: World, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        making.make_panel(replace(ORDERS, **change), by=world.omar)  # type: ignore[arg-type]
    assert refused.value.detail == field and str(refused.value)


def test_a_button_that_opens_an_address_may_open_any_host_but_no_script(world: World) -> None:
    button = making.make_button(Wording("CRM", "http://crm.local:8080/?q={contact.email}"), by=world.omar)
    assert (button.does, button.headers, button.method) == ("open", {}, "GET")
    for url in (
        "javascript:alert(1)",
        "ftp://x/",
        "https://{ticket.code}.example.com/",
        "/inside",
        "{contact.name}",
    ):
        with pytest.raises(Invalid):
            making.make_button(Wording("X", url), by=world.omar)
    with pytest.raises(Invalid):
        making.make_button(Wording("X", "https://x.example.com/?{secret.shop}"), by=world.omar)
    with pytest.raises(Invalid):
        making.make_button(Wording("X", "http://crm.local/", does="call"), by=world.omar)


def test_only_administrators_set_them_up_and_the_history_says_who(world: World) -> None:
    for who in (world.ieva, world.tiina):
        with pytest.raises(NotAllowed):
            making.make_panel(ORDERS, by=who)
    panel = making.make_panel(ORDERS, by=world.omar)
    making.change(
        panel, replace(ORDERS, name="Shop", method="POST", body='{"c": "{ticket.code}"}'), by=world.omar
    )
    for verb in (
        lambda: making.remove(panel, by=world.ieva),
        lambda: making.order(SidePanel, [], by=world.ieva),
    ):
        with pytest.raises(NotAllowed):
            verb()
    making.remove(panel, by=world.omar)
    said = Event.objects.filter(subject_kind="panel", subject_id=panel.pk).order_by("id")
    assert [each.data["what"] for each in said] == ["made", "changed", "removed"]


def test_a_body_goes_with_no_get(world: World) -> None:
    button = making.make_button(
        Wording("Restart", "https://x.example.com/", does="call", body="{ticket.code}"), by=world.omar
    )
    assert button.body == ""
    making.change(
        button,
        Wording("Restart", "https://x.example.com/", "POST", body="{ticket.code}", does="call"),
        by=world.omar,
    )
    assert TicketButton.objects.get().body == "{ticket.code}"
