"""Chats are kept for good unless the workspace says for how long: then older words go, and chats without words."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.messaging.models import Chat, ChatLine, ChatMember
from accord.messaging.notices.abouts import CHAT
from accord.people.models import Notice

KEPT = "chat.kept_days"

options.define(
    KEPT,
    0,
    _("How long chats between agents are kept, in days"),
    _("Older words are deleted for good. 0: they are kept."),
)


def forget_old(most: int) -> int:
    """Delete the oldest words that are too old, `most` at once; how many were. No statement where all is kept.

    They are read in the order in which they were written: `at` has no index.
    """
    days = int(options.get(KEPT))
    if not days or not options.get("chat.used"):
        return 0
    old = clock.now() - timedelta(days=days)
    oldest = ChatLine.objects.order_by("id").values_list("id", "chat_id", "at")[:most]
    going = [(number, chat) for number, chat, at in oldest if at < old]
    if going:
        with transaction.atomic():
            chats = sorted({chat for _number, chat in going})
            list(Chat.objects.select_for_update().filter(pk__in=chats).order_by("pk"))  # nobody writes there meanwhile
            ChatLine.objects.filter(pk__in=[number for number, _chat in going]).delete()
            _tidy(chats, old)
    return len(going)


def _tidy(chats: Collection[int], old: datetime) -> None:
    """A chat without words goes, with the news that lead to it; of another nobody has more unread than there is."""
    left = set(ChatLine.objects.filter(chat_id__in=chats).values_list("chat_id", flat=True).distinct())
    gone = sorted(set(chats) - left)
    Chat.objects.filter(pk__in=gone).delete()
    Notice.objects.filter(at__lt=old, about=CHAT, data__chat__in=gone).delete()
    for member in ChatMember.objects.filter(chat_id__in=left, unread__gt=0):
        others = ChatLine.objects.filter(chat_id=member.chat_id).exclude(by_id=member.person_id)
        there = others.order_by()[: member.unread].count()
        if there < member.unread:
            ChatMember.objects.filter(pk=member.pk).update(unread=there)
