"""Tickets that belong together: parts, incidents, mentions."""

from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.automation.mass import incidents, jobs
from accord.automation.models import MassTicket
from accord.core import ids
from accord.core.errors import AccordError, Invalid, Missing, NotAllowed, NotFound, NotPossible
from accord.events import delivering, timers
from accord.events.models import Event
from accord.people.rights import access_of
from accord.tickets import discarding, merging, noting, receiving, reopening, resolving
from accord.tickets.audiences import Audience
from accord.tickets.checklists import ticking
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.models import Resolution, State, Ticket, TicketLink
from accord.tickets.related import kin, linking, mentioning
from accord.tickets.seeing import scope_of
from accord.tickets.spending import entries, sums
from accord.tickets.writing import Words
from tests.world import World, kinds


def solve(ticket: Ticket, world: World) -> None:
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)


def work() -> None:
    """What waits for a worker."""
    while delivering.deliver(10):
        pass


def relatives(ticket: Ticket, world: World) -> kin.Kin:
    return kin.of(ticket, scope_of(access_of(world.ieva)))


def test_a_part_is_told_on_both_tickets_and_no_state_changes(world: World) -> None:
    whole, part = world.ticket("Move the café"), world.ticket("Move the oven")
    linking.link(part, whole, "child", by=world.ieva)
    linking.link(whole, part, "parent", by=world.ieva)  # the same, said from the other side
    assert TicketLink.objects.count() == 1
    assert [each.code for each in relatives(whole, world).children] == [part.code]
    assert [each.code for each in relatives(part, world).parent] == [whole.code]
    assert kinds(whole)[-1] == kinds(part)[-1] == "ticket.linked"
    roles = dict(Event.objects.filter(kind="ticket.linked").values_list("ticket_id", "data__role"))
    assert roles == {whole.pk: "parent", part.pk: "child"}
    assert Ticket.objects.filter(state=State.NEW).count() == 2


def test_parting_is_told_too(world: World) -> None:
    one, other = world.ticket(), world.ticket()
    linking.link(one, other, "related", by=world.ieva)
    linking.unlink(other, one, "related", by=world.ieva)
    linking.unlink(other, one, "related", by=world.ieva)
    assert not TicketLink.objects.exists()
    assert kinds(one).count("ticket.unlinked") == kinds(other).count("ticket.unlinked") == 1


def test_no_ticket_is_part_of_itself(world: World) -> None:
    top, middle, low = (world.ticket() for _ in range(3))
    linking.link(middle, top, "child", by=world.ieva)
    linking.link(low, middle, "child", by=world.ieva)
    with pytest.raises(linking.LinkInCircle):
        linking.link(top, low, "child", by=world.ieva)
    with pytest.raises(Invalid):
        linking.link(top, top, "child", by=world.ieva)
    with pytest.raises(linking.LinkedElsewhere, match=middle.code):
        linking.link(low, top, "child", by=world.ieva)


def test_whatever_is_tried_parts_make_no_circle(world: World) -> None:
    tickets, chance = [world.ticket() for _ in range(6)], Random(7)
    for _try in range(60):
        child, parent = chance.choice(tickets), chance.choice(tickets)
        try:
            linking.link(child, parent, "child", by=world.ieva)
        except AccordError:
            if chance.random() < 0.3:
                linking.unlink(child, parent, "child", by=world.ieva)
        above = dict(TicketLink.objects.values_list("source_id", "target_id"))
        for at in list(above):
            way = []
            while at in above:
                assert at not in way
                way.append(at)
                at = above[at]
    assert len(above) >= 3


def test_a_problem_is_no_incident(world: World) -> None:
    problem, incident, third = (world.ticket() for _ in range(3))
    linking.link(incident, problem, "incident", by=world.ieva)
    with pytest.raises(NotPossible, match=incident.code):
        linking.link(third, incident, "incident", by=world.ieva)
    with pytest.raises(NotPossible, match=problem.code):
        linking.link(problem, third, "incident", by=world.ieva)


def test_what_one_may_not_see_is_not_linked_nor_told(world: World) -> None:
    mine, secret = world.ticket("Mine"), world.ticket("Payroll", department=world.billing)
    with pytest.raises(NotFound):
        linking.link(mine, secret, "related", by=world.ieva)
    linking.link(mine, secret, "related", by=world.omar)
    (shown,) = relatives(mine, world).related
    assert (shown.code, shown.subject, shown.seen) == (secret.code, "", False)
    with pytest.raises(NotAllowed):
        linking.link(secret, mine, "child", by=world.ieva)


def test_a_closed_ticket_is_not_linked(world: World) -> None:
    closed, other = world.ticket(), world.ticket()
    merging.merge(closed, world.ticket(), by=world.ieva)
    for one, two in ((closed, other), (other, closed)):
        with pytest.raises(NotPossible):
            linking.link(one, two, "related", by=world.ieva)


# ------------------------------------------------------------------------------------------------ all parts are done


def test_the_parent_is_told_once_when_all_parts_are_done(world: World) -> None:
    whole, parts = world.ticket("Move the café", assignee=world.ieva), [world.ticket() for _ in range(2)]
    for part in parts:
        linking.link(part, whole, "child", by=world.ieva)
    solve(parts[0], world)
    work()
    assert "ticket.children_done" not in kinds(whole)
    solve(parts[1], world)
    work()
    work()
    assert kinds(whole).count("ticket.children_done") == 1
    told = Event.objects.get(kind="agents.notified", ticket_id=whole.pk)
    assert told.data["people"] == [world.ieva.pk] and told.data["because"] == "children_done"


def test_a_part_that_opens_again_is_told_anew_when_it_is_done(world: World) -> None:
    whole, part = world.ticket(), world.ticket()
    linking.link(part, whole, "child", by=world.ieva)
    solve(part, world)
    work()
    reopening.reopen(part, by=world.ieva)
    work()
    solve(part, world)
    work()
    assert kinds(whole).count("ticket.children_done") == 2


def test_taking_the_last_open_part_out_is_told(world: World) -> None:
    whole, done, left = world.ticket(), world.ticket(), world.ticket()
    linking.link(done, whole, "child", by=world.ieva)
    linking.link(left, whole, "child", by=world.ieva)
    solve(done, world)
    linking.unlink(whole, left, "parent", by=world.ieva)
    work()
    assert kinds(whole).count("ticket.children_done") == 1


def test_a_parent_that_has_ended_is_left_alone(world: World) -> None:
    whole, part = world.ticket(), world.ticket()
    linking.link(part, whole, "child", by=world.ieva)
    discarding.delete(whole, by=world.ieva)
    solve(part, world)
    work()
    assert "ticket.children_done" not in kinds(whole)


def test_what_hangs_on_a_merged_ticket_hangs_on_the_survivor(world: World) -> None:
    source, into, part = world.ticket(), world.ticket(), world.ticket("The oven")
    linking.link(part, source, "child", by=world.ieva)
    entries.spend(source, 300, by=world.ieva)
    (item,) = ticking.add(source, [{"text": "Seal it", "must": True}], by=world.ieva)
    merging.merge(source, into, by=world.ieva)
    assert [(each.subject, each.own) for each in relatives(into, world).children] == [("The oven", False)]
    assert sums.on(into).seconds == 300
    with pytest.raises(ticking.NotAllDone):
        solve(into, world)
    ticking.tick(into, item.pk, by=world.ieva)
    solve(part, world)
    work()
    assert kinds(into).count("ticket.children_done") == 1
    merging.unmerge(source, by=world.ieva)
    assert not relatives(into, world).children and sums.on(into).seconds == 0
    assert [each.code for each in relatives(source, world).children] == [part.code]


# ------------------------------------------------------------------------------------------------ problem, incidents


def test_one_text_resolves_all_open_incidents_of_a_problem(world: World) -> None:
    problem = world.ticket("The pump breaks")
    mine = [world.ticket(requester=each) for each in (world.hannah, world.elitsa)]
    ended, elsewhere = world.ticket(), world.ticket(department=world.billing)
    for each in (*mine, ended, elsewhere):
        linking.link(each, problem, "incident", by=world.omar)
    solve(ended, world)
    solve(problem, world)
    said = Explanation("solved", "We sent a new pump.", "The old one was weak.", "It comes on Monday.")
    job = incidents.resolve(problem, said, by=world.ieva)
    timers.sweep()
    job.refresh_from_db()
    assert (job.state, job.total, job.done_count) == ("done", 2, 2)
    texts = set(Resolution.objects.filter(ticket__in=mine).values_list("what", "why", "next"))
    assert texts == {("We sent a new pump.", "The old one was weak.", "It comes on Monday.")}
    elsewhere.refresh_from_db()
    assert elsewhere.state == State.NEW  # she may not see it
    assert kinds(problem)[-1] == "problem.incidents_resolving"
    with pytest.raises(Missing):
        incidents.resolve(problem, said, by=world.ieva)
    jobs.undo(job, by=world.ieva)
    timers.sweep()
    assert set(Ticket.objects.filter(pk__in=[each.pk for each in mine]).values_list("state", flat=True)) == {
        "open"
    }
    assert MassTicket.objects.filter(job=job, outcome="undone").count() == 2


# -------------------------------------------------------------------------------------------------------- mentions


def test_a_code_in_a_note_links_the_two(world: World) -> None:
    here, there = world.ticket("Here"), world.ticket("There")
    note = noting.note(
        here, Words(text=f"The same as {there.code.lower()}, see ({there.code})."), by=world.ieva
    )
    noting.note(here, Words(text=f"And again {there.code}."), by=world.ieva)
    (link,) = relatives(there, world).mentioned_in
    assert (link.code, link.message) == (here.code, note.pk)
    assert [each.code for each in relatives(here, world).mentions] == [there.code]
    assert kinds(there).count("ticket.mentioned") == 1
    assert not Event.objects.get(kind="ticket.mentioned").public


def test_a_note_for_a_chosen_audience_links_nothing(world: World) -> None:
    here, there = world.ticket(), world.ticket()
    noting.note(here, Words(text=there.code), by=world.ieva, audience=Audience(frozenset({world.ieva.pk})))
    assert not TicketLink.objects.exists() and "ticket.mentioned" not in kinds(there)


def test_a_customer_mentions_only_what_is_his(world: World) -> None:
    his, anothers, here = world.ticket(), world.ticket(requester=world.elitsa), world.ticket()
    words = Words(text=f"As in {his.code} and {anothers.code}, and {here.code}.")
    receiving.receive(here, words, by=world.hannah, address="hannah@example.com")
    assert [each.code for each in relatives(here, world).mentions] == [his.code]


def test_a_first_message_mentions_too(world: World) -> None:
    before = world.ticket()
    after = world.ticket("Again", f"It is like {before.code}")
    assert [each.code for each in relatives(before, world).mentioned_in] == [after.code]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    numbers=st.lists(st.integers(0, 31**8 - 1), max_size=14),
    glue=st.sampled_from([" ", ", ", "\n", ") (", "#"]),
)
def test_every_code_in_a_text_is_found_once(numbers: list[int], glue: str) -> None:
    codes = list(dict.fromkeys(ids.code_from(number) for number in numbers))
    assert mentioning.codes_in(glue.join([*codes, *codes])) == codes[: mentioning.MOST]


@pytest.mark.parametrize(
    "text", ["", "555-123-4567", "AAA-AAA-AAB", "xK7Q-2MF-88D", "2222-222-222", "a" * 200_000]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert mentioning.codes_in(text) == []


def test_a_mention_is_part_of_the_message_s_transaction(world: World) -> None:
    here, there = world.ticket(), world.ticket()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        noting.note(here, Words(text=there.code), by=world.ieva)
        raise ZeroDivisionError
    assert not TicketLink.objects.exists()


def test_words_that_are_gone_for_good_mention_nothing(world: World) -> None:
    here, there = world.ticket(), world.ticket()
    noting.note(here, Words(text=there.code), by=world.tiina)
    discarding.delete(here, by=world.tiina)
    discarding.purge(here, by=world.tiina)
    assert not relatives(there, world).mentioned_in
