"""Chats are kept for good, or as many days as the workspace says; the daily chore deletes what is older."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.core import clock, options
from accord.core.errors import NotFound
from accord.messaging.chats import forgetting, reading, saying
from accord.messaging.models import Chat, ChatLine, ChatMember
from accord.people import workspace
from accord.people.models import Notice
from accord.project import housekeeping
from tests.world import World

pytestmark = pytest.mark.django_db


def days_ago(days: float) -> datetime:
    return clock.now() - timedelta(days=days)


def said(world: World, days: float, *words: str) -> Chat:
    """Ieva writes these to Tiina so many days ago."""
    moment = days_ago(days)
    with clock.running(lambda: moment):
        return [saying.begin([world.tiina], each, by=world.ieva) for each in words][-1]


def texts() -> list[str]:
    return list(ChatLine.objects.order_by("id").values_list("text", flat=True))


def test_without_a_word_of_the_workspace_all_is_kept(world: World) -> None:
    said(world, 4000, "Lunch?")
    options.get("chat.used")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert forgetting.forget_old(500) == 0
    assert len(asked) == 0 and texts() == ["Lunch?"]


def test_the_chore_deletes_what_is_older_and_nothing_else(world: World) -> None:
    workspace.change("chat.kept_days", 30, by=world.omar)
    chat = said(world, 31, "One", "Two")
    said(world, 29, "Three")
    assert reading.find(world.tiina, chat.pk).unread == 3
    assert housekeeping.forget() >= 2
    assert texts() == ["Three"]
    assert reading.find(world.tiina, chat.pk).unread == 1 and reading.find(world.ieva, chat.pk).unread == 0
    assert forgetting.forget_old(500) == 0


def test_it_goes_in_small_parts_and_a_chat_without_words_with_them(world: World) -> None:
    options.put("chat.kept_days", 30)
    chat = said(world, 40, "One", "Two", "Three")
    for number in (chat.pk, chat.pk + 9):
        data = {"what": "chat", "chat": number}
        Notice.objects.create(person=world.tiina, about="chat", at=days_ago(40), data=data)
    assert [forgetting.forget_old(2), texts()] == [2, ["Three"]]
    assert Chat.objects.filter(pk=chat.pk).exists()
    assert [forgetting.forget_old(2), texts()] == [1, []]
    assert (
        not Chat.objects.exists() and not ChatMember.objects.exists() and reading.unread(world.tiina.pk) == 0
    )
    assert Notice.objects.get().data["chat"] == chat.pk + 9
    with pytest.raises(NotFound):
        saying.say(chat, "Who is there?", by=world.tiina)
    assert saying.begin([world.tiina], "Anew", by=world.ieva).pk and texts() == ["Anew"]
