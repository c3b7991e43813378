"""The list, search, writing with files, and files back."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accord.core import clock, files, options
from accord.people.models import Department
from accord.tickets.closing import close
from accord.tickets.confirming import Voice, say_solved
from accord.tickets.discarding import delete
from accord.tickets.explaining import ready_text
from accord.tickets.models import Attachment, Message, MessageKind, State, Ticket
from accord.tickets.noting import note
from accord.tickets.participating import add, remove
from accord.tickets.postponing import postpone
from accord.tickets.replying import reply
from accord.tickets.writing import FileOf, Words
from tests.web.portal.browser import Browser, answer_link, resolved, ticket_link
from tests.world import World, kinds

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def upload(name: str = "lid.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def test_open_ones_first_and_closed_ones_in_their_own_part(world: World, browser: Browser) -> None:
    world.ticket("Still open")
    done = world.ticket("Done for good")
    say_solved(done, voice=Voice(world.hannah))
    copied = world.ticket("Elitsa's, I am in copy", requester=world.elitsa)
    add(copied, world.hannah, "hannah@example.com", by=world.ieva)
    gone = world.ticket("Deleted one")
    delete(gone, by=world.ieva)
    text = browser.prove("hannah@example.com").text
    places = [text.index(words) for words in ("I am in copy", "Still open", "<h2>Closed</h2>", "Done for good")]
    assert places == sorted(places) and "Deleted one" not in text


def test_pages_by_key_show_each_request_once(world: World, browser: Browser) -> None:
    start = clock.now() - timedelta(days=9)
    for number in range(45):
        with clock.running(lambda number=number: start + timedelta(minutes=number // 3)):  # type: ignore[misc]
            world.ticket(f"Request {number:02d}.")
    page = browser.prove("hannah@example.com")
    seen: list[str] = []
    for _ in range(5):
        seen += re.findall(r"Request \d\d\.", page.text)
        following = re.search(r'href="(/my/\?open=[^"]+)"', page.text)
        if following is None:
            break
        page = browser.get(following.group(1))
    assert sorted(seen) == [f"Request {number:02d}." for number in range(45)]
    assert browser.get("/my/?open=nonsense").status == 422


def test_search_finds_only_my_own(world: World, browser: Browser) -> None:
    world.ticket("My teapot", "The spout drips.")
    world.ticket("Her teapot", "The spout drips.", requester=world.elitsa)
    browser.prove("hannah@example.com")
    found = browser.get("/my/?q=spout")
    assert "My teapot" in found.text and "Her teapot" not in found.text
    assert "None of your requests" in browser.get("/my/?q=zebra").text


def test_a_reply_with_files_goes_to_the_ticket(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    reply(ticket, Words("Send a picture."), by=world.ieva)
    page = browser.get(ticket_link(ticket, world.hannah.pk, "hannah@example.com"))
    assert page.title == "We wait for you"
    page = page.press("write", text="Here it is.", files=[upload(), upload("../../other.png", PNG + b"1")])
    message = Message.objects.filter(ticket=ticket).latest("id")
    assert message.kind == MessageKind.INCOMING and message.channel == "portal"
    assert sorted(each.name for each in message.attachments.all()) == ["lid.png", "other.png"]
    assert Ticket.objects.get(pk=ticket.pk).state == State.OPEN and page.title == "Waiting for us"


def test_what_is_refused_leaves_the_words_in_the_form(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    page = browser.get(ticket_link(ticket, world.hannah.pk, "hannah@example.com"))
    refused = page.press("write", text="Run this", files=[upload("tool.exe", b"MZ")])
    assert refused.status == 422 and "Files of this type are refused" in refused.text and "Run this" in refused.text
    options.put("files.max_mb", 1)
    large = page.press("write", text="Look", files=[upload("big.png", b"x" * 1_000_001)])
    assert "larger than 1 MB" in large.text
    many = page.press("write", text="Look", files=[upload(f"{n}.png", b"x") for n in range(21)])
    assert "20 files at most" in many.text
    assert "Write something first" in page.press("write", text="  ").text
    assert page.press("write", text="x" * 100_001).status == 422
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_solved_at_any_time_and_not_solved(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    reply(ticket, Words("Hold the button."), by=world.ieva)
    page = browser.get(ticket_link(ticket, world.hannah.pk, "hannah@example.com"))
    page.press("no")
    assert kinds(ticket)[-1] == "ticket.denied"
    page = browser.get(page.url).press("yes")
    assert kinds(ticket)[-2:] == ["ticket.resolved", "ticket.closed_by_customer"]
    assert page.title == "Thank you. Your request is closed."


def test_send_and_resolve_shows_the_answer_itself(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    reply(ticket, Words("Hold the <red> button."), by=world.ieva, resolve=ready_text("solved", "en"))
    assert ticket.resolution is not None
    page = browser.get(answer_link(ticket, ticket.resolution, world))
    assert "Hold the &lt;red&gt; button." in page.text and "What comes next" not in page.text


def test_a_postponed_request_names_a_date_only_when_one_was_told(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    until = clock.now() + timedelta(days=6)
    postpone(ticket, until, by=world.ieva)
    link = ticket_link(ticket, world.hannah.pk, "hannah@example.com")
    page = browser.get(link)
    assert page.title == "We come back to it" and str(until.year) not in page.text.split("<form class=\"ask\"")[0]


def test_the_closed_page_says_what_really_applies(world: World, browser: Browser) -> None:
    Department.objects.filter(pk=world.support.pk).update(take_back_days=0)
    ticket, resolution = resolved(world)
    page = browser.get(answer_link(ticket, resolution, world)).press("yes")
    assert "take-back" not in page.answers and "begins a new request" in page.text

    Department.objects.filter(pk=world.support.pk).update(take_back_days=3, reopen_closed_days=5)
    ticket, resolution = resolved(world)
    url, start = answer_link(ticket, resolution, world), clock.now()
    page = browser.get(url).press("yes")
    assert "take-back" in page.answers and "is open again" in page.text
    with clock.running(lambda: start + timedelta(days=4)):
        late = browser.get(url)
        assert "take-back" not in late.answers and "is open again" in late.text
        assert "no longer be taken back" in page.press("take-back").text
    with clock.running(lambda: start + timedelta(days=6)):
        assert "begins a new request" in browser.get(url).text


def test_closed_by_us(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    close(ticket, by=world.ieva, basis="customer_said_so", how="on the phone today")
    page = browser.get(answer_link(ticket, resolution, world))
    assert page.title == "This request is closed." and "We closed it" in page.text
    assert "take-back" not in page.answers and "phone" not in page.text


def _file_on(ticket: Ticket, world: World, *, how: str) -> Attachment:
    words = Words("With a file.", files=[FileOf(files.put(b"<svg onload=alert(1)>"), "plan.svg", "image/svg+xml")])
    (reply if how == "reply" else note)(ticket, words, by=world.ieva)
    return Attachment.objects.latest("id")


def test_files_of_my_messages_are_downloads(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    attachment = _file_on(ticket, world, how="reply")
    url = f"/my/files/{attachment.pk}/plan.svg"
    assert browser.get(url).title == "My requests"  # nobody is proven
    browser.prove("hannah@example.com")
    assert url in browser.get(f"/my/tickets/{ticket.code}/").text
    response = browser.client.get(url)
    assert response.status_code == 200 and response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream" and "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("case", ["note", "bounce", "elsewhere", "draft"])
def test_other_files_are_not_there(world: World, browser: Browser, case: str) -> None:
    ticket = world.ticket(requester=world.elitsa if case == "elsewhere" else world.hannah)
    attachment = _file_on(ticket, world, how="note" if case == "note" else "reply")
    if case == "bounce":
        Message.objects.filter(attachments=attachment).update(marks=["bounce"])
    if case == "draft":
        Attachment.objects.update(message=None)
    browser.prove("hannah@example.com")
    assert browser.get(f"/my/files/{attachment.pk}/plan.svg").status == 404


def test_too_many_forms_are_refused_with_a_sentence(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    page = browser.get(ticket_link(ticket, world.hannah.pk, "hannah@example.com"))
    for _ in range(60):
        page.press("write", text="")
    refused = page.press("write", text="One more")
    assert refused.status == 429 and "too often" in refused.text and "One more" in refused.text


def test_a_form_without_its_mark_changes_nothing(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    form = browser.get(answer_link(ticket, resolution, world)).form("yes")
    response = browser.client.post(form.action, {"answer": "yes", "resolution": resolution.pk})
    assert response.status_code == 403
    assert Ticket.objects.get(pk=ticket.pk).state == State.RESOLVED


def test_a_participant_who_was_taken_out_sees_nothing_more(world: World, browser: Browser) -> None:
    ticket = world.ticket()
    add(ticket, world.elitsa, "elitsa@example.com", by=world.ieva)
    link = ticket_link(ticket, world.elitsa.pk, "elitsa@example.com")
    assert browser.get(link).status == 200
    remove(ticket, world.elitsa, by=world.ieva)
    assert browser.get(link).status == 404


def test_thanks_alone_on_a_closed_request_opens_nothing(world: World, browser: Browser) -> None:
    ticket, resolution = resolved(world)
    page = browser.get(answer_link(ticket, resolution, world)).press("yes")
    page = page.press("write", text="Thank you very much!")
    assert "We have your message" in page.text
    assert Ticket.objects.get(pk=ticket.pk).state == State.CLOSED
    assert not Ticket.objects.filter(follow_up_of=ticket).exists()
    assert "courtesy" in Message.objects.filter(ticket=ticket).latest("id").marks
