"""A fault that two customers report: linked, worked on with a checklist and a clock, and ended with one text."""

import pytest

from tests.running import eventually
from tests.stories.conftest import House

pytestmark = [pytest.mark.long, pytest.mark.service]


def test_one_fault_two_customers_one_text(house: House) -> None:
    problem = house.desk.inside("tests.setting:ticket", subject="The October pumps break")["code"]
    incidents = [
        house.desk.inside("tests.setting:ticket", subject=subject, requester=f"{name}@example.org")["code"]
        for name, subject in (("liam", "It leaks"), ("maja", "No water"))
    ]
    ieva = house.agent()
    ieva.goto(f"{house.desk.url}/tickets/{problem}/")
    for code in incidents:
        ieva.locator("#related").get_by_role("button", name="Link").first.click()
        ieva.locator("#related select[name=role]").select_option("problem")
        ieva.locator("#related input[name=other]:visible").fill(code.lower())
        ieva.keyboard.press("Enter")
        ieva.locator(f'#related a[href="/tickets/{code}/"]').wait_for()

    ieva.locator("#related").get_by_role("button", name="Checklist").click()
    ieva.locator("#related [name=text]").fill("Ask the maker\nStop the sale")
    ieva.locator("#related [name=must]").check()
    ieva.locator("#related .related-form .btn-primary").click()
    ieva.locator("#related-checklist").get_by_text("0 of 2 done").wait_for()
    ieva.locator("#related").get_by_role("button", name="Time").click()
    ieva.get_by_role("button", name="Start the clock").click()
    ieva.locator("#related time[data-runs]", has_text="0:00:0").wait_for()

    ieva.keyboard.press("r")
    dialog = ieva.locator("#dialog-resolve")
    dialog.locator("[name=what]").fill("You get a new pump, free of charge.")
    dialog.locator("[name=incidents]").check()
    ieva.keyboard.press("Control+Enter")
    ieva.get_by_text("Do this first, or take it off the checklist: Ask the maker; Stop the sale.").wait_for()
    ieva.goto(f"{house.desk.url}/tickets/{problem}/")
    for text in ("Ask the maker", "Stop the sale"):
        ieva.locator("#related").get_by_role("checkbox", name=text).check()
        ieva.locator("#related li[data-over]", has_text=text).wait_for()
    ieva.locator("#related .related-clock button[value=stop]").click()
    ieva.locator("#related .related-times").wait_for()

    ieva.keyboard.press("r")
    dialog.locator("[name=what]").fill("You get a new pump, free of charge.")
    dialog.locator("[name=incidents]").check()
    ieva.keyboard.press("Control+Enter")
    ieva.get_by_text("Its incidents are being resolved with the same words.").wait_for()
    for code in incidents:
        assert eventually(lambda code=code: conversation(house, code)["state"] == "resolved")
    assert conversation(house, problem)["state"] == "resolved"
    mails = eventually(lambda: [each for each in house.sink.mails if b"free of charge" in each.raw][:3])
    assert mails


def conversation(house: House, code: str) -> dict[str, object]:
    """The ticket's state, words and events."""
    return dict(house.desk.inside("tests.setting:conversation", code=code))
