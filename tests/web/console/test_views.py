"""Saved views in the console: made in Settings, shown, edited in their rows, counted in the rail; and the editor."""

import re
from typing import Any

import pytest
from django.test import Client

from accord.conditions.groups import Groups
from accord.events.models import Event
from accord.people.models import Person
from accord.tickets import tagging
from accord.views import counting, saving
from accord.views.models import SavedView, ViewStar
from tests.tickets.test_plans import statements
from tests.world import World, kinds

OPEN = [[{"c": "state", "op": "one_of", "v": ["new", "open"]}]]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    counting.forget()


@pytest.fixture
def ieva(world: World) -> Client:
    return signed_in(world.ieva)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def made(world: World, stored: Any = OPEN, by: Person | None = None, **more: Any) -> SavedView:
    name = more.pop("name", "Waiting")
    return saving.make(name, Groups.parse(stored), by=by or world.ieva, **more)


def form(world: World, **more: Any) -> dict[str, Any]:
    return {
        "name": "Waiting",
        "shared": "me",
        "columns": ["state", "tags"],
        "sort": "urgent",
        "group_by": "",
        "groups-0-0-c": "state",
        "groups-0-0-op": "one_of",
        "groups-0-0-v": ["new", "open"],
        "groups-0-1-c": "created",
        "groups-0-1-op": "younger_than",
        "groups-0-1-v": "2",
        "groups-0-1-u": "86400",
        "groups-1-0-c": "department",
        "groups-1-0-op": "is",
        "groups-1-0-v": str(world.support.pk),
        "groups-2-0-c": "",
        **more,
    }


def test_a_view_is_put_together_shown_and_changed(world: World, ieva: Client) -> None:
    ticket = world.ticket(subject="Lid is gone")
    assert ieva.get("/settings/views/new/").status_code == 200
    answer = ieva.post("/settings/views/new/", form(world))
    view = SavedView.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/inbox/view/{view.pk}/")
    assert view.groups == [
        [
            {"c": "state", "op": "one_of", "v": ["new", "open"]},
            {"c": "created", "op": "younger_than", "v": 172800},
        ],
        [{"c": "department", "op": "is", "v": world.support.pk}],
    ]
    assert (view.columns, view.owner) == (["state", "tags"], world.ieva)
    assert list(Event.objects.filter(subject_kind="view").values_list("kind", flat=True)) == ["view.made"]
    shown = ieva.get(f"/inbox/view/{view.pk}/").content.decode()
    assert "Lid is gone" in shown and ticket.code in shown and 'data-column="priority"' not in shown
    page = ieva.get(f"/settings/views/{view.pk}/").content.decode()
    assert 'name="groups-0-1-v" value="2"' in page and 'value="86400" selected' in page
    ieva.post(f"/settings/views/{view.pk}/", form(world, name="Other"))
    view.refresh_from_db()
    assert view.name == "Other"


def test_what_is_wrong_stands_beside_the_condition_and_nothing_is_lost(world: World, ieva: Client) -> None:
    answer = ieva.post("/settings/views/new/", form(world, **{"groups-0-1-v": "soon", "name": "Kept name"}))
    text = answer.content.decode()
    assert answer.status_code == 422 and not SavedView.objects.exists()
    assert "Write how long, a minute at least." in text and 'value="Kept name"' in text
    assert re.search(r'name="groups-1-0-op".*?value="is"[^>]*selected', text, re.DOTALL)


def test_the_editor_says_what_the_conditions_mean_and_how_many_match(world: World, ieva: Client) -> None:
    world.ticket()
    world.ticket(department=world.billing)  # not hers to see
    asked = {name: value for name, value in form(world).items() if name.startswith("groups-")}
    told = ieva.get("/settings/criteria/count", {"name": "groups", **asked}).content.decode()
    assert "1 ticket matches now." in told
    assert (
        "Status is one of: New or Open and Opened is within the last 2 days, or Department is Support."
        in told
    )
    told = ieva.get(
        "/settings/criteria/count",
        {"name": "a", "a-0-0-c": "happened", "a-0-0-op": "is", "a-0-0-v": "ticket.opened"},
    ).content.decode()
    assert "Not counted" in told and "match" not in told.replace("matches", "")
    told = ieva.get("/settings/criteria/count", {"name": "a", "a-0-0-c": "subject", "a-0-0-op": "matches",
                                                 "a-0-0-v": "(a"}).content.decode()  # fmt: skip
    assert "never closed" in told


def test_a_row_is_changed_in_place_by_the_verbs_of_the_ticket(world: World, ieva: Client) -> None:
    ticket, view = world.ticket(), made(world)
    at = f"/inbox/view/{view.pk}/row/{ticket.code}/"
    for field, value in (("assignee", world.ieva.pk), ("priority", 3), ("tags", "vip, lid")):
        assert "cell-form" in ieva.get(f"{at}{field}/").content.decode()
        assert f'id="row-{ticket.code}"' in ieva.post(f"{at}{field}/", {"value": value}).content.decode()
    ieva.post(f"{at}tags/", {"value": "vip"})
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.priority, ticket.tag_names) == (world.ieva, 3, ["vip"])
    assert kinds(ticket)[1:] == [
        "ticket.assigned",
        "ticket.prioritised",
        *["ticket.tagged"] * 2,
        "ticket.untagged",
    ]
    assert ieva.post(f"{at}department/", {"value": 999}).status_code == 422
    assert ieva.post(f"{at}subject/", {"value": "x"}).status_code == 404


def test_a_row_that_left_the_view_is_marked(world: World, ieva: Client) -> None:
    ticket, view = world.ticket(), made(world, [[{"c": "tags", "op": "empty"}]])
    at = f"/inbox/view/{view.pk}/row/{ticket.code}/"
    assert "data-gone" not in ieva.get(at).content.decode()
    tagging.tag(ticket, "vip", by=world.ieva)
    assert "data-gone" in ieva.get(at).content.decode()


def test_the_inbox_page_asks_nothing_for_the_views(world: World, ieva: Client) -> None:
    """LESSONS A 8: views and their counts come after the page, capped, so that no list waits for them."""
    made(world)
    with statements() as found:
        page = ieva.get("/inbox/todo/").content.decode()
    assert not any("saved_view" in sql for sql, _params in found) and "/inbox/view/rail/" in page
    world.ticket()
    told = ieva.get("/inbox/view/rail/").content.decode()
    assert "Waiting" in told and '<span class="count">1</span>' in told


def test_the_starred_one_stands_first(world: World, ieva: Client) -> None:
    views = [made(world, by=world.ieva) for _ in range(2)]
    assert ieva.post(f"/inbox/view/{views[1].pk}/star/", {"on": "1"}).status_code == 303
    told = ieva.get("/inbox/view/rail/").content.decode()
    assert told.index(f"/inbox/view/{views[1].pk}/") < told.index(f"/inbox/view/{views[0].pk}/")
    ieva.post(f"/inbox/view/{views[1].pk}/star/", {"on": "0"})
    assert not ViewStar.objects.exists()


def test_a_broken_view_says_why(world: World, ieva: Client) -> None:
    view = made(world)
    SavedView.objects.filter(pk=view.pk).update(groups=[[{"c": "gone", "op": "is", "v": 1}]])
    shown = ieva.get(f"/inbox/view/{view.pk}/")
    assert shown.status_code == 200 and "Something that was chosen here is no longer there." in shown.content.decode()
    assert ieva.get("/settings/views/").status_code == ieva.get("/inbox/view/rail/").status_code == 200


def test_the_inbox_begins_a_view(world: World, ieva: Client) -> None:
    page = ieva.get("/settings/views/new/", {"view": "todo", "q": "assignee:me department:support -tag:vip"})
    text = page.content.decode()
    for field, value in (("0-0", "state"), ("0-1", "department"), ("0-2", "assignee")):
        assert re.search(rf'name="groups-{field}-c".*?value="{value}" selected', text, re.DOTALL), value


def test_removed_and_brought_back(world: World, ieva: Client) -> None:
    view = made(world)
    assert ieva.post(f"/settings/views/{view.pk}/removal/").status_code == 303
    assert ieva.get(f"/inbox/view/{view.pk}/").status_code == 404
    assert "Bring back" in ieva.get("/settings/views/").content.decode()
    ieva.post(f"/settings/views/{view.pk}/return/")
    assert ieva.get(f"/inbox/view/{view.pk}/").status_code == 200
    tiina = signed_in(world.tiina)
    assert tiina.get(f"/inbox/view/{view.pk}/").status_code == 404  # it is Ieva's alone


def test_settings_say_why_a_view_is_broken_and_open_what_still_holds(world: World, ieva: Client) -> None:
    view = made(world, [[{"c": "state", "op": "one_of", "v": ["new", "open"]}]])
    gone = {"c": "field:ticket.gone", "op": "is", "v": "x"}
    SavedView.objects.filter(pk=view.pk).update(groups=[[*view.groups[0], gone]])
    page = ieva.get("/settings/views/").content.decode()
    assert "Broken: A field that was asked here is gone." in page and "ticket.gone" not in page and "Mend it" in page
    assert "Status is one of" in page
    editor = ieva.get(f"/settings/views/{view.pk}/").content.decode()
    assert "This view is broken." in editor and "Put something else in its place and save." in editor
    assert re.search(r'value="open"[^>]*(checked|selected)', editor)  # what still holds is not lost
    assert "Mend it" in ieva.get(f"/inbox/view/{view.pk}/").content.decode()
    ieva.post(f"/settings/views/{view.pk}/", form(world))
    assert "Broken" not in ieva.get("/settings/views/").content.decode()


def test_starred_views_are_put_in_ones_own_order(world: World, ieva: Client) -> None:
    first, second, other = made(world, name="First"), made(world, name="Second"), made(world, name="Other")
    for view in (first, second):
        assert ieva.post(f"/inbox/view/{view.pk}/star/", {"on": "1", "stay": "1"}).headers["Location"] == (
            f"/settings/views/?starred={view.pk}"
        )
    path = "/settings/views/order/"
    answer = ieva.post(path, {"move": second.pk, "where": "up"})
    assert answer.headers["Location"] == f"/settings/views/?moved={second.pk}&where=up"
    assert starred(ieva) == [second.pk, first.pk]
    page = ieva.get(answer.headers["Location"]).content.decode()
    assert "“Second” stands at place 1 of 2." in page
    assert re.search(r'value="down" autofocus', page)  # up is not possible any more
    ieva.post(path, {"move": second.pk, "where": "up"})  # the first stays the first
    assert starred(ieva) == [second.pk, first.pk]
    assert ieva.post(path, {"id": [first.pk, second.pk, other.pk]}).status_code == 303
    assert starred(ieva) == [first.pk, second.pk]
    assert ieva.post(path, {"move": other.pk, "where": "up"}).status_code == 404
    assert ieva.post(path).status_code == 422
    assert not ViewStar.objects.filter(view=other).exists()


def starred(client: Client) -> list[int]:
    page = client.get("/settings/views/").content.decode()
    return [int(each) for each in re.findall(r'<li id="view-(\d+)" data-rule', page)]
