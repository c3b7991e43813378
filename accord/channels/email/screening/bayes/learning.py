"""Learning from what agents do: spam and not spam by their word, good mail by their answer.

A chore reads the history behind a place of its own, so that no verb pays for it; place and counts move together, so
that each event counts once.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import F

from accord.channels.email.models import LearnedMail, LearningPlace, SpamWord
from accord.channels.email.screening.bayes import judging
from accord.channels.email.screening.bayes.words import words_of
from accord.core import options
from accord.events import cursors
from accord.people.system import system
from accord.tickets.happenings import MarkedNotSpam, MarkedSpam, MessageSent
from accord.tickets.models import Message, MessageKind, Ticket

BATCH = 200
MOST_WORDS = 100_000
# Good mail is everywhere: more of it than this many times the spam teaches nothing.
MOST_GOOD = 5
_PUT = (
    "INSERT INTO spam_word (word, spam, good) VALUES {places}"
    " ON CONFLICT (word) DO UPDATE SET spam = spam_word.spam + excluded.spam, good = spam_word.good + excluded.good"
)


def learn() -> int:
    """Learn from the next events; how many were read. A chore; of several workers one learns at a time."""
    if not options.get("mail.learn_spam"):
        return 0
    known = LearningPlace.objects.first()
    if known is not None and not cursors.after(cursors.kept(known.cursor), 1):
        return 0
    kinds = {MarkedSpam.key: True, MarkedNotSpam.key: False, MessageSent.key: None}
    before = judging.counted()
    with transaction.atomic():
        if not _alone():
            return 0
        place = LearningPlace.objects.first() or LearningPlace(cursor=cursors.newest())
        events = cursors.after(cursors.kept(place.cursor), BATCH)
        for _cursor, event in events:
            if event.kind not in kinds or event.ticket_id is None:
                continue
            if event.kind == MessageSent.key:
                _from_answer(event.ticket_id)
            elif event.actor_id != system().pk:  # what a program judged teaches it nothing
                _from_mark(event.ticket_id, is_spam=bool(kinds[event.kind]))
        place.cursor = events[-1][0] if events else place.cursor
        place.save()
    judging.forget()
    if judging.counted() != before:
        tidy()
    return len(events)


def _alone() -> bool:
    """Whether no other worker learns, until the end of this transaction; on SQLite there is one writer anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('accord.spam-words'))")
        return bool(cursor.fetchone()[0])


def tidy() -> int:
    """Keep the table within its bounds: words that were seen least go first, the oldest of them before others."""
    over = SpamWord.objects.count() - MOST_WORDS
    if over <= 0:
        return 0
    rare = (
        SpamWord.objects.exclude(word="")
        .order_by(F("spam") + F("good"), "id")
        .values("pk")[: over + MOST_WORDS // 10]
    )
    with transaction.atomic():
        return int(SpamWord.objects.filter(pk__in=[row["pk"] for row in rare]).delete()[0])


def learn_mail(message: Message, ticket: Ticket, *, is_spam: bool) -> None:
    """Count the words of one message, once; what it was counted for before is taken back."""
    before = LearnedMail.objects.filter(ticket_message_id=message.pk).first()
    if before is not None and before.is_spam == is_spam:
        return
    words = ["", *words_of(ticket.subject, message.text, message.html, message.author_address)]
    if before is not None:
        column = "spam" if before.is_spam else "good"
        SpamWord.objects.filter(word__in=words, **{f"{column}__gt": 0}).update(**{column: F(column) - 1})
        before.is_spam = is_spam
        before.save(update_fields=["is_spam"])
    else:
        LearnedMail.objects.create(ticket_message_id=message.pk, is_spam=is_spam)
    _count(words, is_spam=is_spam)


def _count(words: Iterable[str], *, is_spam: bool) -> None:
    rows = [
        (word, int(is_spam), int(not is_spam)) for word in sorted(words)
    ]  # sorted: two workers never cross
    with connection.cursor() as cursor:
        places = ", ".join(["(%s, %s, %s)"] * len(rows))
        cursor.execute(_PUT.format(places=places), [value for row in rows for value in row])


def _from_mark(ticket_id: int, *, is_spam: bool) -> None:
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None:
        return
    for message in Message.objects.filter(ticket=ticket, kind=MessageKind.INCOMING, channel="email").order_by(
        "id"
    )[:5]:
        learn_mail(message, ticket, is_spam=is_spam)


def _from_answer(ticket_id: int) -> None:
    """Somebody answers only what is worth it: the first mail of an answered ticket is a good one."""
    spam, good = judging.counted()
    if good > MOST_GOOD * spam + 4 * judging.FEWEST:
        return
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    first = (
        Message.objects.filter(ticket_id=ticket_id, kind=MessageKind.INCOMING, channel="email")
        .order_by("id")
        .first()
    )
    if ticket is not None and first is not None:
        learn_mail(first, ticket, is_spam=False)
