"""The inbox over HTTP: views, rows, search, bulk verbs, and who may what."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from accord.core import clock
from accord.people.models import Person
from accord.people.rights import access_of
from accord.tickets import listing, replying
from accord.tickets.models import State, Ticket
from accord.tickets.writing import Words
from tests.tickets.crowd import crowd
from tests.world import World, kinds


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def ieva(world: World) -> Client:
    return signed_in(world.ieva)


def codes(page: str) -> list[str]:
    """The codes of the rows, in order."""
    return re.findall(r'<li class="row" id="row-([0-9A-Z-]{11})"', page)


@pytest.mark.parametrize("view", list(listing.VIEWS))
def test_every_view_shows_its_tickets_in_every_order(world: World, view: str) -> None:
    crowd(world, 25, seed=5)
    client = signed_in(world.omar)
    for sort in listing.VIEWS[view].sorts:
        answer = client.get(f"/inbox/{view}/", {"sort": sort.key})
        assert answer.status_code == 200
        expected = [row.code for row in listing.page(access_of(world.omar), view, sort=sort.key).rows]
        assert codes(answer.content.decode()) == expected


def test_only_agents_come_in(world: World) -> None:
    world.ticket()
    assert Client().get("/inbox/todo/").status_code == 302
    assert signed_in(world.hannah).get("/inbox/todo/").status_code == 302


def test_to_do_is_grouped_and_says_who_waits(world: World, ieva: Client) -> None:
    ticket = world.ticket("Lid <b>broken</b>", "Where is it?", tags=["vip"])
    page = ieva.get("/inbox/todo/").content.decode()
    assert '<h2 class="group">Later' in page
    assert "1 ticket waits for us" in page
    assert "waits for us less than a minute" in page
    assert "Lid &lt;b&gt;broken&lt;/b&gt;" in page
    assert "Nobody yet" in page and "Hannah Whitfield" in page and '<span class="tag">vip</span>' in page
    assert f'href="/tickets/{ticket.code}/"' in page
    assert "<b>broken" not in page


def test_pages_follow_and_keep_their_group(world: World, ieva: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing.page, "__kwdefaults__", {**(listing.page.__kwdefaults__ or {}), "limit": 3})
    tickets = [world.ticket(f"Number {number}") for number in range(7)]
    seen: list[str] = []
    address = "/inbox/todo/"
    for _ in range(3):
        page = ieva.get(address).content.decode()
        seen += codes(page)
        found = re.search(r'hx-get="(/inbox/todo/[^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
        if seen[3:]:
            assert "<html" not in page and '<h2 class="group"' not in page  # rows alone, their heading stands above
    assert seen == [ticket.code for ticket in tickets]
    assert address == ""


def test_a_search_stays_in_its_view_and_offers_to_leave_it(world: World, ieva: Client) -> None:
    lid, pan = world.ticket("Lid", "A lid"), world.ticket("Pan", "Another lid")
    replying.reply(pan, Words(text="Yes."), by=world.ieva)
    page = ieva.get("/inbox/new/", {"q": "lid"}).content.decode()
    assert codes(page) == [lid.code]
    assert "<mark>lid</mark>" in page
    page = ieva.get("/inbox/closed/", {"q": "lid"}).content.decode()
    assert codes(page) == []
    assert "Nothing in Closed for “lid”" in page
    assert "/inbox/all/?q=lid" in page
    assert "Drop the search" in page
    answer = ieva.get("/search/", {"q": "lid"}, follow=True)
    assert codes(answer.content.decode()) == [pan.code, lid.code]


def test_what_is_not_understood_is_said_and_shown_safely(world: World, ieva: Client) -> None:
    page = ieva.get("/inbox/all/", {"q": "status:x<script> colour:red"}).content.decode()
    assert "There is no status “x&lt;script&gt;”." in page
    assert "is no operator" in page
    assert "<script>" not in page.replace('<script type="module"', "").replace("<script defer", "")


def test_a_code_jumps_to_its_ticket(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    answer = ieva.get("/inbox/todo/", {"q": ticket.code.replace("-", "").lower()})
    assert (answer.status_code, answer["Location"]) == (302, f"/tickets/{ticket.code}/")
    hidden = world.ticket(department=world.billing)
    assert ieva.get("/inbox/todo/", {"q": hidden.code}).status_code == 200


@pytest.mark.parametrize("address", ["/inbox/nothing/", "/inbox/department:99/", "/inbox/row/K7Q-2MF-88D/"])
def test_what_is_not_there_is_not_found(world: World, ieva: Client, address: str) -> None:
    assert ieva.get(address).status_code == 404


def test_somebody_elses_department_is_not_found(world: World, ieva: Client) -> None:
    ticket = world.ticket(department=world.billing)
    assert ieva.get(f"/inbox/department:{world.billing.pk}/").status_code == 404
    assert ieva.get(f"/inbox/row/{ticket.code}/").status_code == 404
    assert signed_in(world.tiina).get(f"/inbox/department:{world.billing.pk}/").status_code == 200


def test_a_row_anew_says_when_it_has_left_the_view(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    address = f"/inbox/row/{ticket.code}/"
    row = ieva.get(address, {"view": "todo"}).content.decode()
    assert codes(row) == [ticket.code]
    assert "data-gone" not in row
    replying.reply(ticket, Words(text="Here."), by=world.ieva)
    assert "data-gone" in ieva.get(address, {"view": "todo"}).content.decode()
    assert "data-gone" not in ieva.get(address, {"view": "answered"}).content.decode()
    assert "data-gone" in ieva.get(address, {"view": "mine"}).content.decode()


@pytest.mark.parametrize("view", [*listing.VIEWS, "department"])
def test_an_empty_view_teaches(world: World, ieva: Client, view: str) -> None:
    name = view if view != "department" else f"department:{world.support.pk}"
    page = ieva.get(f"/inbox/{name}/").content.decode()
    assert 'class="empty-list"' in page
    assert len(re.findall(r'class="btn"', page.split('class="empty-list"')[1])) >= 1


# ------------------------------------------------------------------------------------------------ many at once


def bulk(client: Client, verb: str, tickets: list[Ticket], **fields: str) -> str:
    """Where the answer leads."""
    chosen = {"verb": verb, "code": [ticket.code for ticket in tickets], "next": "/inbox/todo/?sort=newest", **fields}
    answer = client.post("/inbox/bulk/", chosen)
    assert answer.status_code == 303, answer.content
    return str(answer["Location"])


@pytest.mark.parametrize(
    ("verb", "fields", "event"),
    [
        ("assign", {"assignee": "me"}, "ticket.assigned"),
        ("transfer", {"department": "billing"}, "ticket.transferred"),
        ("tag", {"tag": "vip, late"}, "ticket.tagged"),
        ("postpone", {"until_own": "2999-01-01T08:00"}, None),
        ("postpone", {"until": "soon"}, "ticket.postponed"),
        ("resolve", {"reason": "solved"}, "ticket.resolved"),
        ("priority", {"priority": "3"}, "ticket.prioritised"),
        ("answered", {}, "ticket.marked_answered"),
        ("spam", {}, "ticket.spam"),
        ("delete", {}, "ticket.deleted"),
    ],
)
def test_many_tickets_go_through_the_verb_each(
    world: World, ieva: Client, verb: str, fields: dict[str, str], event: str | None
) -> None:
    tickets = [world.ticket(), world.ticket()]
    if fields.get("department"):
        fields = {"department": str(world.billing.pk)}
    if fields.get("until"):
        fields = {"until": (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")}
    where = bulk(ieva, verb, tickets, **fields)
    assert where.startswith(f"/inbox/todo/?sort=newest&did={verb}&n={2 if event else 0}")
    for ticket in tickets:
        assert (event in kinds(ticket)) if event else kinds(ticket) == ["ticket.opened"]
    page = ieva.get(where).content.decode()
    assert ("2 tickets" if event else "2 tickets stay as they are") in page.split('id="told"')[1]


def test_what_the_rights_refuse_stays_and_is_counted(world: World, ieva: Client) -> None:
    mine, theirs = world.ticket(), world.ticket(department=world.billing)
    where = bulk(ieva, "spam", [mine, theirs])
    assert "n=1&refused=1" in where
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == (State.SPAM, State.NEW)


def test_what_was_done_can_be_undone(world: World, ieva: Client) -> None:
    tickets = [world.ticket(), world.ticket()]
    told = ieva.get(bulk(ieva, "delete", tickets)).content.decode().split('id="told"')[1]
    assert 'value="undelete"' in told
    assert all(ticket.code in told for ticket in tickets)
    bulk(ieva, "undelete", tickets)
    assert set(Ticket.objects.values_list("state", flat=True)) == {State.NEW}


@pytest.mark.parametrize("back", ["https://example.com/inbox/", "//example.com/inbox/", "/settings/", "javascript:x"])
def test_after_it_nobody_is_led_away(world: World, ieva: Client, back: str) -> None:
    assert bulk(ieva, "spam", [world.ticket()], next=back).startswith("/inbox/todo/?did=spam")


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("eat", {}),
        ("assign", {"assignee": "999"}),
        ("transfer", {}),
        ("tag", {"tag": " ,"}),
        ("postpone", {"until": "x"}),
    ],
)
def test_a_wrong_wish_changes_nothing(world: World, ieva: Client, verb: str, fields: dict[str, str]) -> None:
    ticket = world.ticket()
    answer = ieva.post("/inbox/bulk/", {"verb": verb, "code": ticket.code, **fields})
    assert answer.status_code == 422
    assert kinds(ticket) == ["ticket.opened"]


def test_nothing_is_done_by_looking(world: World, ieva: Client) -> None:
    assert ieva.get("/inbox/bulk/", {"verb": "spam"}).status_code == 405


def test_the_dialogs_name_who_and_where(world: World, ieva: Client) -> None:
    page = ieva.get("/inbox/dialogs/").content.decode()
    assert "Tiina" in page and "Support" in page
    assert "Billing" not in page  # she may not move tickets there
