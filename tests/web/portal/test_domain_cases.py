"""The customer's last word: the decided cases of DOMAIN section 7, through his pages."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from accord.core import clock
from accord.tickets import links
from accord.tickets.lifecycle import change
from accord.tickets.models import Message, Resolution, State, Ticket
from accord.tickets.participating import add
from accord.tickets.reopening import reopen
from accord.tickets.replying import reply
from accord.tickets.resolving import resolve
from accord.tickets.writing import Words
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
from tests.world import World, kinds


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_yes_closes_and_no_opens(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    page = browser.get(answer_link(ticket, resolution, world))
    assert page.title == "Is it solved?"
    assert "The courier comes on Friday." in page.text and "Coffee grinder stops" in page.text
    page = page.press("yes")
    assert page.title == "Thank you. Your request is closed."
    assert fresh(ticket).state == State.CLOSED and kinds(ticket)[-1] == "ticket.closed_by_customer"
    page = page.press("take-back")
    assert fresh(ticket).state == State.OPEN and kinds(ticket)[-1] == "ticket.taken_back"
    assert page.title == "Waiting for us"

    second, question = resolved(world)
    page = browser.get(answer_link(second, question, world)).press("no", text="The lid has another size")
    assert fresh(second).state == State.OPEN and kinds(second)[-1] == "ticket.denied"
    assert Message.objects.filter(ticket=second).latest("id").text == "The lid has another size"


def test_7_1_old_link_shows_today_and_answers_no_other_question(world: World, browser: Browser) -> None:
    ticket, first = resolved(world)
    url = answer_link(ticket, first, world)
    old_page = browser.get(url)
    reopen(ticket, by=world.ieva)
    today = old_page.press("yes")
    assert today.status == 409 and "from an earlier time" in today.text and today.title == "Waiting for us"
    assert fresh(ticket).state == State.OPEN

    resolve(ticket, PARTS, by=world.ieva)
    old_page.press("yes")
    assert fresh(ticket).state == State.RESOLVED  # another question stands: the old page's yes is not for it
    assert browser.get(url).press("yes").title == "Thank you. Your request is closed."
    assert fresh(ticket).resolution_id != first.pk


def test_7_2_only_the_requester_closes_others_may_write(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    add(ticket, world.elitsa, "elitsa@example.com", by=world.ieva)
    url = path_of(links.answer_url(ticket, world.elitsa.pk, "elitsa@example.com", resolution.pk)) + "?lang=en"
    page = browser.get(url)
    assert page.answers == ["write"]
    page.form("write")
    forged = browser.post(url, {**page.form("write").fields, "answer": "yes"})
    assert fresh(ticket).state == State.RESOLVED and "decides whether it is closed" in forged.text
    said = Message.objects.filter(ticket=ticket).latest("id")
    assert said.author == world.elitsa and "copy-solved" in said.marks
    page.press("write", text="It still rattles when I use it.")
    assert fresh(ticket).state == State.OPEN  # she reopens as the requester would (7.3)
    assert fresh(ticket).requester_address == "hannah@example.com"


def test_7_5_a_merged_ticket_s_link_leads_to_the_survivor(world: World, browser: Browser) -> None:
    source, resolution = resolved(world)
    survivor = world.ticket("The survivor", "Both together.")
    strangers = world.ticket("Not hers", requester=world.elitsa)
    url = answer_link(source, resolution, world)
    change(source, merged_into_id=survivor.pk)
    page = browser.get(url)
    assert page.title == "Waiting for us" and "The survivor" in page.text
    change(source, merged_into_id=strangers.pk)
    page = browser.get(url)
    assert page.status == 404 and "Not hers" not in page.text


def test_7_9_a_forwarded_link_shows_no_thread_and_the_history_asks_for_a_code(
    world: World, browser: Browser, other: Browser
) -> None:
    ticket = world.ticket(text="My secret address is Elm Street 5.")
    reply(ticket, Words("Open it with the small key."), by=world.ieva)
    _, resolution = resolved(world, ticket)
    hidden = ("Elm Street", "small key", "hannah@example.com")
    for url in (answer_link(ticket, resolution, world), ticket_link(ticket, world.hannah.pk, "hannah@example.com")):
        page = other.get(url)
        assert page.status == 200 and not any(words in page.text for words in hidden)

    asked = page.press("code")
    assert asked.title == "Type the code from the mail" and "hannah@example.com" not in asked.text
    assert "h…@example.com" in asked.text
    whole = asked.send(code=code_for("hannah@example.com"))
    assert whole.url.startswith(f"/my/tickets/{ticket.code}/")
    assert "Elm Street" in whole.text and "small key" in whole.text

    done = browser.get(answer_link(ticket, resolution, world)).press("yes")
    assert "by the link that we sent to h…@example.com" in done.text
    row = Resolution.objects.get(pk=resolution.pk)
    assert row.answer == "yes" and row.answered_by_link and fresh(ticket).closed_by_customer


def test_7_9_no_is_taken_from_any_holder(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    add(ticket, world.elitsa, "elitsa@example.com", by=world.ieva)
    url = path_of(links.answer_url(ticket, world.elitsa.pk, "elitsa@example.com", resolution.pk))
    page = browser.get(url)
    browser.post(url, {**page.form("write").fields, "answer": "no", "resolution": resolution.pk})
    assert fresh(ticket).state == State.OPEN


def test_7_10_double_click_is_one_event(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    page = browser.get(answer_link(ticket, resolution, world))
    first, again = page.press("yes", text="Fits well"), page.press("yes", text="Fits well")
    assert first.title == again.title and again.status == 200
    assert kinds(ticket).count("ticket.closed_by_customer") == 1
    assert Message.objects.filter(ticket=ticket, text="Fits well").count() == 1

    other, question = resolved(world)
    page = browser.get(answer_link(other, question, world))
    for _ in range(3):
        assert page.press("no", text="It is still broken").status == 200
    assert kinds(other).count("ticket.denied") == 1
    assert Message.objects.filter(ticket=other, text="It is still broken").count() == 1


def test_7_10_two_tabs_no_after_yes_takes_it_back(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    url = answer_link(ticket, resolution, world)
    one, two = browser.get(url), browser.get(url)
    one.press("yes")
    two.press("no")
    assert fresh(ticket).state == State.OPEN
    assert kinds(ticket)[-2:] == ["ticket.closed_by_customer", "ticket.taken_back"]


def test_7_10_yes_after_no_asks_once_more(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    url = answer_link(ticket, resolution, world)
    one, two = browser.get(url), browser.get(url)
    one.press("no")
    asked = two.press("yes", text="I found the switch")
    assert asked.status == 409 and fresh(ticket).state == State.OPEN
    assert "I found the switch" in asked.text  # the words are still in the form
    asked.press("yes")
    assert fresh(ticket).state == State.CLOSED


def test_7_10_a_reply_that_arrived_meanwhile_wins_over_yes(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    page = browser.get(answer_link(ticket, resolution, world))
    reply(ticket, Words("The courier comes on Monday instead."), by=world.ieva)
    asked = page.press("yes")
    assert asked.status == 409 and "Somebody wrote since this page was made" in asked.text
    assert "Ieva" in asked.text and asked.title == "Is it solved?"
    assert fresh(ticket).state == State.RESOLVED
    assert asked.press("yes").title == "Thank you. Your request is closed."


def test_7_11_an_expired_link_names_nothing_and_sends_a_new_one(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    url = answer_link(ticket, resolution, world)
    browser.get(url).press("yes")
    start = clock.now()
    with clock.running(lambda: start + timedelta(days=29)):
        assert browser.get(url).status == 200
    with clock.running(lambda: start + timedelta(days=40)):
        page = browser.get(url)
        assert page.status == 410 and page.title == "This link is too old" and page.answers == ["new-link"]
        assert "Coffee" not in page.text and ticket.code not in page.text
        for _ in range(3):
            assert "on its way" in page.press("new-link").text
        refused = page.press("new-link")
        assert refused.status == 429 and "within a day" in refused.text
        sent = [text for text in mails_to("hannah@example.com") if "/my/" in text and "too old" in text]
        assert len(sent) == 3
        fresh_url = next(word for word in sent[-1].split() if "/my/answer/" in word)
        assert browser.get(path_of(fresh_url)).title == "Thank you. Your request is closed."


def test_7_11_a_link_makes_no_link_that_lives_longer(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    page = browser.get(answer_link(ticket, resolution, world)).press("yes")
    start = clock.now()
    with clock.running(lambda: start + timedelta(days=29)):
        found = re.search(r'href="(/my/ticket/[^"]+)"', browser.get(page.url).text)
        assert found and browser.get(found.group(1)).status == 200
    with clock.running(lambda: start + timedelta(days=31)):
        assert browser.get(found.group(1)).status == 410


@pytest.mark.parametrize("token", ["nonsense", "eyJhIjoxfQ:AbC", "x" * 900])
def test_7_11_a_link_that_is_not_ours_is_answered_kindly(world: World, browser: Browser, token: str) -> None:
    for where in ("answer", "ticket"):
        page = browser.get(f"/my/{where}/{token}/")
        assert page.status == 404 and page.title == "This link leads nowhere" and page.answers == []


def test_7_12_the_switch_changes_this_view_only_until_one_is_proven(world: World, browser: Browser) -> None:
    ticket = world.ticket(requester=world.elitsa, subject="Поръчката", language="bg")
    url = ticket_link(ticket, world.elitsa.pk, "elitsa@example.com")
    assert '<html lang="bg"' in browser.get(url, **{"accept-language": "et"}).text
    switched = browser.get(url + "?lang=en")
    assert '<html lang="en"' in switched.text and switched.form("write").action.endswith("?lang=en")
    assert '<html lang="en"' in switched.press("write", text="Още нещо?").text  # it stays through a form
    world.elitsa.refresh_from_db()
    assert world.elitsa.language == "bg"

    page = browser.prove("elitsa@example.com")
    form = next(form for form in page.forms if "next" in form.fields)
    assert form.method == "post"
    page = browser.post(form.action, {**form.fields, "lang": "sl"})
    world.elitsa.refresh_from_db()
    assert world.elitsa.language == "sl" and world.elitsa.language_set_by_hand
    assert '<html lang="sl"' in page.text


def test_7_12_without_a_person_s_language_the_ticket_s_then_the_browser_s(world: World, browser: Browser) -> None:
    world.hannah.language = ""
    world.hannah.save()
    plain, named = world.ticket(), world.ticket(language="lv")
    et = {"accept-language": "et"}
    assert '<html lang="et"' in browser.get(ticket_link(plain, world.hannah.pk, "hannah@example.com"), **et).text
    assert '<html lang="lv"' in browser.get(ticket_link(named, world.hannah.pk, "hannah@example.com"), **et).text
    assert translation.get_language() == "en"


def test_7_13_writing_on_a_closed_ticket_opens_one_follow_up(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    page = browser.get(answer_link(ticket, resolution, world)).press("yes")
    led = page.press("write", text="And what about the handle?")
    page.press("write", text="And what about the handle?")
    page.press("write", text="The handle is loose too.")
    follow_up = Ticket.objects.get(follow_up_of=ticket)
    assert fresh(ticket).state == State.CLOSED and follow_up.state == State.NEW
    assert [m.text for m in follow_up.messages.order_by("id")] == [
        "And what about the handle?", "The handle is loose too.",
    ]
    assert led.title == "Waiting for us" and follow_up.code in led.text


def test_a_question_that_comes_with_the_yes_is_heard(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    page = browser.get(answer_link(ticket, resolution, world)).press("yes", text="Thanks. Where do I send the old one?")
    assert fresh(ticket).state == State.CLOSED and "a new request of its own" in page.text
    assert Ticket.objects.get(follow_up_of=ticket).to_solve
