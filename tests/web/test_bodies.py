"""A mail's words on our pages: nothing that its sender wrote becomes a part of them."""

from django.conf import settings
from django.test import Client

from accord.people.models import Person
from accord.web.portal import proving
from tests.channels.email.conftest import desk  # noqa: F401
from tests.channels.email.mails import mail, taken, ticket_of
from tests.world import World

TAGS = '<div hx-post="/settings/people/" hx-trigger="load">x</div><script>go()</script><form action="/x"><b>&lt;</b>'
WORDS = f"""It still stops. {TAGS}

On Mon, 23 Nov 2026 at 10:00, Support <support@example.com> wrote:
> Hold the button. {TAGS}
"""


def _browser(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def test_tags_in_plain_words_and_in_their_quotes_are_shown_as_written(desk: World) -> None:  # noqa: F811
    ticket = ticket_of(taken(mail(text=WORDS)))
    message = ticket.messages.get()
    assert TAGS in message.text and TAGS in message.quoted
    ieva, customer = _browser(desk.ieva), Client()
    session = customer.session
    until = ticket.created_at.timestamp() + 3600
    session[proving.PROVEN] = {"person": ticket.requester_id, "address": "hannah@example.com", "until": until}
    session.save()
    pages = [(ieva, f"/tickets/{ticket.code}/{part}") for part in ("", "thread/", "peek/", "print/")]
    for browser, path in (*pages, (customer, f"/my/tickets/{ticket.code}/")):
        page = browser.get(path).content.decode()
        assert "It still stops. &lt;div hx-post=" in page, path
        assert "<div hx-post" not in page and "<script>go" not in page and '<form action="/x"' not in page, path
        assert "Hold the button. &lt;div hx-post=" in page or "print" in path, path
