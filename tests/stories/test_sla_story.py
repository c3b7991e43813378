"""A lead promises something; a supervisor sees the breach coming and gets the ticket handed over."""

import pytest

from tests.stories.conftest import House

pytestmark = [pytest.mark.long, pytest.mark.service]


def test_a_supervisor_sees_a_breach_coming_and_gets_the_ticket(house: House) -> None:
    lead = house.agent("omar@example.com")
    lead.goto(f"{house.desk.url}/settings/hours/")
    lead.get_by_role("link", name="Write down the first ones").click()
    lead.get_by_label("Name").fill("Day and night")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        lead.get_by_label(day, exact=True).fill("0:00-12:00, 12:00-24:00")
    lead.get_by_role("button", name="Save").click()
    lead.get_by_text("Saved.").wait_for()
    lead.goto(f"{house.desk.url}/settings/levels/")
    lead.get_by_text("No service level: answers are due within 7 days").wait_for()
    lead.get_by_role("link", name="New service level").click()
    lead.get_by_label("Name").fill("Quick")
    lead.get_by_label("Counts in").select_option(label="Day and night")
    first = lead.get_by_role("group", name="First answer")
    for priority in ("Urgent", "High", "Normal", "Low"):
        first.get_by_label(priority).fill("45")
    first.get_by_label("Unit").select_option(label="seconds")
    steps = lead.locator(".sla-step")
    for place, (number, when, deed) in enumerate(
        [
            ("15", "before it is due", "tell the supervisors"),
            ("0", "after it was due", "give it to a supervisor"),
        ]
    ):
        step = steps.nth(place)
        step.get_by_label("How long").fill(number)
        step.get_by_label("Unit").select_option(label="seconds")
        step.get_by_label("When").select_option(label=when)
        step.get_by_label("What is done").select_option(label=deed)
    lead.get_by_role("button", name="Save").click()
    lead.get_by_text("If one came now").wait_for()
    lead.goto(f"{house.desk.url}/settings/levels/")
    lead.get_by_role("link", name="New rule").click()
    lead.get_by_label("The ticket gets").select_option(label="Quick")
    lead.get_by_role("button", name="Save").click()
    lead.locator(".sla-rules").get_by_text("Every ticket").wait_for()

    code = house.desk.inside("tests.setting:ticket")["code"]
    supervisor = house.agent("tiina@example.com")
    supervisor.goto(f"{house.desk.url}/tickets/{code}/")
    supervisor.locator(".clocks summary .due[data-due=soon]", has_text="First answer: due in").wait_for()
    supervisor.locator(".event", has_text="The first answer is due on").first.wait_for(timeout=60_000)
    supervisor.locator(".event", has_text="gave this to Tiina").wait_for(timeout=60_000)
    supervisor.locator(".clocks summary .due[data-due=late]", has_text="late").wait_for(timeout=60_000)
    supervisor.locator(".clocks summary").click()
    supervisor.get_by_text("Chosen by the rule: Every ticket.").wait_for()
    happened = house.desk.inside("tests.setting:conversation", code=code)["events"]
    assert happened.count("sla.due_soon") == 1 and happened.count("sla.overdue") == 1
    assert house.desk.inside("tests.setting:problems") == []
