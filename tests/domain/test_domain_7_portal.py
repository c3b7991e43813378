"""DOMAIN section 7, the cases of the customer's pages that need more than one page: mails, days, other browsers.

The rest stand in tests/web/portal/test_domain_cases.py.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from accord.channels.email.models import OutgoingMail
from accord.core import clock, files, options
from accord.events import delivering
from accord.events.models import Event
from accord.people import absences
from accord.people.models import Address, Department
from accord.tickets import assigning, links, telling
from accord.tickets.models import Message, State, Ticket
from accord.tickets.participating import add, remove
from accord.tickets.replying import reply
from accord.tickets.resolving import resolve
from accord.tickets.writing import FileOf, Words
from tests.web.portal.browser import (
    PARTS,
    Browser,
    answer_link,
    code_for,
    mails_to,
    path_of,
    resolved,
    ticket_link,
)
from tests.world import World

HANNAH = "hannah@example.com"


@pytest.fixture(autouse=True)
def _no_limits_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def browser(world: World) -> Browser:
    return Browser(Client(enforce_csrf_checks=True))


@pytest.fixture
def other(world: World) -> Browser:
    return Browser(Client(enforce_csrf_checks=True))


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def sent() -> None:
    """Let a worker tell what is due."""
    while delivering.deliver(50):
        pass


def with_a_file(world: World) -> Ticket:
    ticket = world.ticket("Coffee grinder stops", "I live at 12 Elm Street.")
    pdf = FileOf(files.put(b"%PDF-1.4"), "invoice-4711.pdf", "application/pdf")
    reply(ticket, Words("Ask bo@example.org, he knows the grinder.", files=[pdf]), by=world.ieva)
    return ticket


def test_7_9_a_link_that_went_on_shows_subject_parts_and_buttons_only(world: World, other: Browser) -> None:
    ticket, resolution = resolved(world, with_a_file(world))
    add(ticket, world.elitsa, "elitsa@example.com", by=world.ieva)
    page = other.get(answer_link(ticket, resolution, world) + "?lang=en")
    assert page.answers == ["yes", "no"]
    for shown in ("Coffee grinder stops", PARTS.what, PARTS.why, PARTS.next):
        assert shown in page.text
    for hidden in (
        "Elm Street", "knows the grinder", "invoice-4711", "/my/files/", "You wrote to us", "marked it as solved",
        HANNAH, "elitsa@", "bo@example.org", "Елица", "ieva@example.com",
    ):  # fmt: skip
        assert hidden not in page.text
    whole = re.search(r'href="(/my/ticket/[^"]+)"', page.text)
    assert whole is not None
    page = other.get(whole[1])
    assert "Mail me a code" in page.text and "h…@example.com" in page.text
    for hidden in ("Elm Street", "knows the grinder", "invoice-4711", "/my/files/", HANNAH, "elitsa@"):
        assert hidden not in page.text


def test_7_9_the_code_opens_the_history_in_this_browser_alone(world: World, browser: Browser, other: Browser) -> None:
    ticket, resolution = resolved(world, with_a_file(world))
    link = ticket_link(ticket, world.hannah.pk, HANNAH)
    page = browser.get(link).press("code").send(code=code_for(HANNAH))
    assert "Elm Street" in page.text and "invoice-4711" in page.text
    assert "Elm Street" in browser.get(link).text
    assert "Elm Street" not in other.get(link).text
    assert other.get(f"/my/tickets/{ticket.code}/").title == "My requests"
    assert len([text for text in mails_to(HANNAH) if re.search(r"^\d{6}$", text, re.MULTILINE)]) == 1


def test_7_9_a_yes_by_link_is_logged_so_and_told_to_the_requester_with_take_back(
    world: World, browser: Browser, other: Browser
) -> None:
    ticket, resolution = resolved(world)
    sent()
    before = OutgoingMail.objects.count()
    other.get(answer_link(ticket, resolution, world)).press("yes")
    event = Event.objects.filter(ticket_id=ticket.pk).latest("id")
    assert event.kind == "ticket.closed_by_customer"
    (line,) = telling.tell([event], str)
    assert "said it is solved, by the link sent to h…@example.com, so this is closed." in line.sentence
    sent()
    assert OutgoingMail.objects.count() == before + 1
    told = mails_to(HANNAH)[-1]
    assert "Somebody opened the link that we had sent to h…@example.com" in told and "Take it back" in told
    url = next(word for word in told.split() if "/my/answer/" in word)
    page = browser.get(path_of(url)).press("take-back")
    assert page.title == "Waiting for us" and fresh(ticket).state == State.OPEN
    sent()
    assert OutgoingMail.objects.count() == before + 1  # it is told once


def test_7_9_a_yes_of_somebody_who_is_proven_needs_no_warning(world: World, browser: Browser) -> None:
    ticket, _resolution = resolved(world)
    sent()
    browser.prove(HANNAH)
    before = OutgoingMail.objects.count()
    page = browser.get(f"/my/tickets/{ticket.code}/").press("yes")
    (line,) = telling.tell([Event.objects.filter(ticket_id=ticket.pk).latest("id")], str)
    assert "by the link" not in page.text + line.sentence and fresh(ticket).state == State.CLOSED
    sent()
    assert OutgoingMail.objects.count() == before


def test_7_10_a_reply_of_the_customers_own_wins_over_an_older_pages_yes(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    url = answer_link(ticket, resolution, world)
    one, two = browser.get(url), browser.get(url)
    one.press("no", text="The new lid broke, too.")
    asked = two.press("yes")
    assert asked.status == 409 and fresh(ticket).state == State.OPEN
    assert Message.objects.filter(ticket=ticket, text="The new lid broke, too.").count() == 1


def test_7_10_taken_back_twice_and_yes_again(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    url = answer_link(ticket, resolution, world)
    closed = browser.get(url).press("yes")
    for _ in range(2):
        assert closed.press("take-back").status == 200
    assert fresh(ticket).state == State.OPEN
    kinds = list(Event.objects.filter(ticket_id=ticket.pk).values_list("kind", flat=True))
    assert kinds.count("ticket.taken_back") == 1
    assert browser.get(url).press("yes").title == "Thank you. Your request is closed."


def test_7_11_a_link_lives_until_closing_plus_the_longest_window(world: World, browser: Browser) -> None:
    Department.objects.filter(pk=world.support.pk).update(take_back_days=7, reopen_closed_days=90)
    ticket, resolution = resolved(world)
    url, start = answer_link(ticket, resolution, world), clock.now()
    with clock.running(lambda: start + timedelta(days=400)):
        page = browser.get(url)  # nothing is closed yet: the question still stands
        assert page.title == "Is it solved?"
        page.press("yes")
    for days, status in ((29, 200), (89, 200), (91, 410)):
        with clock.running(lambda days=days: start + timedelta(days=400 + days)):  # type: ignore[misc]
            assert browser.get(url).status == status


def test_7_11_the_page_of_an_old_link_changes_nothing_when_it_is_looked_at(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    url = answer_link(ticket, resolution, world)
    browser.get(url).press("yes")
    sent()
    mails = OutgoingMail.objects.count()
    with clock.running(lambda: ticket.created_at + timedelta(days=60)):
        page = browser.get(url)
        assert page.status == 410 and page.answers == ["new-link"]
        assert not {ticket.code, ticket.subject, HANNAH, "h…@example.com", world.hannah.name, "Ieva"} & set(
            re.split(r"[<>]", page.text)
        )
        forged = {**page.form("new-link").fields, "answer": "take-back"}
        assert browser.post(page.form("new-link").action, forged).status == 410
        assert fresh(ticket).state == State.CLOSED
    assert OutgoingMail.objects.count() == mails


def test_7_11_a_new_link_goes_to_the_stored_address_three_a_day(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    url = answer_link(ticket, resolution, world)
    browser.get(url).press("yes")
    Address.objects.filter(email=HANNAH).delete()
    world.hannah.email = "hannah@new.example.org"
    world.hannah.save()
    start = clock.now() + timedelta(days=60)
    with clock.running(lambda: start):
        page = browser.get(url)
        for _ in range(3):
            assert page.press("new-link", address="mallory@example.org").status == 410
        assert page.press("new-link").status == 429
    with clock.running(lambda: start + timedelta(days=2)):
        assert "on its way" in browser.get(url).press("new-link").text
    assert len(mails_to("hannah@new.example.org")) == 4
    assert mails_to("mallory@example.org") == [] and not [m for m in mails_to(HANNAH) if "too old" in m]


def test_7_11_who_was_taken_out_gets_no_new_link(world: World, browser: Browser) -> None:
    ticket, _resolution = resolved(world)
    add(ticket, world.elitsa, "elitsa@example.com", by=world.ieva)
    url = ticket_link(ticket, world.elitsa.pk, "elitsa@example.com")
    remove(ticket, world.elitsa, by=world.ieva)
    with clock.running(lambda: ticket.created_at + timedelta(days=60)):
        page = browser.get(url)
        assert page.status == 404 and page.answers == []


def test_7_12_a_link_in_a_signed_in_browser_keeps_it_for_the_reader_not_for_the_links_person(
    world: World, browser: Browser
) -> None:
    ticket = world.ticket(requester=world.elitsa)
    browser.prove(HANNAH)
    page = browser.get(ticket_link(ticket, world.elitsa.pk, "elitsa@example.com"))
    form = next(form for form in page.forms if "next" in form.fields)
    browser.post(form.action, {**form.fields, "lang": "et"})
    world.elitsa.refresh_from_db()
    world.hannah.refresh_from_db()
    assert (world.elitsa.language, world.hannah.language) == ("bg", "et")


def test_7_12_nobody_keeps_a_language_who_is_not_signed_in(world: World, browser: Browser) -> None:
    ticket = world.ticket(requester=world.elitsa)
    page = browser.get(ticket_link(ticket, world.elitsa.pk, "elitsa@example.com"))
    token = page.form("write").fields["csrfmiddlewaretoken"]
    refused = browser.post("/my/language/", {"csrfmiddlewaretoken": token, "lang": "et", "next": "/my/"})
    world.elitsa.refresh_from_db()
    assert refused.status == 403 and "<h1" in refused.text and world.elitsa.language == "bg"


def test_7_14_after_a_no_the_page_says_who_answers_and_when(world: World, browser: Browser) -> None:
    options.put("email.answer_within_hours", 4)
    ticket = world.ticket()
    assigning.assign(ticket, world.ieva, by=world.ieva)
    resolution = resolve(ticket, PARTS, by=world.ieva)
    assert resolution is not None
    url, start = answer_link(ticket, resolution, world), clock.now()
    page = browser.get(url).press("no", text="It still stops.")
    assert "We have heard you" in page.text and f"{world.ieva.public_name} will answer you." in page.text
    assert "within 4 hours" in page.text
    with clock.running(lambda: start + timedelta(hours=5)):
        late = browser.get(url).text
        assert "takes longer than usual" in late and "within 4 hours" not in late
    options.put("email.answer_within_hours", 0)
    assert "usually" not in browser.get(url).text


def test_7_14_who_is_away_is_not_promised(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    assigning.assign(ticket, world.ieva, by=world.ieva)
    resolution = resolve(ticket, PARTS, by=world.ieva)
    assert resolution is not None
    absences.leave_until(world.ieva, clock.now() + timedelta(days=5), by=world.ieva)
    page = browser.get(answer_link(ticket, resolution, world)).press("no")
    assert world.ieva.public_name not in page.text.split("</h1>")[1].split("<form")[0]
    assert "Whoever of us is free next will answer you." in page.text
    assert fresh(ticket).assignee is None  # it is back in the department's To Solve


def test_7_1_a_link_of_a_first_resolution_follows_the_ticket_through_many(world: World, browser: Browser) -> None:
    ticket, first = resolved(world)
    old = path_of(links.answer_url(ticket, world.hannah.pk, HANNAH, first.pk))
    for _ in range(3):
        browser.get(old).press("no")
        assert browser.get(old).title == "Waiting for us"
        resolve(fresh(ticket), PARTS, by=world.ieva)
        assert browser.get(old).title == "Is it solved?"
    assert browser.get(old).press("yes").title == "Thank you. Your request is closed."
