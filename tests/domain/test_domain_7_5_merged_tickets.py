"""DOMAIN 7.5: merged tickets."""

from datetime import timedelta
from typing import Any

import pytest

from accord.automation.trying import past
from accord.channels.email.models import OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.core import clock, files
from accord.core.errors import NotAllowed, NotPossible
from accord.core.models import StoredFile
from accord.events.delivering import deliver
from accord.events.models import Timer
from accord.messaging.inbound import survivor
from accord.people.rights import access_of
from accord.tickets import (
    checking,
    confirming,
    conversation,
    counting,
    discarding,
    merging,
    noting,
    participating,
    postponing,
    reopening,
    replying,
    resolving,
    searching,
)
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import Attachment, Merging, Message, Resolution, State, Ticket
from accord.tickets.writing import FileOf, Words
from tests.channels.email.mails import later, mail, sent, taken
from tests.world import World, kinds

pytestmark = pytest.mark.django_db


def two(desk: World, **more: Any) -> tuple[Ticket, Ticket]:
    """The ticket that goes and the one that stays."""
    source = desk.ticket(subject="The lid is loose", text="The lid rattles.", **more)
    return source, desk.ticket(subject="Coffee grinder stops")


def thread(ticket: Ticket) -> list[str]:
    return [each.message.text for each in conversation.load(ticket).said]


def well() -> None:
    assert list(checking.problems(deep=True)) == []


def test_7_5_the_source_is_closed_and_left_out_of_the_closed_counts(desk: World) -> None:
    source, into = two(desk)
    counting.forget()
    before = counting.counts(access_of(desk.ieva))
    merging.merge(source, into, by=desk.ieva)
    assert (source.state, source.merged_into_id, source.to_solve) == (State.CLOSED, into.pk, False)
    after = counting.counts(access_of(desk.ieva))
    assert (after["closed"], after["todo"]) == (before["closed"], before["todo"] - 1)
    assert (kinds(source)[-1], kinds(into)[-1]) == ("ticket.merged", "ticket.merged_here")
    well()


def test_7_5_messages_notes_and_files_are_in_the_survivors_thread(desk: World, tmp_path: Any) -> None:
    source, into = two(desk)
    stored: StoredFile = files.put(b"a picture")
    noting.note(
        source, Words(text="Ask the workshop.", files=[FileOf(stored, "lid.png", "image/png")]), by=desk.ieva
    )
    merging.merge(source, into, by=desk.ieva)
    into.refresh_from_db()
    assert thread(into) == ["The lid rattles.", "It stops after ten seconds.", "Ask the workshop."]
    assert thread(source) == [] and into.messages_count == 3
    assert Attachment.objects.get().message.ticket_id == into.pk  # type: ignore[union-attr]
    found = searching.search(access_of(desk.ieva), "rattles").rows
    assert [each.row.code for each in found] == [into.code]
    well()


def test_7_5_replies_links_and_codes_lead_to_the_survivor(desk: World) -> None:
    source, into = two(desk)
    sent(source, "ours@support.example.com")
    merging.merge(source, into, by=desk.ieva)
    row = taken(mail(In_Reply_To="<ours@support.example.com>", text="It rattles still, what now?"))
    assert (row.fate, row.ticket_id) == (Fate.APPENDED, into.pk)
    row = taken(mail(subject=f"The lid [#{source.code}]", text="It rattles even more, what now?"))
    assert (row.fate, row.ticket_id) == (Fate.APPENDED, into.pk)


def test_7_5_a_chain_leads_to_its_end_and_comes_apart_link_by_link(desk: World) -> None:
    first, second = two(desk)
    third = desk.ticket(subject="The third", text="Both of it.")
    merging.merge(first, second, by=desk.ieva)
    merging.merge(second, third, by=desk.ieva)
    found = survivor(first.pk)
    assert found is not None and found.pk == third.pk and len(thread(third)) == 3
    merging.unmerge(first, by=desk.ieva)
    assert (thread(first), len(thread(third))) == (["The lid rattles."], 2)
    merging.unmerge(second, by=desk.ieva)
    assert (thread(second), thread(third)) == (["It stops after ten seconds."], ["Both of it."])
    well()


def test_7_5_the_sources_timers_and_questions_stop_and_come_back(desk: World) -> None:
    source, into = two(desk)
    replying.reply(source, Words(text="Press it down."), by=desk.ieva)
    resolving.resolve(source, ready_text("solved", "en"), by=desk.ieva)
    asked = source.resolution_id
    merging.merge(source, into, by=desk.ieva)
    assert Resolution.objects.get(pk=asked).ended_at is not None
    with pytest.raises(confirming.OldQuestion):
        confirming.say_solved(into, voice=Voice(desk.hannah), resolution_id=asked)
    merging.unmerge(source, by=desk.ieva)
    source.refresh_from_db()
    assert (source.state, source.resolution_id) == (State.RESOLVED, asked)
    assert Resolution.objects.get(pk=asked).ended_at is None
    well()


def test_7_5_a_postponed_source_is_postponed_again_after_undo(desk: World) -> None:
    source, into = two(desk)
    until = later(days=3)()
    postponing.postpone(source, until, by=desk.ieva)
    merging.merge(source, into, by=desk.ieva)
    assert not Timer.objects.filter(subject_id=source.pk, kind="postponed").exists()
    merging.unmerge(source, by=desk.ieva)
    assert source.state == State.POSTPONED
    assert Timer.objects.get(subject_id=source.pk, kind="postponed").due_at == until
    well()


def test_7_5_a_postponement_that_ended_meanwhile_is_over_after_undo(desk: World) -> None:
    source, into = two(desk)
    postponing.postpone(source, later(days=3)(), by=desk.ieva)
    merging.merge(source, into, by=desk.ieva)
    with clock.running(later(days=4)):
        merging.unmerge(source, by=desk.ieva)
    assert source.state == State.NEW
    well()


def test_7_5_undo_restores_the_state_before(desk: World) -> None:
    source, into = two(desk)
    replying.reply(into, Words(text="Hold the button."), by=desk.ieva)
    waited = source.waiting_since
    merging.merge(source, into, by=desk.ieva)
    assert (into.state, into.waiting_since) == (State.OPEN, waited)  # whoever waited goes on waiting
    merging.unmerge(source, by=desk.ieva)
    into.refresh_from_db()
    assert (source.state, source.waiting_since, into.state) == (State.NEW, waited, State.ANSWERED)
    assert thread(source) == ["The lid rattles."] and source.merged_into_id is None
    found = searching.search(access_of(desk.ieva), "rattles").rows
    assert [each.row.code for each in found] == [source.code]
    assert (kinds(source)[-1], kinds(into)[-1]) == ("ticket.unmerged", "ticket.unmerged_here")
    well()


def test_7_5_what_was_answered_meanwhile_stays_answered(desk: World) -> None:
    source, into = two(desk)
    merging.merge(source, into, by=desk.ieva)
    replying.reply(into, Words(text="Both are on their way."), by=desk.ieva)
    merging.unmerge(source, by=desk.ieva)
    into.refresh_from_db()
    assert into.state == State.ANSWERED and thread(into)[-1] == "Both are on their way."


def test_7_5_different_requesters_are_not_shown_each_other_by_default(desk: World) -> None:
    source, into = two(desk, requester=desk.elitsa)
    sent(source, "hers@support.example.com", to="elitsa@example.com")
    merging.merge(source, into, by=desk.ieva)
    assert not participating.takes_part(into, desk.elitsa)
    assert [each.marks for each in Message.objects.filter(ticket=into).order_by("id")] == [["apart"], []]
    for person in (desk.hannah, desk.elitsa):
        assert searching.search(access_of(person), "rattles").rows == []
    row = taken(
        mail("elitsa@example.com", "Does it rattle for others too?", In_Reply_To="<hers@support.example.com>")
    )
    message = Message.objects.get(pk=row.ticket_message_id)
    assert (row.ticket_id, message.marks) == (into.pk, ["apart"])
    replying.reply(into, Words(text="Press the lid down."), by=desk.ieva, to=["elitsa@example.com"])
    merging.unmerge(source, by=desk.ieva)
    assert thread(source) == ["The lid rattles.", "Does it rattle for others too?", "Press the lid down."]
    assert not Message.objects.filter(marks__icontains="apart").exists()
    well()


def test_7_5_an_answer_to_one_side_names_nothing_of_the_other(desk: World) -> None:
    source, into = two(desk, requester=desk.elitsa)
    merging.merge(source, into, by=desk.ieva)
    replying.reply(into, Words(text="Press the lid down."), by=desk.ieva, to=["elitsa@example.com"])
    replying.reply(into, Words(text="Hold the button."), by=desk.ieva)
    deliver(10)
    hers, his = OutgoingMail.objects.order_by("id")
    assert (hers.recipients, his.recipients) == (["elitsa@example.com"], ["hannah@example.com"])
    told_her, told_him = (files.read(each.raw).decode() for each in (hers, his))  # type: ignore[arg-type]
    assert source.code in told_her and into.code not in told_her and into.subject not in told_her
    assert "hannah" not in told_her.lower()
    assert "elitsa" not in told_him.lower() and "rattles" not in told_him
    with pytest.raises(NotPossible):
        replying.reply(
            into,
            Words(text="So."),
            by=desk.ieva,
            to=["elitsa@example.com"],
            resolve=ready_text("solved", "en"),
        )


def test_7_5_shown_to_each_other_they_take_part(desk: World) -> None:
    source, into = two(desk, requester=desk.elitsa)
    merging.merge(source, into, by=desk.ieva, show_each_other=True)
    assert participating.takes_part(into, desk.elitsa)
    assert not Message.objects.filter(marks__icontains="apart").exists()
    assert searching.search(access_of(desk.elitsa), "rattles").rows
    merging.unmerge(source, by=desk.ieva)
    assert not participating.takes_part(into, desk.elitsa)
    well()


def test_7_5_only_the_survivors_requester_closes(desk: World) -> None:
    source, into = two(desk, requester=desk.elitsa)
    merging.merge(source, into, by=desk.ieva, show_each_other=True)
    resolving.resolve(into, ready_text("solved", "en"), by=desk.ieva)
    with pytest.raises(NotAllowed):
        confirming.say_solved(into, voice=Voice(desk.elitsa), resolution_id=into.resolution_id)
    confirming.say_solved(into, voice=Voice(desk.hannah), resolution_id=into.resolution_id)
    assert into.state == State.CLOSED


def test_7_5_a_merged_ticket_opens_by_undo_alone(desk: World) -> None:
    source, into = two(desk)
    merging.merge(source, into, by=desk.ieva)
    with pytest.raises(NotPossible):
        reopening.reopen(source, by=desk.tiina, reason="It came back.")
    with pytest.raises(NotPossible):
        merging.merge(into, source, by=desk.ieva)
    with pytest.raises(NotPossible):
        discarding.delete(source, by=desk.tiina)
    merging.merge(source, into, by=desk.ieva)  # again is a no-op
    assert kinds(source).count("ticket.merged") == 1


def test_7_5_who_may_merge(desk: World) -> None:
    source, into = desk.ticket(), desk.ticket(department=desk.billing)
    with pytest.raises(NotAllowed):
        merging.merge(source, into, by=desk.ieva)
    with pytest.raises(NotAllowed):
        merging.merge(source, into, by=desk.hannah)
    merging.merge(source, into, by=desk.tiina)
    with pytest.raises(NotAllowed):
        merging.unmerge(source, by=desk.hannah)
    with pytest.raises(merging.NotWithItself):
        merging.merge(into, into, by=desk.tiina)


def test_7_5_undone_both_stand_in_their_states_as_long_as_before(desk: World) -> None:
    """A condition "in this state for two days" goes on as if nobody had merged them."""
    now = clock.now()
    with clock.running(lambda: now - timedelta(days=2)):
        source, into = two(desk)
        replying.reply(into, Words(text="Clean it."), by=desk.ieva)
    stood = source.state_changed_at, into.state_changed_at
    merging.merge(source, into, by=desk.ieva)
    assert into.state == State.OPEN
    assert source.state_changed_at > stood[0] and into.state_changed_at > stood[1]
    merging.unmerge(source, by=desk.ieva)
    into.refresh_from_db()
    assert (source.state, into.state) == (State.NEW, State.ANSWERED)
    assert (source.state_changed_at, into.state_changed_at) == stood
    for ticket in (source, into):
        (life,) = past.lives([ticket.pk], clock.now())
        for moment in life.moments():
            assert moment.event.ticket_id == ticket.pk
        assert life.ticket.state_changed_at == ticket.state_changed_at
    well()


def test_7_5_merged_by_an_earlier_version_its_state_begins_anew(desk: World) -> None:
    source, into = two(desk)
    stood = source.state_changed_at
    merging.merge(source, into, by=desk.ieva)
    row = Merging.objects.get(source=source)
    row.before.pop("since")
    row.before["survivor"].pop("since")
    row.save()
    merging.unmerge(source, by=desk.ieva)
    assert source.state == State.NEW and source.state_changed_at > stood
