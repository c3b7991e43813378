"""Listing, reading, opening and changing tickets."""

from typing import Any

import pytest

from accord.events.models import Delivery
from accord.people.contacts import by_address
from accord.tickets import discarding, tagging
from accord.tickets.models import MessageKind, Ticket
from tests.web.api.caller import Caller
from tests.world import World, kinds

NEW: dict[str, Any] = {
    "subject": "Coffee grinder stops",
    "text": "It stops after ten seconds.\n\nEvery time.",
    "requester": {"email": "Maris@Example.com", "name": "Māris Ozols", "language": "lv"},
}


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in answer["tickets"]]


def test_a_ticket_is_read_by_any_spelling_of_its_code(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    for spelling in (ticket.code, ticket.code.lower(), ticket.code.replace("-", "")):
        got = ieva.get(f"/tickets/{spelling}")
        assert got.status == 200
        assert got["code"] == ticket.code
        assert got["requester"] == {"id": world.hannah.pk, "name": "Hannah Whitfield", "email": "hannah@example.com"}
        assert (got["state"], got["priority"], got["assignee"]) == ("new", "normal", None)


def test_what_one_may_not_see_does_not_exist(world: World, ieva: Caller) -> None:
    hidden = world.ticket(department=world.billing)
    for name in (hidden.code, "K7Q-2MF-88D", "nonsense", f"{hidden.code}/messages"):
        got = ieva.get(f"/tickets/{name}")
        assert (got.status, got.key) == (404, "not_found")
    assert ieva.post(f"/tickets/{hidden.code}/notes", {"text": "Hello"}).status == 404


def test_a_program_opens_a_ticket_for_a_customer(world: World, ieva: Caller) -> None:
    got = ieva.post("/tickets", {**NEW, "department": world.support.pk, "tags": ["Grinder"], "priority": "high"})
    assert got.status == 201
    ticket = Ticket.objects.get(code=got["ticket"]["code"])
    assert got.headers["Location"] == f"/api/v1/tickets/{ticket.code}"
    assert (ticket.state, ticket.channel, ticket.tag_names, ticket.language) == ("new", "api", ["grinder"], "lv")
    assert got["message"]["kind"] == "incoming"
    assert got["message"]["html"] == "<p>It stops after ten seconds.</p>\n<p>Every time.</p>"
    maris = by_address("maris@example.com")
    assert maris is not None
    assert (ticket.requester, maris.language) == (maris, "lv")
    assert kinds(ticket) == ["ticket.opened"]
    assert not Delivery.objects.filter(event__ticket_id=ticket.pk).exists()


def test_a_program_opens_a_ticket_for_somebody_who_phoned(world: World, ieva: Caller) -> None:
    who = {"phone": "+371 2000 0000", "name": "Anna", "language": "lv"}
    got = ieva.post("/tickets", {**NEW, "department": world.support.pk, "how": "phone", "requester": who})
    assert got.status == 201
    ticket = Ticket.objects.get(code=got["ticket"]["code"])
    assert (ticket.channel, ticket.requester_address, ticket.language) == ("phone", "", "lv")
    assert got["ticket"]["requester"] == {"id": ticket.requester_id, "name": "Anna", "email": ""}
    refused = ieva.post(f"/tickets/{ticket.code}/messages", {"text": "Tighten the screw."})
    assert (refused.status, refused.key) == (422, "missing")
    assert "No mail address of the customer is known." in refused["detail"]
    outgoing = {**NEW, "department": world.support.pk, "how": "outgoing", "requester": who}
    assert ieva.post("/tickets", outgoing).status == 422


def test_outgoing_mail_opens_an_answered_ticket(world: World, ieva: Caller) -> None:
    body = {**NEW, "department": world.support.pk, "how": "outgoing", "cc": ["elitsa@example.com"], "assignee": "me"}
    got = ieva.post("/tickets", body)
    ticket = Ticket.objects.get(code=got["ticket"]["code"])
    assert (ticket.state, ticket.channel, ticket.assignee) == ("answered", "email", world.ieva)
    message = ticket.messages.get()
    assert message.kind == MessageKind.OUTGOING
    assert (message.to, message.cc) == (["maris@example.com"], ["elitsa@example.com"])
    assert kinds(ticket) == ["ticket.opened", "message.sent"]
    assert ticket.participants.filter(person=world.elitsa).exists()


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"department": 0}, 422, "body.department"),
        ({"department": 999}, 422, "department"),
        ({"requester": {}}, 422, "requester"),
        ({"requester": {"phone": " ", "name": " "}}, 422, "requester"),
        ({"requester": {"phone": "12"}}, 422, "phone"),
        ({"requester": {"email": "no address"}}, 422, "body.requester.email"),
        ({"subject": None}, 422, "body.subject"),
        ({"colour": "blue"}, 422, "body.colour"),
        ({"priority": "extreme"}, 422, "body.priority"),
        ({"tags": ["  "]}, 422, "tag"),
        ({"assignee": "nobody@example.com"}, 422, "assignee"),
        ({"subject": " ", "text": " "}, 422, "subject"),
        ({"text": "nul \0 inside"}, 422, "body.text"),
    ],
)
def test_a_ticket_that_cannot_be_opened_opens_nothing(
    world: World, ieva: Caller, change: dict[str, Any], status: int, field: str
) -> None:
    got = ieva.post("/tickets", {**NEW, "department": world.support.pk, **change})
    assert got.status == status
    assert field in got.fields
    assert not Ticket.objects.exists()
    assert by_address("maris@example.com") is None


def test_nobody_opens_a_ticket_where_he_has_no_right(world: World, ieva: Caller) -> None:
    got = ieva.post("/tickets", {**NEW, "department": world.billing.pk})
    assert (got.status, got.key) == (403, "not_allowed")


def test_a_change_is_all_or_nothing(world: World, ieva: Caller, tiina: Caller) -> None:
    ticket = world.ticket()
    change = {"subject": "Grinder", "priority": "urgent", "department": world.billing.pk}
    got = tiina.patch(f"/tickets/{ticket.code}", {**change, "requester": {"id": world.elitsa.pk}})
    assert (got["subject"], got["priority"], got["department"]["name"]) == ("Grinder", "urgent", "Billing")
    assert got["requester"]["id"] == world.elitsa.pk
    refused = tiina.patch(f"/tickets/{ticket.code}", {"subject": "Other", "department": 999})
    assert refused.status == 422
    ticket.refresh_from_db()
    assert ticket.subject == "Grinder"
    assert ieva.patch(f"/tickets/{ticket.code}", {"subject": "Mine"}).status == 404


def test_a_list_goes_page_by_page(world: World, ieva: Caller) -> None:
    made = [world.ticket(f"Ticket {number}").code for number in range(5)]
    world.ticket(department=world.billing)
    first = ieva.get("/tickets?limit=2")
    second = ieva.get(f"/tickets?limit=2&cursor={first['next']}")
    third = ieva.get(f"/tickets?limit=2&cursor={second['next']}")
    assert codes(first) + codes(second) + codes(third) == made[::-1]
    assert third["next"] is None
    assert codes(ieva.get("/tickets?view=todo&sort=oldest")) == made


def test_conditions_narrow_a_list(world: World, ieva: Caller, tiina: Caller) -> None:
    plain, tagged, theirs = world.ticket("Plain"), world.ticket("Tagged"), world.ticket("Hers", requester=world.elitsa)
    tagging.tag(tagged, "refund", by=world.ieva)
    tagging.tag(tagged, "vip", by=world.ieva)
    tagging.tag(plain, "vip", by=world.ieva)
    billed = world.ticket("Billed", department=world.billing)
    discarding.mark_spam(theirs, by=world.ieva)
    ieva.post(f"/tickets/{plain.code}/assignment", {"agent": "me"})
    assert codes(ieva.get("/tickets?tag=refund&tag=vip")) == [tagged.code]
    assert codes(ieva.get(f"/tickets?requester={world.elitsa.pk}&status=spam")) == [theirs.code]
    assert codes(ieva.get(f"/tickets?requester={world.elitsa.pk}")) == []
    assert set(codes(ieva.get(f"/tickets?requester={world.hannah.pk}"))) == {plain.code, tagged.code}
    assert codes(ieva.get("/tickets?assignee=me")) == [plain.code]
    assert codes(ieva.get(f"/tickets?assignee={world.ieva.pk}&view=new")) == [plain.code]
    assert codes(tiina.get(f"/tickets?department={world.billing.pk}")) == [billed.code]
    assert codes(ieva.get(f"/tickets?department={world.billing.pk}")) == []
    assert codes(ieva.get("/tickets?q=tagged")) == [tagged.code]
    assert codes(ieva.get("/tickets?q=tag:vip&view=unassigned")) == [tagged.code]
    assert codes(ieva.get("/tickets?view=spam")) == [theirs.code]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("view=none", 422),
        ("view=none&tag=x", 422),
        ("cursor=1.2.3.4", 422),
        ("cursor=abc", 422),
        ("limit=0", 422),
        ("limit=1000", 422),
        ("status=broken", 422),
        ("assignee=ieva", 422),
        ("sort=urgent&view=closed", 422),
        ("sort=urgent&tag=x", 422),
        ("requester=99999999999999999999", 422),
        ("asignee=me", 422),
        ("q=%00", 200),
        ("lang=bg", 200),
    ],
)
def test_wrong_questions_are_refused_with_a_sentence(ieva: Caller, query: str, status: int) -> None:
    assert ieva.get(f"/tickets?{query}").status == status
