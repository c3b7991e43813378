"""Saved views by the API."""

from accord.conditions.groups import Groups
from accord.views import saving
from accord.views.models import SavedView
from tests.web.api.caller import Caller
from tests.world import World

WAITING = [[{"c": "state", "op": "one_of", "v": ["new", "open"]}]]


def test_a_program_reads_the_tickets_of_a_view(world: World, ieva: Caller) -> None:
    codes = [world.ticket(subject=f"Number {number}").code for number in range(3)]
    world.ticket(department=world.billing)
    view = saving.make("Waiting", Groups.parse(WAITING), by=world.ieva)
    saving.make("Not hers", Groups(), by=world.tiina)
    (told,) = ieva.get("/views")["views"]
    assert (told["id"], told["name"], told["conditions"], told["broken"]) == (view.pk, "Waiting", WAITING, [])
    assert told["sentence"] == "Status is one of: New or Open"
    first = ieva.get(f"/views/{view.pk}/tickets?limit=2&sort=created-first")
    rest = ieva.get(f"/views/{view.pk}/tickets?limit=2&sort=created-first&cursor={first['next']}")
    assert [each["code"] for each in first["tickets"] + rest["tickets"]] == codes
    assert (rest["next"], rest["partial"]) == (None, False)


def test_what_cannot_be_read_says_why(world: World, ieva: Caller) -> None:
    hers = saving.make("Hers", Groups(), by=world.tiina)
    mine = saving.make("Mine", Groups(), by=world.ieva)
    assert ieva.get(f"/views/{hers.pk}/tickets").status == 404
    assert ieva.get(f"/views/{mine.pk}/tickets?sort=urgent").status == 422  # not all of it waits
    assert ieva.get(f"/views/{mine.pk}/tickets?cursor=x").status == 422
    SavedView.objects.filter(pk=mine.pk).update(groups=[[{"c": "gone", "op": "is"}]])
    assert ieva.get(f"/views/{mine.pk}/tickets").status == 422
    assert ieva.get("/views")["views"][0]["broken"]
