"""Codes by mail, sessions, leaving, and what they open."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from accord.channels.email.models import OutgoingMail
from accord.core import clock
from accord.people.models import Address
from accord.tickets import noting
from accord.tickets.models import Message
from accord.tickets.receiving import note_automatic
from accord.tickets.replying import reply
from accord.tickets.writing import Words
from accord.web.portal import proving
from tests.web.portal.browser import Browser, code_for, mails_to, ticket_link
from tests.world import World


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_mailed_code_opens_all_my_requests(world: World, browser: Browser) -> None:
    mine, others = world.ticket("My grinder"), world.ticket("Not mine", requester=world.elitsa)
    page = browser.prove("Hannah@Example.com ")
    assert page.url.startswith("/my/?") and "My grinder" in page.text and "Not mine" not in page.text
    assert browser.get(f"/my/tickets/{mine.code}/").status == 200
    refused = browser.get(f"/my/tickets/{others.code}/")
    assert refused.status == 404 and "Not mine" not in refused.text


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(
    world: World, browser: Browser, other: Browser
) -> None:
    known = browser.get("/my/").send(address="hannah@example.com")
    unknown = other.get("/my/").send(address="nobody@example.com")

    def plain(text: str) -> str:
        return "\n".join(line for line in text.replace("nobody@", "hannah@").split("\n") if "csrf" not in line)
    assert plain(known.text) == plain(unknown.text)
    assert mails_to("nobody@example.com") == [] and len(mails_to("hannah@example.com")) == 1
    for _ in range(5):
        assert other.get("/my/code/").send(code="000000").status == 422


def test_five_tries_then_a_new_code_is_needed(world: World, browser: Browser) -> None:
    page = browser.get("/my/").send(address="hannah@example.com")
    code = code_for("hannah@example.com")
    for left in (4, 3, 2, 1):
        page = page.send(code=wrong(code))
        assert page.status == 422 and f"try {left} more time" in page.text
    assert "no longer good" in page.send(code=wrong(code)).text
    assert "no longer good" in browser.post("/my/code/", {**page.form().fields, "code": code}).text
    assert browser.get("/my/").title == "My requests"  # still the form that asks for an address
    again = browser.get("/my/code/").press("again").send(code=code_for("hannah@example.com"))
    assert "We know now that it is you" in again.text


def test_a_code_is_too_old_after_ten_minutes(world: World, browser: Browser) -> None:
    page = browser.get("/my/").send(address="hannah@example.com")
    code, start = code_for("hannah@example.com"), clock.now()
    with clock.running(lambda: start + timedelta(minutes=10, seconds=1)):
        assert "no longer good" in page.send(code=code).text


def test_three_codes_an_hour_go_to_one_address_from_wherever(world: World, browser: Browser, other: Browser) -> None:
    for device in (browser, other, browser):
        assert device.get("/my/").send(address="hannah@example.com").status == 200
    page = other.get("/my/").send(address="hannah@example.com")
    assert page.status == 429 and "within an hour" in page.text
    assert len(mails_to("hannah@example.com")) == 3


def test_a_code_of_one_device_is_nothing_on_another(world: World, browser: Browser, other: Browser) -> None:
    browser.get("/my/").send(address="hannah@example.com")
    code = code_for("hannah@example.com")
    page = other.get("/my/").send(address="elitsa@example.com")
    assert page.send(code=code).status == 422


def test_the_code_stands_nowhere_but_in_the_mail(world: World, browser: Browser) -> None:
    browser.get("/my/").send(address="hannah@example.com")
    code = code_for("hannah@example.com")
    for row in Session.objects.all():
        assert code not in str(row.get_decoded())
    assert code not in str(list(OutgoingMail.objects.values()))


def test_the_key_of_the_session_changes_and_thirty_days_later_it_is_over(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    page = browser.get("/my/").send(address="hannah@example.com")
    before = browser.client.session.session_key
    page.send(code=code_for("hannah@example.com"))
    assert browser.client.session.session_key != before
    start = clock.now()
    with clock.running(lambda: start + proving.REMEMBERED - timedelta(hours=1)):
        assert ticket.subject in browser.get("/my/").text
    with clock.running(lambda: start + proving.REMEMBERED + timedelta(hours=1)):
        assert ticket.subject not in browser.get("/my/").text


def test_an_address_that_went_to_somebody_else_proves_nothing_any_more(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    browser.prove("hannah@example.com")
    Address.objects.filter(email="hannah@example.com").update(person=world.elitsa)
    world.hannah.email = "h@example.org"
    world.hannah.save()
    assert ticket.subject not in browser.get("/my/").text


def test_leaving(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    page = browser.prove("hannah@example.com")
    leave = next(form for form in page.forms if form.action == "/my/leave/")
    left = browser.post(leave.action, leave.fields)
    assert "no longer shows your requests" in left.text
    assert ticket.subject not in browser.get("/my/").text
    assert browser.get(f"/my/tickets/{ticket.code}/").title == "My requests"


def test_the_conversation_holds_no_notes_and_no_servers_mails(world: World, browser: Browser) -> None:
    ticket = world.ticket(text="It stops after ten seconds.")
    reply(ticket, Words("Hold the button.", "<p>Hold the <b>button</b>.</p>"), by=world.ieva)
    noting.note(ticket, Words("She is in a hurry."), by=world.ieva)
    bounce = Words("550 no such user", marks=["bounce"])
    note_automatic(ticket, bounce, by=world.hannah, address="daemon@example.net", mark="bounce")
    browser.prove("hannah@example.com")
    page = browser.get(f"/my/tickets/{ticket.code}/")
    assert "ten seconds" in page.text and "<b>button</b>" in page.text
    assert "hurry" not in page.text and "550" not in page.text and "ieva@example.com" not in page.text


def test_the_conversation_comes_in_windows(world: World, browser: Browser) -> None:
    ticket = world.ticket(text="Word number 0.")
    for number in range(1, 60):
        reply(ticket, Words(f"Word number {number}."), by=world.ieva)
    browser.prove("hannah@example.com")
    page = browser.get(f"/my/tickets/{ticket.code}/")
    assert "Word number 59." in page.text and "Word number 0." not in page.text
    before = Message.objects.get(ticket=ticket, text="Word number 20.").pk
    assert f"?before={before}" in page.text
    assert "Word number 0." in browser.get(f"/my/tickets/{ticket.code}/?before={before}").text
    assert browser.get(f"/my/tickets/{ticket.code}/?before=x9").status == 200


@pytest.mark.parametrize("address", ["", "x", "a@", "@b", "no at sign", "a" * 300 + "@example.com"])
def test_what_is_no_address_is_told_so(world: World, browser: Browser, address: str) -> None:
    page = browser.get("/my/").send(address=address)
    assert page.status == 422 and "That is not a mail address" in page.text


def test_after_the_code_one_is_where_one_wanted_to_go(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    asked = browser.get(f"/my/tickets/{ticket.code}/")
    assert asked.title == "My requests"
    page = asked.send(address="hannah@example.com").send(code=code_for("hannah@example.com"))
    assert page.url.startswith(f"/my/tickets/{ticket.code}/")


@pytest.mark.parametrize(
    "then", ["https://example.org/", "//example.org/my/", "/inbox/all/", "/my/../inbox/", "/my\\x"]
)
def test_the_way_after_the_code_stays_on_our_pages(world: World, browser: Browser, then: str) -> None:
    page = browser.get("/my/").send(address="hannah@example.com", then=then)
    landed = page.send(code=code_for("hannah@example.com"))
    assert landed.url.startswith("/my/?")


def test_an_agent_who_reads_as_a_customer_sees_only_his_own(world: World, browser: Browser) -> None:
    theirs = world.ticket("Hannah's grinder")
    browser.client.force_login(world.omar, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get(f"/my/tickets/{theirs.code}/").title == "My requests"
    page = browser.prove("omar@example.com")
    assert "grinder" not in page.text
    assert browser.get(f"/my/tickets/{theirs.code}/").status == 404


def test_a_link_shows_the_conversation_once_its_person_is_proven(world: World, browser: Browser) -> None:
    ticket = world.ticket(text="It stops after ten seconds.")
    browser.prove("elitsa@example.com")
    link = ticket_link(ticket, world.hannah.pk, "hannah@example.com")
    assert "ten seconds" not in browser.get(link).text  # proven, but as somebody else
    browser.get(link).press("code").send(code=code_for("hannah@example.com"))
    assert "ten seconds" in browser.get(link).text
