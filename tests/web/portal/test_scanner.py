"""Link scanners and previews fetch every address of a mail: that must change nothing (DESIGN, promise 2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache

from accord.core import clock, files
from accord.tickets.confirming import Voice, say_solved
from accord.tickets.replying import reply
from accord.tickets.writing import FileOf, Words
from tests.web.portal.browser import Browser, answer_link, resolved, ticket_link
from tests.world import World


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {model._meta.db_table: list(model._default_manager.order_by("pk").values()) for model in apps.get_models()}


@pytest.mark.parametrize("proven", [False, True])
def test_get_and_head_of_every_address_change_nothing(world: World, browser: Browser, proven: bool) -> None:
    asked, question = resolved(world)
    done, answered = resolved(world)
    urls = [answer_link(asked, question, world), answer_link(done, answered, world)]
    say_solved(done, voice=Voice(world.hannah, by_link=True, link_address="hannah@example.com"))
    talk = world.ticket()
    reply(talk, Words("A file.", files=[FileOf(files.put(b"%PDF"), "a.pdf", "application/pdf")]), by=world.ieva)
    start = clock.now()
    with clock.running(lambda: start - timedelta(days=400)):
        old = answer_link(done, answered, world)
    attachment = talk.messages.latest("id").attachments.get()
    urls += [old, *(ticket_link(each, world.hannah.pk, "hannah@example.com") for each in (asked, done, talk))]
    urls += ["/my/", "/my/code/", "/my/leave/", "/my/language/", "/my/?q=file", "/my/answer/none/", "/my/ticket/none/"]
    urls += [f"/my/tickets/{talk.code}/", f"/my/files/{attachment.pk}/a.pdf"]
    queries = ("", "?lang=bg&answer=yes&resolution=1&seen=99", "?answer=take-back&done=closed&code=000000")
    if proven:
        browser.prove("hannah@example.com")
    cache.clear()
    before, seen = everything(), set()
    for url in urls:
        for query in queries:
            address = url + (query if "?" not in url else query.replace("?", "&"))
            for fetch in (browser.client.get, browser.client.head)[: 2 if not query else 1]:
                response = fetch(address)
                seen.add(response.status_code)
                assert response.status_code < 500 and response.status_code != 403, address
                if response.streaming:
                    response.getvalue()
    assert everything() == before
    assert {200, 303, 404} <= seen
