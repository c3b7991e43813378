"""Mails of few words or none: a subject alone, a picture alone, thanks with a picture."""

import struct
from email.message import EmailMessage

import pytest

from accord.channels.email.models.incoming import Fate
from accord.messaging import marks
from accord.tickets import resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, State, Ticket
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.world import World

QUOTE = "On Mon, 2 Nov 2026 at 10:12, Ieva <support@example.com> wrote:\n> Please try it again.\n> Ieva\n"
HTML_QUOTE = (
    '<div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Nov 2026 at 10:12, Ieva &lt;support@example.com&gt; '
    'wrote:<br></div><blockquote class="gmail_quote">Please try it again.</blockquote></div>'
)


def png(wide: int = 800, high: int = 600, salt: bytes = b"") -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", wide, high) + b"\x08\x02\0\0\0" + salt


def with_picture(html: str, picture: bytes, subject: str = "Re: Coffee grinder stops", **headers: str) -> bytes:
    """An HTML mail whose text shows the picture by `cid:p1`."""
    message = EmailMessage()
    message["From"], message["To"] = "Hannah Whitfield <hannah@example.com>", "support@example.com"
    message["Subject"], message["Message-ID"] = subject, f"<{abs(hash((html, picture)))}@customer.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(html, subtype="html")
    message.add_related(picture, "image", "png", cid="<p1>", filename="image.png", disposition="inline")
    return message.as_bytes()


def with_file(text: str, picture: bytes, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Hannah Whitfield <hannah@example.com>", "support@example.com"
    message["Subject"] = "Re: Coffee grinder stops"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    message.add_attachment(picture, "image", "png", filename="IMG_1.png")
    return message.as_bytes()


@pytest.fixture
def resolved(desk: World) -> Ticket:
    """A ticket of Hannah's, resolved; our mail about it is <ours@example.com>."""
    ticket = ticket_of(taken(mail()))
    sent(ticket, "ours@example.com")
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    return ticket


def came(row_message: int | None) -> Message:
    return Message.objects.get(pk=row_message)


def test_words_only_in_the_subject_can_be_read(desk: World) -> None:
    row = taken(mail(subject="The grinder is broken again, please call me", text="\n \n"))
    message = came(row.ticket_message_id)
    assert message.text == "The grinder is broken again, please call me" and not message.html
    assert marks.SUBJECT_ONLY in message.marks and message.language == "en"


@pytest.mark.parametrize(
    ("subject", "courtesy"), [("Thank you!", True), ("Re: Спасибо большое!", True), ("It does not work", False)]
)
def test_the_guard_judges_a_mail_without_text_by_its_subject(resolved: Ticket, subject: str, courtesy: bool) -> None:
    row = taken(mail(subject=subject, text="", in_reply_to="<ours@example.com>"))
    resolved.refresh_from_db()
    assert (row.fate, row.ticket_id) == (Fate.APPENDED, resolved.pk)
    assert (marks.COURTESY in came(row.ticket_message_id).marks) is courtesy
    assert resolved.state == (State.RESOLVED if courtesy else State.OPEN)


@pytest.mark.parametrize(
    "raw",
    [
        with_picture(f'<div><img src="cid:p1"></div>{HTML_QUOTE}', png(), in_reply_to="<ours@example.com>"),
        with_file(f"\n\n{QUOTE}", png(), in_reply_to="<ours@example.com>"),
        with_file(f"\n\nSent from my iPhone\n\n{QUOTE}", png(), in_reply_to="<ours@example.com>"),
        with_file(
            "\n-----Original Message-----\nFrom: Ieva <support@example.com>\nSent: Monday\nTo: Hannah\n"
            "Subject: Coffee grinder stops\n\nPlease try it again.\n",
            png(),
            in_reply_to="<ours@example.com>",
        ),
    ],
    ids=["inline", "attached", "phone", "outlook"],
)
def test_a_picture_above_a_quote_is_the_whole_answer(resolved: Ticket, raw: bytes) -> None:
    message = came(taken(raw).ticket_message_id)
    resolved.refresh_from_db()
    assert message.text == "" and "try it again" not in message.html
    assert "Please try it again." in message.quoted and marks.SUBJECT_ONLY not in message.marks
    assert [each.content_type for each in message.attachments.all()] == ["image/png"]
    assert resolved.state == State.OPEN


def test_an_html_quote_below_an_attached_file_is_folded(resolved: Ticket) -> None:
    message = EmailMessage()
    message["From"], message["In-Reply-To"] = "hannah@example.com", "<ours@example.com>"
    message["Subject"] = "Re: Coffee grinder stops"
    message.set_content(f"<div><br></div>{HTML_QUOTE}", subtype="html")
    message.add_attachment(b"%PDF", "application", "pdf", filename="invoice.pdf")
    got = came(taken(message.as_bytes()).ticket_message_id)
    assert got.text == "" and "try it again" not in got.html and "Please try it again." in got.quoted


def test_a_forwarded_mail_with_a_file_is_not_folded_away(desk: World) -> None:
    raw = with_file(f"\n{QUOTE}", png(), in_reply_to="<x@example.org>").replace(b"Subject: Re:", b"Subject: Fwd:")
    assert "Please try it again." in came(taken(raw).ticket_message_id).text


@pytest.mark.parametrize(
    ("html", "picture"),
    [
        ('<p>Thank you!</p><p><img src="cid:p1"></p>', png(salt=b"shot")),
        ('<p><img src="cid:p1" width="900" height="300"></p><p>Thanks</p>', b"of no known size"),
    ],
)
def test_thanks_with_a_pasted_screenshot_opens_a_resolved_ticket(
    resolved: Ticket, html: str, picture: bytes
) -> None:
    row = taken(with_picture(html, picture, in_reply_to="<ours@example.com>"))
    resolved.refresh_from_db()
    assert resolved.state == State.OPEN and marks.COURTESY not in came(row.ticket_message_id).marks


@pytest.mark.parametrize(
    ("html", "picture"),
    [
        ('<p>Thank you!</p><p><img src="cid:p1"></p>', png(200, 80)),
        ('<p>Thank you!</p><p><img src="cid:p1" width="120" height="40"></p>', png(1200, 400)),
        ('<p>Thank you!</p><p>Best regards,<br>Hannah</p><p><img src="cid:p1"></p>', png(1200, 400)),
        (f'<p>Thank you!</p>{HTML_QUOTE.replace("Please", chr(60) + "img src=cid:p1>Please")}', png()),
    ],
    ids=["small", "shown small", "below the signature", "in the quote"],
)
def test_thanks_above_a_logo_are_thanks(resolved: Ticket, html: str, picture: bytes) -> None:
    row = taken(with_picture(html, picture, in_reply_to="<ours@example.com>"))
    resolved.refresh_from_db()
    assert resolved.state == State.RESOLVED and marks.COURTESY in came(row.ticket_message_id).marks


def test_a_logo_that_came_before_is_known(desk: World) -> None:
    logo = '<p>{}</p><p>Hannah Whitfield</p><p><img src="cid:p1"></p>'
    ticket = ticket_of(taken(with_picture(logo.format("The grinder stops."), png(900, 300), subject="Grinder")))
    sent(ticket, "ours@example.com")
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    row = taken(with_picture(logo.format("Thank you!"), png(900, 300), in_reply_to="<ours@example.com>"))
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED and marks.COURTESY in came(row.ticket_message_id).marks
