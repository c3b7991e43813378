"""A support lead builds a rule, tries it on history, sees the endings that would have been too early, and mends it."""

import pytest

from tests.stories.conftest import House

pytestmark = [pytest.mark.long, pytest.mark.service]
DAY = 86400


def test_a_rule_is_built_tried_mended_and_switched_on(house: House) -> None:
    house.desk.inside("tests.stories.rule_history:answered_long_ago")
    lead = house.agent("omar@example.com")
    lead.goto(f"{house.desk.url}/settings/rules/")
    lead.locator("li", has_text="Answered and silent").get_by_role("link", name="Begin with this").click()
    lead.locator("input[name=wait]").fill("1")
    lead.get_by_label("Name", exact=True).fill("Silent for long")
    lead.get_by_role("button", name="Try on history").click()
    lead.locator(".trial-figures").wait_for()
    lead.get_by_text("times too early").wait_for()
    lead.locator("progress").wait_for(state="detached")
    figures = lead.locator(".trial-figure dd").all_inner_texts()
    assert (figures[0], figures[-1]) == ("124", "4")
    lead.locator(".trial-figure").last.get_by_role("link").click()
    lead.get_by_text("the customer wrote again after it").wait_for()
    assert lead.locator("tbody tr").count() == 4
    lead.go_back()
    lead.get_by_role("link", name="Wait 4 days").click()
    assert lead.locator("input[name=wait]").input_value() == "4"
    lead.get_by_role("button", name="Save").click()
    lead.get_by_role("button", name="Switch it on").click()
    lead.get_by_text("It has been on since").wait_for()
    rules = house.desk.inside("tests.stories.rule_history:state_of_rules")
    assert rules == [{"name": "Silent for long", "wait_s": 4 * DAY, "active": True}, {"runs": 0}]
    lead.goto(f"{house.desk.url}/settings/rules/")
    assert lead.get_by_role("switch", name="Silent for long").get_attribute("aria-checked") == "true"


def test_the_order_is_changed_with_the_keyboard_alone(house: House) -> None:
    lead = house.agent("omar@example.com")
    for name in ("First", "Second"):
        lead.goto(f"{house.desk.url}/settings/rules/new/?example=urgent")
        lead.get_by_label("Name", exact=True).fill(name)
        lead.get_by_role("button", name="Save").click()
        lead.get_by_role("button", name="Switch it on").wait_for()
    lead.goto(f"{house.desk.url}/settings/rules/")
    lead.get_by_role("button", name="Second: earlier").focus()
    lead.keyboard.press("Enter")
    lead.wait_for_url("**/settings/rules/#rule-*")
    names = lead.locator(".rules-kind").first.locator("h3").all_inner_texts()
    assert names == ["Second", "First"]
