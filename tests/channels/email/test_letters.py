"""What our mails say: in six languages, as text and as HTML, with nothing that loads, runs or was smuggled in."""

import re
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import translation

from accord.channels.email import accounts
from accord.channels.email.letters.account import PURPOSES
from accord.channels.email.models import OutgoingMail
from accord.channels.email.rendering import wrapped
from accord.core import clock, files, html, options
from accord.people.contacts import contact_for
from accord.people.models import Person
from accord.tickets import links
from accord.tickets.closing import close
from accord.tickets.confirming import Voice, say_solved
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.following_up import follow_up
from accord.tickets.models import Message, Resolution, Ticket
from accord.tickets.opening import Request, open_ticket
from accord.tickets.postponing import postpone
from accord.tickets.reopening import reopen
from accord.tickets.replying import reply
from accord.tickets.resolving import resolve
from accord.tickets.writing import FileOf, Words
from tests.channels.email.outbox import both, mailbox_at, work, written
from tests.world import World

SIX = ("en", "bg", "et", "lv", "ru", "sl")
WORDS = {
    "en": "A new one is on its way.", "bg": "Изпратихме ви нова.", "et": "Uus on teel.",
    "lv": "Jauna ir ceļā.", "ru": "Новая уже в пути.", "sl": "Nova je na poti.",
}  # fmt: skip
EXPLAINED = Explanation("solved", "The guard tripped.", "A faulty sensor.", "The courier comes on Friday.")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(world: World) -> None:
    """A mailbox without a server: mails are kept, and read here."""
    mailbox_at(25, world.support, smtp_host="")


def customer(language: str) -> Person:
    return contact_for(f"customer-{language}@example.com", "Any Name", language)


def opened(world: World, language: str = "en", **more: Any) -> Ticket:
    person = customer(language)
    return world.ticket(requester=person, address=person.email, language=language, **more)


def everything(world: World, language: str) -> list[EmailMessage]:
    """One of each mail to a customer of that language."""
    for event in ("received", "answer", "question", "both", "closed", "confirmed", "follow-up", "postponed"):
        ticket = opened(world, language, acknowledge=event == "received")
        words = Words(text=WORDS[language])
        if event in ("answer", "both"):
            explained = ready_text("solved", language) if event == "both" else None
            reply(ticket, words, by=world.ieva, resolve=explained)
        elif event == "postponed":
            postpone(
                ticket,
                clock.now() + timedelta(days=3),
                by=world.ieva,
                explanation=ready_text("takes_longer", language),
            )
        elif event != "received":
            resolve(ticket, ready_text("solved", language), by=world.ieva)
            if event == "closed":
                close(ticket, by=world.ieva, basis="moved")
            if event in ("confirmed", "follow-up"):
                voice = Voice(
                    ticket.requester, by_link=event == "confirmed", link_address=ticket.requester_address
                )
                say_solved(ticket, voice=voice)
            if event == "follow-up":
                follow_up(
                    ticket, words, by=ticket.requester, address=ticket.requester_address, acknowledge=True
                )
        work(1)
    for key in PURPOSES:
        code = "384-201" if key == "one_time_code" else ""
        accounts.send_account_mail(
            customer(language), key, "" if code else "https://help.example.com/in/x", code=code
        )
    work(1)
    rows = OutgoingMail.objects.select_related("raw").order_by("id")
    return [written(id=row.pk) for row in rows]


def sentences(text: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]


@pytest.mark.parametrize("language", SIX)
def test_every_mail_in_every_language(world: World, language: str) -> None:
    mails = everything(world, language)
    assert {row.part for row in OutgoingMail.objects.all()} >= {
        "received", "answer", "resolved", "closed", "confirmed", *PURPOSES,
    }  # fmt: skip
    for mail in mails:
        plain, rich = both(mail)
        subject = str(mail["Subject"])
        about_ticket = "[#" in subject
        assert mail["Content-Language"] == language
        assert f'<html lang="{language}" dir="ltr">' in rich
        assert "://" in plain or "384-201" in plain, subject
        for text in (plain, rich, subject):
            assert not re.search(r"%\(|\{\{|\}\}|\bNone\b|&lt;p&gt;", text), text
        if about_ticket:
            code = subject[subject.index("[#") + 2 : -1]
            assert code in plain and code in rich
        for forbidden in ("<script", "<link", "<img", "javascript:", "@import", "url("):
            assert forbidden not in rich
        assert set(re.findall(r'(?:src|href|background)="([^"]*)"', rich)) <= set(
            re.findall(r"https?://\S+", plain)
        )
        for line in plain.split("\n"):
            assert len(line) <= 72 or "://" in line or line.startswith("##-"), line


def one_line_for_two_buttons(language: str) -> list[str]:
    with translation.override(language):
        plain = translation.gettext("Yes, it is solved, or no, I still need help: you decide here")
    return wrapped(plain).lower().split("\n")


@pytest.mark.parametrize("language", ["en", "bg"])
def test_plain_and_html_say_the_same_in_the_same_order(world: World, language: str) -> None:
    for mail in everything(world, language):
        plain, rich = both(mail)
        body = rich[rich.index("<body") :]
        shown = " ".join(html.to_text(body).split()).lower()
        at = 0
        for line in plain.split("\n"):
            bare = " ".join(line.removeprefix("> ").split()).lower()
            if not bare or "://" in bare or bare == "--" or bare in one_line_for_two_buttons(language):
                continue
            found = shown.find(bare, at)
            assert found >= 0, (bare, shown[at:])
            at = found


def test_the_language_is_the_persons_then_the_tickets_then_the_mailboxs(world: World) -> None:
    def language_of(person_language: str, ticket_language: str) -> str:
        person = contact_for(f"p{Ticket.objects.count()}@example.com", "", person_language)
        ticket = world.ticket(
            requester=person, address=person.email, language=ticket_language, acknowledge=True
        )
        work(1)
        return str(written(ticket_id=ticket.pk)["Content-Language"])

    assert language_of("bg", "sl") == "bg"
    assert language_of("", "sl") == "sl"
    assert language_of("", "") == "en"
    OutgoingMail._meta.get_field("mailbox").related_model.objects.update(language="et")  # type: ignore[union-attr]
    assert language_of("", "") == "et"
    assert language_of("xx", "yy") == "et"


def test_people_in_copy_get_no_buttons(world: World) -> None:
    """DOMAIN 7.2."""
    ticket = opened(world, copied=[(world.elitsa, "elitsa@example.com")])
    resolve(ticket, EXPLAINED, by=world.ieva)
    work()
    asked, _ = both(written(part="resolved"))
    copy, copy_html = both(written(part__startswith="resolved-copy"))
    assert "/my/answer/" in asked
    assert "/my/answer/" not in copy + copy_html
    for part in ("The guard tripped.", "A faulty sensor.", "The courier comes on Friday."):
        assert part in asked and part in copy
    assert OutgoingMail.objects.get(part__startswith="resolved-copy").recipients == ["elitsa@example.com"]


def test_send_and_resolve_is_one_mail_to_the_requester_and_one_without_buttons_to_the_rest(
    world: World,
) -> None:
    ticket = world.ticket()
    reply(ticket, Words(text="Done."), by=world.ieva, cc=["ann@example.org"], resolve=EXPLAINED)
    work()
    mine, copy = OutgoingMail.objects.order_by("id")
    assert (mine.part, mine.recipients) == ("answer", ["hannah@example.com"])
    assert (copy.part, copy.recipients) == ("answer-copy", ["ann@example.org"])
    mail, other = written(id=mine.pk), written(id=copy.pk)
    assert (mail["To"], mail["Cc"]) == (other["To"], other["Cc"])
    assert "/my/answer/" in both(mail)[0]
    assert "/my/answer/" not in both(other)[0]
    assert "/my/ticket/" not in both(other)[0], "the page of the requester is his alone"
    assert both(mail)[0].index("Done.") < both(mail)[0].index("Is it solved?") < both(mail)[0].index("##-")


def test_the_link_belongs_to_this_resolution_and_person(world: World) -> None:
    ticket = world.ticket()
    resolve(ticket, EXPLAINED, by=world.ieva)
    work()
    found = re.search(r"/my/answer/([^/\s]+)/", both(written())[0])
    assert found is not None
    link = links.read(found[1])
    assert (link.ticket_id, link.person_id, link.address) == (
        ticket.pk,
        world.hannah.pk,
        "hannah@example.com",
    )
    assert link.resolution_id == Resolution.objects.get().pk


def test_a_question_that_is_over_is_not_asked(world: World) -> None:
    ticket = world.ticket()
    resolve(ticket, EXPLAINED, by=world.ieva)
    reopen(ticket, by=world.ieva)
    work()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("days", [0, 5])
def test_the_closed_mail_prints_the_dates_that_really_apply(world: World, days: int) -> None:
    world.support.reopen_closed_days = days
    world.support.save()
    moment = clock.now().replace(year=2026, month=11, day=2, hour=12)
    with clock.running(lambda: moment):
        ticket = world.ticket()
        resolve(ticket, EXPLAINED, by=world.ieva)
        close(ticket, by=world.ieva, basis="customer_said_so", how="on the phone")
        work()
    plain = " ".join(both(written(part="closed"))[0].split())
    assert "You told us that it is solved" in plain
    assert ("by 7 November 2026 and your request is open again" in plain) == (days == 5)
    assert ("we open a new request that is linked" in plain) == (days == 0)
    assert "on the phone" not in plain


def test_a_yes_by_link_is_told_with_the_way_back(world: World) -> None:
    """DOMAIN 7.9."""
    moment = clock.now().replace(year=2026, month=11, day=2, hour=12)
    with clock.running(lambda: moment):
        ticket = world.ticket()
        resolve(ticket, EXPLAINED, by=world.ieva)
        say_solved(ticket, voice=Voice(world.hannah, by_link=True, link_address="hannah@example.com"))
        work()
    plain = " ".join(both(written(part="confirmed"))[0].split())
    assert "h…@example.com" in plain
    assert "take it back by 9 November 2026" in plain
    assert "/my/answer/" in plain


def test_a_yes_on_the_signed_in_page_needs_no_mail(world: World) -> None:
    ticket = world.ticket()
    say_solved(ticket, voice=Voice(world.hannah))
    work()
    assert not OutgoingMail.objects.exists()


def test_a_follow_up_names_the_earlier_ticket_only_to_who_took_part(world: World) -> None:
    """DOMAIN 7.4 and 7.13."""
    ticket = world.ticket()
    say_solved(ticket, voice=Voice(world.hannah))
    mine, _ = follow_up(
        ticket, Words(text="Again!"), by=world.hannah, address="hannah@example.com", acknowledge=True
    )
    his, _ = follow_up(
        ticket, Words(text="Hello?"), by=world.elitsa, address="elitsa@example.com", acknowledge=True
    )
    work()
    assert ticket.code in both(written(ticket_id=mine.pk))[0]
    assert ticket.code not in both(written(ticket_id=his.pk))[0]


def test_a_postponed_ticket_says_the_day(world: World) -> None:
    moment = clock.now().replace(year=2026, month=11, day=2, hour=12)
    with clock.running(lambda: moment):
        postpone(
            world.ticket(),
            moment + timedelta(days=8),
            by=world.ieva,
            explanation=ready_text("takes_longer", "en"),
        )
        work()
    assert "You hear from us by 10 November 2026." in both(written(part="answer"))[0]


def test_an_agents_own_first_mail_answers_nothing(world: World) -> None:
    request = Request(
        requester=world.hannah, department=world.support, subject="Your parcel", words=Words(text="It is here."),
        how="outgoing", address="hannah@example.com", our_address="support@example.com", to=["hannah@example.com"],
    )  # fmt: skip
    ticket, _ = open_ticket(request, by=world.ieva)
    work()
    mail = written()
    assert mail["Subject"] == f"Your parcel [#{ticket.code}]"
    assert mail["In-Reply-To"] is None
    assert "##-" not in both(mail)[0]


def test_the_earlier_words_are_quoted_below_our_mark(world: World) -> None:
    ticket = world.ticket(text="It stops.\n\n<b>Really</b>")
    reply(ticket, Words(text="Try again."), by=world.ieva)
    work()
    plain, rich = both(written())
    row = OutgoingMail.objects.get()
    assert plain.index("Try again.") < plain.index("##- ") < plain.index("> It stops.")
    assert row.message_id.partition("@")[0] in plain
    assert "&lt;b&gt;Really&lt;/b&gt;" in rich


def test_a_stranger_is_shown_no_history(world: World) -> None:
    """DOMAIN 7.4."""
    ticket = world.ticket(text="My address is Main Street 5.")
    Message.objects.create(
        ticket=ticket, kind="incoming", author=world.elitsa, author_address="elitsa@example.com", at=clock.now(),
        text="Me too", marks=["new-person"],
    )  # fmt: skip
    reply(ticket, Words(text="We look."), by=world.ieva, to=["elitsa@example.com"])
    reply(ticket, Words(text="We look."), by=world.ieva)
    work()
    stranger, requester = OutgoingMail.objects.order_by("id")
    assert ">" not in both(written(id=stranger.pk))[0]
    assert "> Me too" in both(written(id=requester.pk))[0]


def test_signatures_of_agent_and_department(world: World) -> None:
    world.ieva.signature, world.support.signature = "Ieva\nService", "Example Café\n+371 0000"
    world.ieva.save()
    world.support.save()
    reply(world.ticket(), Words(text="Done."), by=world.ieva)
    work()
    assert "Done.\n\nIeva\nService\nExample Café\n+371 0000\n" in both(written())[0]


def test_the_mailbox_alone_signs_where_agents_stay_unnamed(world: World) -> None:
    options.put("email.agent_in_from", False)
    reply(world.ticket(), Words(text="Done."), by=world.ieva)
    work()
    assert written()["From"].addresses[0].display_name == "Example Café"


def test_pictures_are_inside_and_files_follow(world: World) -> None:
    picture, paper = files.put(b"\x89PNG picture"), files.put(b"%PDF paper")
    rich = '<p>See <img src="cid:p1" alt="grinder"></p><script>alert(1)</script>'
    given = Words(
        text="See",
        html=rich,
        files=[
            FileOf(picture, "grinder.png", "image/png", inline=True, content_id="p1"),
            FileOf(paper, "Счёт: 5/2026.pdf", "application/pdf"),
            FileOf(paper, "mail.eml", "message/rfc822"),
        ],
    )
    reply(world.ticket(), given, by=world.ieva)
    work()
    mail = written()
    assert mail.get_content_type() == "multipart/mixed"
    assert "<script" not in both(mail)[1]
    assert 'src="cid:p1"' in both(mail)[1]
    inside = [part for part in mail.walk() if part["Content-ID"] == "<p1>"]
    assert [part.get_content() for part in inside] == [b"\x89PNG picture"]
    names = [(part.get_filename(), part.get_content_type()) for part in mail.iter_attachments()]
    assert names == [("Счёт: 5_2026.pdf", "application/pdf"), ("mail.eml", "application/octet-stream")]


def test_nothing_is_smuggled_in_by_subject_or_name(world: World) -> None:
    evil = contact_for(
        "evil@example.org", 'Evil"\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>', "en"
    )
    ticket = world.ticket(
        "Hello\r\nBcc: victim@example.org\r\n\r\n<script>", "<script>alert(1)</script>", requester=evil,
        address="evil@example.org",
    )  # fmt: skip
    reply(ticket, Words(text="Hello"), by=world.ieva)
    resolve(ticket, EXPLAINED, by=world.ieva)
    work()
    for row in OutgoingMail.objects.all():
        mail = written(id=row.pk)
        assert mail["Bcc"] is None
        assert row.recipients == ["evil@example.org"]
        assert [each.addr_spec for each in mail["To"].addresses] == ["evil@example.org"]
        assert "<script" not in both(mail)[1]


def test_a_long_cyrillic_subject_comes_whole(world: World) -> None:
    subject = "Кафемелачката спира след десет секунди и после не тръгва " * 3
    ticket = world.ticket(subject)
    reply(ticket, Words(text="Ще проверим."), by=world.ieva)
    work()
    assert str(written()["Subject"]) == f"Re: {' '.join(subject.split())} [#{ticket.code}]"
