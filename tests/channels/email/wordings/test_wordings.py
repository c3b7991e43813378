"""A team's own words for the mails of the desk: checked, versioned, worn by real mails, never without what is owed."""

from email import message_from_bytes

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from accord.channels.email import accounts
from accord.channels.email.drafting import Mail
from accord.channels.email.letters.blocks import Choice, Line, Link, Quote, Said, Title, Words
from accord.channels.email.models import OutgoingMail
from accord.channels.email.planning import plan
from accord.channels.email.rendering import render
from accord.channels.email.wordings import previewing, saving
from accord.channels.email.wordings.kinds import kinds
from accord.core import files
from accord.core.errors import AccordError, Invalid, Missing, NotAllowed
from accord.core.templating import UnknownVariable, check
from accord.events.models import Event
from accord.tickets import closing, replying, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.following_up import follow_up
from accord.tickets.models import Ticket
from accord.tickets.writing import Words as Written
from accord.translation.languages import LANGUAGES
from tests.world import World

SUBJECT = "Re: {ticket.subject} [#{ticket.code}]"


def mails_of(ticket: Ticket, kind: str) -> list[Mail]:
    return plan(Event.objects.filter(ticket_id=ticket.pk, kind=kind).latest("id"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_standard_words_of_each_mail_can_be_saved_and_give_the_standard_letter(
    world: World, language: str
) -> None:
    ticket = world.ticket()
    for key, kind in kinds.items():
        with override(language):
            standard = kind.standard()
        before = previewing.sample(key, ticket, language, by=world.omar)
        saving.save(key, language, standard.subject, standard.title, standard.text, by=world.omar)
        after = previewing.sample(key, ticket, language, by=world.omar)
        assert after.subject == before.subject
        plain = [" ".join(previewing.as_text(each).split()) for each in (before, after)]
        assert plain[0] == plain[1], key


def test_a_real_mail_wears_the_words_of_its_department_and_language(world: World) -> None:
    text = "Dear {contact.first_name|friend},\n\n{answer.expected}\n\n{button}\n\nYour {desk.name}"
    saving.save("received", "en", SUBJECT, "We are on it", text, by=world.omar, department=world.support)
    mail = mails_of(world.ticket(), "ticket.opened")[0]
    assert [type(each) for each in mail.letter.blocks][1:] == [Title, Line, Line, Link, Line]
    assert mail.letter.blocks[2] == Line("Dear Hannah,")
    assert (
        mail.subject.startswith("Re: Coffee grinder stops [#")
        and "We are on it" in render(mail.letter, "x")[0]
    )
    again = world.ticket(subject=f"RE: Re: Lid [#{world.ticket().code}]")
    assert mails_of(again, "ticket.opened")[0].subject == f"Re: Lid [#{again.code}]"
    other = mails_of(world.ticket(department=world.billing), "ticket.opened")[0]
    assert other.letter.blocks[1] == Title("We have your request"), "another department keeps the standard"


def test_the_question_the_dates_and_the_quote_stay_in_every_wording(world: World) -> None:
    saving.save("resolved", "en", SUBJECT, "", "Well?\n{buttons}\n{explanation}", by=world.omar)
    saving.save("closed", "en", SUBJECT, "Bye", "{what_next}\n{button}\n{closed.because}", by=world.omar)
    saving.save(
        "answer",
        "en",
        "",
        "",
        "Hi {contact.first_name},\n\n{answer}\n\nRegards\n{signature}",
        by=world.omar,
    )
    ticket = world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    blocks = mails_of(ticket, "ticket.resolved")[0].letter.blocks
    assert [type(each) for each in blocks[1:]] == [Line, Choice, Line, Line, Said, Said, Said]
    closing.close(ticket, by=world.ieva, basis="moved")
    blocks = mails_of(ticket, "ticket.closed")[0].letter.blocks
    assert blocks[1] == Title("Bye")
    words = [each.text for each in blocks if isinstance(each, Line)]
    assert "linked to this one" in words[0] and "another place" in words[1]
    other = world.ticket()
    replying.reply(other, Written("Try the red button."), by=world.ieva, resolve=ready_text("solved", "en"))
    blocks = mails_of(other, "message.sent")[0].letter.blocks
    assert [type(each) for each in blocks[:3]] == [Line, Words, Line]
    assert any(isinstance(each, Choice) for each in blocks) and isinstance(blocks[-1], Quote)


def test_a_follow_up_and_a_way_in_have_words_of_their_own(world: World) -> None:
    saving.save("followed_up", "en", SUBJECT, "", "It follows {earlier.code}.\n\n{button}", by=world.omar)
    saving.save(
        "password_reset",
        "en",
        "{desk.name}: new password",
        "",
        "Hi {contact.name}\n\n{button}",
        by=world.omar,
    )
    ticket = world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    closing.close(ticket, by=world.ieva, basis="moved")
    follow_up(ticket, Written("It is broken again."), by=world.hannah, address="hannah@example.com")
    follow = Ticket.objects.latest("id")
    assert follow.pk != ticket.pk
    assert mails_of(follow, "ticket.opened")[0].letter.blocks[1] == Line(f"It follows {ticket.code}.")
    accounts.send_account_mail(world.ieva, "password_reset", "https://desk.example.com/x")
    assert OutgoingMail.objects.latest("id").subject == "Accord: new password"


def resolved(world: World) -> Ticket:
    ticket = world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    return ticket


WRONG = [
    ("received", "Re: {ticket.subject}", "", "{button}", "The subject needs [#{ticket.code}]"),
    ("received", "", "", "{button}", "A mail needs a subject."),
    ("received", SUBJECT, "", "Thank you.", "The text needs {button}"),
    ("received", SUBJECT, "", "Look: {button} here", "stands on a line of its own"),
    ("received", SUBJECT, "", "{button}\n\n{button}", "only once"),
    ("received", SUBJECT, "", "Dear {contact.firstname},\n\n{button}", "Did you mean {contact.first_name}?"),
    ("received", SUBJECT, "{earlier.code}", "{button}", "There is no variable {earlier.code}."),
    ("resolved", SUBJECT, "", "{explanation}", "The text needs {buttons}"),
    ("resolved", SUBJECT, "", "{buttons}", "The text needs {explanation}"),
    ("answer", "", "", "{signature}", "The text needs {answer}"),
    ("one_time_code", "Code", "", "Hello", "The text needs {code}"),
    ("invitation", "Hi", "", "{button}\n\n{ticket.code}", "There is no variable {ticket.code}."),
    ("closed", SUBJECT, "", " ", "There is nothing written yet."),
]


@pytest.mark.parametrize(("key", "subject", "title", "text", "sentence"), WRONG)
def test_what_would_break_a_mail_is_refused_with_a_sentence(
    world: World, key: str, subject: str, title: str, text: str, sentence: str
) -> None:
    with pytest.raises(AccordError) as caught:
        saving.save(key, "en", subject, title, text, by=world.omar)
    assert sentence in str(caught.value)
    assert isinstance(caught.value, Invalid | Missing)


def test_versions_are_kept_and_the_standard_comes_back(world: World) -> None:
    with pytest.raises(NotAllowed):
        saving.save("received", "en", SUBJECT, "", "{button}", by=world.tiina)
    for text in ("One\n\n{button}", "One\n\n{button}", "Two\n\n{button}"):
        saving.save("received", "en", SUBJECT, "", text, by=world.omar)
    saving.back_to_standard("received", "en", by=world.omar)
    saving.back_to_standard("received", "en", by=world.omar)
    found = [(each.number, each.text[:3], each.standard) for each in saving.versions("received", "en", None)]
    assert found == [(3, "", True), (2, "Two", False), (1, "One", False)]
    assert mails_of(world.ticket(), "ticket.opened")[0].letter.blocks[1] == Title("We have your request")


def test_words_in_force_cost_no_statement_more(world: World) -> None:
    ticket = world.ticket()
    event = Event.objects.get(ticket_id=ticket.pk, kind="ticket.opened")
    plan(event)
    with CaptureQueriesContext(
        connection,
    ) as before:
        plan(event)
    saving.save("received", "en", SUBJECT, "", "{button}\n\n{ticket.code}", by=world.omar)
    plan(event)
    with CaptureQueriesContext(connection) as after:
        plan(event)
    assert len(after) == len(before)


def test_a_sample_goes_to_oneself_and_answers_for_nobody(world: World) -> None:
    ticket = world.ticket()
    made = previewing.sample("resolved", ticket, "bg", by=world.omar)
    assert previewing.send_to_oneself("resolved", made, by=world.omar) == "omar@example.com"
    mail = OutgoingMail.objects.latest("id")
    assert (
        mail.recipients == ["omar@example.com"] and ticket.code in mail.subject and "[#" not in mail.subject
    )
    real = mails_of(resolved(world), "ticket.resolved")[0]
    assert "/answer/" in render(real.letter, "x")[0], "a real one can be answered by its link"
    assert mail.raw is not None
    sent = [part.get_payload(decode=True) for part in message_from_bytes(files.read(mail.raw)).walk()]
    bodies = [each for each in sent if isinstance(each, bytes)]
    assert len(bodies) == 2 and not any(b"/answer/" in each or b"/link/" in each for each in bodies)


def test_the_engine_names_what_it_does_not_know() -> None:
    with pytest.raises(UnknownVariable, match=r"Did you mean \{b.c\}"):
        check("{b.cc}", {"b.c"})
