"""The sample desk: its stories are read, told by the verbs, and leave a sound workspace in six languages."""

import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.automation.models import Macro, Rule
from accord.channels.email.models import IncomingMail, OutgoingMail
from accord.conditions.groups import Groups
from accord.events.models import Delivery
from accord.people.models import Address, Person
from accord.project.commands.demo import _welcome
from accord.project.sample import making, signing_in
from accord.project.sample.enclosures import content_of
from accord.project.sample.people import AGENTS, CONTACTS
from accord.project.sample.reading import BadStory, read, stories
from accord.project.sample.telling import AGENTS_VERBS, steps_of
from accord.sla.models import Level
from accord.tickets import checking
from accord.tickets.models import Attachment, Message, State, Ticket, TicketTag
from accord.views.models import SavedView

LANGUAGES = {"en", "bg", "et", "lv", "ru", "sl"}
STORY = """# a remark
=== hannah > support, 2.5 days ago
Subject: A lid
--- writes files=lid.png quoting
One line
that flows on, because these lines are longer than a signature's would be.

Hannah
--- +1.5 ieva resolves solved
what
|
why
|
next
"""


def test_a_story_is_read() -> None:
    [story] = read(STORY, "en")
    assert (story.contact, story.mailbox, story.days_ago, story.subject) == ("hannah", "support", 2.5, "A lid")
    writes, resolves = story.steps
    assert (writes.who, writes.verb, writes.at, writes.files()) == ("hannah", "writes", 0.0, ["lid.png"])
    assert writes.has("quoting") and not writes.has("auto")
    assert writes.text.split("\n\n")[1] == "Hannah" and "line that" in writes.text
    assert (resolves.who, resolves.verb, resolves.arguments, resolves.at) == ("ieva", "resolves", "solved", 1.5)
    assert resolves.parts == ["what", "why", "next"]


@pytest.mark.parametrize("wrong", ["=== nobody\n", "words before any story\n", STORY + "--- +x ieva takes\n--- \n"])
def test_a_story_that_breaks_the_format_is_refused(wrong: str) -> None:
    with pytest.raises(BadStory, match="en, line"):
        read(wrong, "en")


@given(st.text(max_size=300))
def test_reading_gives_stories_or_says_where_it_stopped(text: str) -> None:
    try:
        assert all(story.steps or story.subject or story.contact for story in read(text, "en"))
    except BadStory as problem:
        assert "line" in str(problem)


def test_there_are_seven_stories_in_each_language_and_all_can_be_told() -> None:
    per_language = Counter(story.language for story in stories())
    assert set(per_language) == LANGUAGES and min(per_language.values()) >= 7
    agents = {agent.key for agent in AGENTS}
    for story in stories():
        assert story.subject and story.contact in CONTACTS, story.subject
        for step in story.steps:
            if step.verb in AGENTS_VERBS or step.verb == "phones":
                assert step.who in agents, (story.subject, step.who)
            else:
                assert step.verb in {"writes", "yes", "no"}, (story.subject, step.verb)


@pytest.mark.django_db
def test_the_sample_is_a_sound_workspace(tmp_path: Path, settings: Any) -> None:
    settings.DEMO = True
    heard: list[int] = []
    making.make(tmp_path, lambda done, of: heard.append(done))
    assert heard[-1] == steps_of(stories())
    states = set(Ticket.objects.values_list("state", flat=True))
    assert states == set(State.values) - {State.CHATTING, State.CALLING}
    assert set(Ticket.objects.values_list("language", flat=True)) == LANGUAGES
    assert Ticket.objects.filter(follow_up_of__isnull=False).exists()
    assert Ticket.objects.filter(closed_by_customer=True).exists()
    assert TicketTag.objects.exists() and Attachment.objects.exists()
    assert Message.objects.exclude(quoted="").exists() and Message.objects.filter(kind="note").exists()
    assert sorted(Rule.objects.values_list("active", flat=True)) == [False, True, True]
    assert Macro.objects.exists() and SavedView.objects.exists() and Level.objects.filter(is_on=True).exists()
    assert all(Groups.parse(each).problems() == [] for each in SavedView.objects.values_list("groups", flat=True))
    assert not Delivery.objects.exists()
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"kept"}
    assert {"opened", "appended", "follow-up", "automatic"} == set(IncomingMail.objects.values_list("fate", flat=True))
    assert list(checking.problems(deep=True)) == []
    known = signing_in.read(tmp_path)
    assert len(known) == len(AGENTS) and (tmp_path / signing_in.NOTE).stat().st_mode & 0o077 == 0
    for each in known:
        assert Person.objects.get(email=each.address).check_password(each.password)
    for address in Address.objects.values_list("email", flat=True):
        assert address.rpartition("@")[2].endswith(("example.com", "example.org")), address
    with pytest.raises(making.NotEmpty):
        making.make(tmp_path, lambda done, of: None)


def test_enclosures_are_real_files() -> None:
    picture, document = content_of("lid.png"), content_of("receipt.pdf")
    assert picture == content_of("lid.png")
    assert len({content_of(f"{number}.png") for number in range(20)}) > 1
    start = picture.index(b"IDAT")
    size = int.from_bytes(picture[start - 4 : start], "big")
    assert len(zlib.decompress(picture[start + 4 : start + 4 + size])) == 160 * (160 * 3 + 1)
    xref = int(document.split(b"startxref\n")[1].split(b"\n")[0])
    assert document[xref : xref + 4] == b"xref" and document.endswith(b"%%EOF\n")


def test_the_welcome_tells_where_and_how() -> None:
    who = signing_in.SignIn("owner", "Oskar Lindgren", "en", "oskar@example.com", "cup-jug-pot-123")
    said = _welcome([who], "http://127.0.0.1:8000", 2525)
    for part in ("http://127.0.0.1:8000/outbox/", "oskar@example.com", "cup-jug-pot-123", "smtp://127.0.0.1:2525"):
        assert part in said
