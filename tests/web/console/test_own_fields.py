"""Statuses, fields and forms on the pages: defined in Settings, filled in beside tickets, contacts and companies."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.core import options
from accord.people.fields import defining, filling, known
from accord.people.models import CustomField
from accord.tickets import forms
from accord.tickets.models import Ticket, TicketForm, TicketStatus
from accord.tickets.statuses import choosing, shaping
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(world: World) -> Callable[..., Client]:
    """A browser of somebody, by default of the owner."""

    def made(person: object = None) -> Client:
        client = Client()
        client.force_login(person or world.omar)  # type: ignore[arg-type]
        return client

    return made


def test_a_field_is_made_and_changed_with_its_choices(world: World, browser: Callable[..., Client]) -> None:
    omar = browser()
    sent = {
        "about": "ticket", "kind": "choice", "names_en": "Product", "names_bg": "Продукт", "is_active": "on",
        "choices": "Coffee grinder | Кафемелачка\nKettle", "resolved": "on", "customers": "see", "searchable": "on",
    }  # fmt: skip
    assert omar.post("/settings/fields/new/", sent).status_code == 303
    row = CustomField.objects.get()
    assert (row.key, row.names, row.required_for) == (
        "product",
        {"en": "Product", "bg": "Продукт"},
        ["resolved"],
    )
    assert [each["names"] for each in row.choices] == [
        {"en": "Coffee grinder", "bg": "Кафемелачка"},
        {"": "Kettle"},
    ]
    page = omar.get(f"/settings/fields/{row.pk}/").content.decode()
    assert "Coffee grinder | Кафемелачка\nKettle" in page
    sent["choices"] = "Kettle"
    omar.post(f"/settings/fields/{row.pk}/", sent)
    assert [choice.key for choice in known.fields_of("ticket")[0].offered] == ["kettle"]
    refused = omar.post("/settings/fields/new/", {**sent, "names_en": "", "names_bg": ""})
    assert refused.status_code == 422 and "A field needs a name." in refused.content.decode()


def test_the_arrows_put_fields_into_another_order(world: World, browser: Callable[..., Client]) -> None:
    rows = [defining.make("ticket", "text", name, by=world.omar) for name in ("One", "Two", "Three")]
    omar = browser()
    omar.post("/settings/fields/ticket/order/", {"move": rows[2].pk, "where": "up"})
    assert [each.key for each in known.fields_of("ticket")] == ["one", "three", "two"]
    omar.post("/settings/fields/ticket/order/", {"id": [rows[1].pk, rows[0].pk, rows[2].pk]})
    assert [each.key for each in known.fields_of("ticket")] == ["two", "one", "three"]


def test_a_status_is_made_renamed_and_made_the_default(world: World, browser: Callable[..., Client]) -> None:
    omar = browser()
    omar.post(
        "/settings/statuses/new/?state=open", {"names_en": "Asked the workshop", "customers_en": "At work"}
    )
    row = TicketStatus.objects.get()
    assert (row.category, row.customer_names) == ("open", {"en": "At work"})
    omar.post(
        f"/settings/statuses/{row.pk}/",
        {"names_en": "At the workshop", "is_default": "on", "is_active": "on"},
    )
    omar.post("/settings/statuses/own/open/", {"names_en": "Nobody looked yet"})  # it may be switched off now
    page = omar.get("/settings/statuses/").content.decode()
    assert "At the workshop" in page and "Nobody looked yet" in page and "Switched off" in page
    refused = omar.post(f"/settings/statuses/{row.pk}/", {"names_en": "At the workshop"})
    assert refused.status_code == 422


def test_a_new_ticket_asks_what_the_form_of_its_department_asks(
    world: World, browser: Callable[..., Client]
) -> None:
    order = defining.make("ticket", "text", "Order", by=world.omar)
    amount = defining.make("ticket", "number", "Amount", by=world.omar)
    omar = browser()
    omar.post("/settings/forms/new/", {
        "names_en": "Repairs", "ask": [order.pk, amount.pk], f"place_{order.pk}": "2", f"place_{amount.pk}": "1",
        "required": [order.pk], "departments": [world.support.pk], "agents": "on", "is_active": "on",
    })  # fmt: skip
    assert TicketForm.objects.get().asked == [
        {"field": amount.pk, "required": False}, {"field": order.pk, "required": True},
    ]  # fmt: skip
    ieva = browser(world.ieva)
    page = ieva.get("/tickets/new/").content.decode()
    assert page.index("field_amount") < page.index("field_order")
    sent = {
        "how": "phone", "address": "nele@example.com", "subject": "Hi", "text": "Hi", "department": world.support.pk,
        "fields": ["amount", "order"], "field_amount": "12,5", "field_order": "",
    }  # fmt: skip
    refused = ieva.post("/tickets/new/", sent)
    assert refused.status_code == 422 and "“Order” is missing." in refused.content.decode()
    assert 'value="12,5"' in refused.content.decode() and not Ticket.objects.exists()
    assert ieva.post("/tickets/new/", {**sent, "field_order": "A-17"}).status_code == 303
    assert Ticket.objects.get().fields == {"amount": 12.5, "order": "A-17"}
    assert forms.form_for(world.billing.pk) is None


def test_fields_and_status_of_a_ticket_cost_its_page_no_statement(
    world: World, browser: Callable[..., Client]
) -> None:
    """LESSONS A 9: neither a list nor a ticket's page joins anything for fields and statuses."""
    ieva, ticket = browser(world.ieva), world.ticket()
    pages = (f"/tickets/{ticket.code}/", "/inbox/todo/")

    def statements() -> list[int]:
        found = []
        for page in pages:
            ieva.get(page)  # what is remembered is remembered
            with CaptureQueriesContext(
                connection,
            ) as asked:
                ieva.get(page)
            found.append(len([each for each in asked.captured_queries if "stored_option" not in each["sql"]]))
        return found

    before = statements()
    for name in ("Order", "Product", "Colour"):
        defining.make("ticket", "text", name, by=world.omar)
    part = shaping.make("new", "Photo missing", by=world.omar)
    choosing.choose(ticket, part.pk, by=world.ieva)
    options.get("statuses.version")
    assert statements() == before
    assert all("Photo missing" in ieva.get(page).content.decode() for page in pages)


def test_the_dialogs_fill_in_fields_and_choose_a_status(world: World, browser: Callable[..., Client]) -> None:
    defining.make("ticket", "choices", "Faults", by=world.omar, choices=["Noise", "Smoke"])
    defining.make("ticket", "checkbox", "Warranty", by=world.omar)
    part = shaping.make("new", "Photo missing", by=world.omar)
    ieva, ticket = browser(world.ieva), world.ticket()
    dialogs = ieva.get(f"/tickets/{ticket.code}/dialogs/").content.decode()
    assert "field_faults" in dialogs and "Photo missing" in dialogs
    ieva.post(f"/tickets/{ticket.code}/fields/", {
        "fields": ["faults", "warranty"], "field_faults": ["smoke", "noise"], "field_warranty": "1",
    })  # fmt: skip
    ieva.post(f"/tickets/{ticket.code}/status/", {"status": part.pk})
    ticket.refresh_from_db()
    assert (ticket.fields, ticket.status_id) == ({"faults": ["noise", "smoke"], "warranty": True}, part.pk)
    ieva.post(
        f"/tickets/{ticket.code}/fields/", {"fields": ["warranty"]}
    )  # unticked; the other was not in the form
    ticket.refresh_from_db()
    assert ticket.fields == {"faults": ["noise", "smoke"]}


def test_contacts_and_companies_have_their_fields(world: World, browser: Callable[..., Client]) -> None:
    defining.make("contact", "text", "Nickname", by=world.omar)
    defining.make("company", "date", "Contract", by=world.omar)
    ieva = browser(world.ieva)
    sent = {"name": "Hannah", "phone": "", "language": "", "company": "Mill", "fields": "nickname"}
    ieva.post(f"/people/{world.hannah.pk}/", {**sent, "field_nickname": "Hanni"})
    world.hannah.refresh_from_db()
    assert filling.of_contact(world.hannah) == {"nickname": "Hanni"} and world.hannah.company is not None
    address = f"/companies/{world.hannah.company.pk}/"
    refused = ieva.post(address, {"name": "Mill", "fields": "contract", "field_contract": "soon"})
    assert refused.status_code == 422 and "Write a day" in refused.content.decode()
    ieva.post(
        address, {"name": "Old Mill", "shares": "on", "fields": "contract", "field_contract": "2027-03-01"}
    )
    page = ieva.get(address).content.decode()
    assert "Old Mill" in page and "2027-03-01" in page and "Hannah" in page
