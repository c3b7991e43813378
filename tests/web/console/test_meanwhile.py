"""Two administrators have the same settings page open: neither undoes unseen what the other has done."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from accord.people import departments, employing
from accord.views.models import SavedView
from tests.insider import ROOT
from tests.web.test_routes import House, house

__all__ = ["house"]
# Each form that puts a whole row in place, and a field in it that both change.
FORMS = {
    "settings-level": "name",
    "settings-level-rule": "name",
    "settings-hours-one": "name",
    "settings-macro": "name",
    "settings-view": "name",
    "settings-field": "names_en",
    "settings-form": "names_en",
    "settings-tag": "colour",
    "settings-department": "name",
    "settings-person": "name",
    "settings-group": "name",
    "settings-checklist": "name",
    "settings-beside-one": "name",
}
MEANWHILE = "Somebody changed this meanwhile."


class Sheet(HTMLParser):
    """What a browser would send from the page's form with the mark."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.select = self.area = ""
        self.feed(html)
        (self.sent,) = [form for form in self.forms if "seen" in form]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        kind, name = got.get("type", ""), got.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif not self.forms or (not name and tag != "option"):
            return
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in got or self.select not in self.forms[-1]):
            self.forms[-1][self.select] = [got.get("value", "")]
        elif tag == "textarea":
            self.area = name
            self.forms[-1].setdefault(name, [""])
        elif tag == "input" and (kind not in ("checkbox", "radio") or "checked" in got):
            self.forms[-1].setdefault(name, []).append(got.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area] = [data]

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area


def sheet(browser: Client, url: str) -> dict[str, list[str]]:
    return Sheet(browser.get(url).content.decode()).sent


@pytest.mark.parametrize("name", FORMS)
def test_the_second_one_is_told_and_keeps_his_words(house: House, name: str) -> None:
    arguments = [SavedView.objects.get().pk] if name == "settings-view" else house.parts[name]
    url, field = reverse(name, args=arguments), FORMS[name]
    owner, admin = house.browsers["owner"], house.browsers["admin"]
    words = ["red", "green"] if field == "colour" else ["Word of the first", "Word of the second"]
    first, second = sheet(owner, url), sheet(admin, url)
    assert owner.post(url, first | {field: words[0]}).status_code == 303
    refused = admin.post(url, second | {field: words[1]})
    assert refused.status_code == 422 and MEANWHILE in refused.content.decode()
    again = Sheet(refused.content.decode()).sent
    assert again[field] == [words[1]] and sheet(owner, url)[field] == [words[0]]
    assert admin.post(url, again).status_code == 303
    assert sheet(owner, url)[field] == [words[1]]


def test_what_was_only_moved_to_another_place_is_not_changed(house: House) -> None:
    url = house.address("settings-department")
    shown = sheet(house.browsers["owner"], url)
    departments.change(house.world.support, by=house.world.omar, position=7)
    assert house.browsers["owner"].post(url, shown).status_code == 303


def test_who_saves_twice_is_not_somebody_else(house: House) -> None:
    url = house.address("settings-department")
    for signature in ("One", "Two"):
        shown = sheet(house.browsers["owner"], url)
        assert house.browsers["owner"].post(url, shown | {"signature": [signature]}).status_code == 303


def test_another_level_of_an_agent_is_a_change_of_his(house: House) -> None:
    """It stands in a row of its own."""
    url, ieva, support = house.address("settings-person"), house.world.ieva, house.world.support
    shown = sheet(house.browsers["admin"], url)
    employing.change_levels(ieva, {support.pk: "manager"}, by=house.world.omar)
    refused = house.browsers["admin"].post(url, shown)
    assert refused.status_code == 422 and MEANWHILE in refused.content.decode()


def test_each_page_whose_form_asks_carries_the_mark() -> None:
    """Without it nothing would be compared."""
    pages = ROOT / "accord" / "web"
    asking = [path for path in (pages / "console").rglob("*.py") if "form.demand_unchanged()" in path.read_text()]
    marked = [path for path in (pages / "templates").rglob("*.html") if "{{ form.mark }}" in path.read_text()]
    assert len(asking) == len(marked) == len(FORMS)
