"""The search: words, operators, one row a ticket, snippets, and documents that follow what happens."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.core import clock
from accord.core.errors import Invalid
from accord.events import timers
from accord.people.rights import access_of
from accord.tickets import (
    assigning,
    discarding,
    editing,
    indexing,
    noting,
    participating,
    receiving,
    replying,
    resolving,
    searching,
    tagging,
)
from accord.tickets.models import Message, SearchDoc, Ticket
from accord.tickets.searching import Results, search
from accord.tickets.writing import Words
from tests.tickets.crowd import EXPLAINED
from tests.tickets.test_seeing import searched
from tests.world import World


def subjects(world: World, text: str, newest: bool = True) -> list[str]:
    return [found.row.subject for found in search(access_of(world.omar), text, newest=newest).rows]


def problems(results: Results) -> list[tuple[str, str]]:
    return [(problem.key, problem.gap) for problem in results.problems]


@pytest.fixture
def desk(world: World) -> World:
    """Five tickets that the operators tell apart."""
    grinder = world.ticket("Grinder", "The grinder stops with a broken lid", tags=["warranty"])
    assigning.assign(grinder, world.ieva, by=world.omar)
    replying.reply(grinder, Words(text="Which lamp blinks?"), by=world.ieva)
    world.ticket("Arve", "Palun saatke lepingut", requester=world.elitsa, department=world.billing, language="et")
    lid = world.ticket("Lid", "Where is my lid for the pan?", tags=["warranty", "phone"])
    resolving.resolve(lid, EXPLAINED, by=world.omar)
    junk = world.ticket("Win a lid", "Free lid", requester=world.elitsa)
    discarding.mark_spam(junk, by=world.omar)
    world.ticket("Посылка", "Где моя посылка и крышка?", requester=world.elitsa, language="ru")
    return world


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lid", ["Lid", "Grinder"]),
        ("lids -pan", ["Grinder"]),
        ('"broken lid"', ["Grinder"]),
        ("leping", ["Arve"]),
        ("посылки", ["Посылка"]),
        ("lid status:spam", ["Win a lid"]),
        ("status:resolved", ["Lid"]),
        ("status:resolved,answered", ["Lid", "Grinder"]),
        ("status:waiting", ["Посылка", "Arve"]),
        ("-status:waiting", ["Win a lid", "Lid", "Grinder"]),
        ("lid status:answered", ["Grinder"]),
        ("assignee:ieva", ["Grinder"]),
        ("assignee:nobody -status:spam", ["Посылка", "Lid", "Arve"]),
        ("lid -assignee:ieva", ["Lid"]),
        ("department:billing", ["Arve"]),
        ("department:bill saatke", ["Arve"]),
        ("tag:warranty", ["Lid", "Grinder"]),
        ("tag:warranty -tag:phone", ["Grinder"]),
        ("tag:phone tag:warranty", ["Lid"]),
        ("lid tag:phone", ["Lid"]),
        ("from:hannah", ["Lid", "Grinder"]),
        ("from:hannah@example.com grinder", ["Grinder"]),
        ("from:example.com lid", ["Lid", "Grinder"]),
        ("from:hannah,elitsa", ["Посылка", "Lid", "Arve", "Grinder"]),
        ("from:ieva", ["Grinder"]),
        ("-from:hannah посылка", ["Посылка"]),
        ("from:димитрова", ["Посылка", "Arve"]),
        ("created:today", ["Посылка", "Lid", "Arve", "Grinder"]),
        ("created<today", []),
        ("created:7d lid", ["Lid", "Grinder"]),
        ("created>2030-01-01", []),
        ("updated>=2020-02-31 tag:phone", ["Lid"]),
        ("has:file", []),
        ("Hannah Whitfield lid", ["Lid", "Grinder"]),
    ],
)
def test_what_a_search_finds(desk: World, text: str, found: list[str]) -> None:
    with timezone.override(UTC), clock.running(_today):
        assert sorted(subjects(desk, text)) == sorted(found)


def _today() -> datetime:
    return datetime.now(UTC)


def test_the_newest_hit_comes_first_and_the_best_on_wish(desk: World) -> None:
    other = desk.ticket("Pots", "One word about a lid in a long text " + "about pots " * 40)
    assert subjects(desk, "lid")[0] == "Pots"
    assert subjects(desk, "lid", newest=False)[-1] == "Pots"
    replying.reply(Ticket.objects.get(subject="Grinder"), Words(text="A lid is sent."), by=desk.omar)
    assert subjects(desk, "lid") == ["Grinder", "Pots", "Lid"]
    assert other.code in searched(access_of(desk.omar), f"{other.code} lid")


def test_each_ticket_is_shown_once_over_all_pages(world: World) -> None:
    tickets = [world.ticket(f"Number {number}", "A lamp") for number in range(6)]
    for _ in range(3):
        for ticket in tickets:
            receiving.receive(ticket, Words(text="Again the lamp"), by=world.hannah, address="hannah@example.com")
    access = access_of(world.ieva)
    codes: list[str] = []
    before = ""
    while True:
        page = search(access, "lamp", before=before, limit=2)
        codes += [found.row.code for found in page.rows]
        if page.next is None:
            break
        before = page.next
    assert codes == [ticket.code for ticket in reversed(tickets)]


@pytest.mark.parametrize("text", ["lamp tag:rare", "tag:rare", "status:new tag:rare", "lamp from:elitsa"])
def test_a_rare_filter_is_looked_for_window_by_window(world: World, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "WINDOWS", (2, 3))
    rare = world.ticket("Rare", "The lamp", tags=["rare"], requester=world.elitsa)
    for number in range(12):
        world.ticket(f"Number {number}", "The lamp")
    access = access_of(world.ieva)
    first = search(access, text)
    assert [found.row.code for found in first.rows] == [] or first.next is None
    assert searched(access, text) == [rare.code]  # with `next` until there is no more


def test_words_are_marked_where_they_are(desk: World) -> None:
    (found,) = search(access_of(desk.omar), "lids pan").rows
    assert found.subject == [("Lid", True)]
    assert [piece for piece, hit in found.snippet if hit] == ["lid", "pan"]
    assert "".join(piece for piece, _ in found.snippet) == "Where is my lid for the pan?"
    assert found.message == Message.objects.get(text__startswith="Where").pk


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("status:foo lid", ("unknown_status", "foo")),
        ("assignee:zed", ("unknown_assignee", "zed")),
        ("department:zed", ("unknown_department", "zed")),
        ("tag:zed", ("unknown_tag", "zed")),
        ("code:zed", ("unknown_code", "zed")),
        ("has:zed", ("unknown_has", "zed")),
        ("colour:red", ("unknown_operator", "colour:")),
        ("created>soon", ("bad_date", "soon")),
    ],
)
def test_what_is_not_understood_is_said(desk: World, text: str, problem: tuple[str, str]) -> None:
    assert problem in problems(search(access_of(desk.omar), text))


def test_a_wrong_place_is_refused(world: World) -> None:
    for text in ("lid", "status:new"):
        with pytest.raises(Invalid):
            search(access_of(world.omar), text, before="x")


_PIECES = st.sampled_from(
    ["lid", "status:", "new", "assignee:", "me", "nobody", "-", "tag:", '"', ",", "created>", "<", "0000-12-31"]
    + ["9999d", "from:", "department:mine", " ", "has:file", "code:", "%s", "'", "from:a,b", "0d", "2026-02-31"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=8).map("".join)))
def test_no_text_breaks_the_search(desk: World, text: str) -> None:
    for person in (desk.ieva, desk.omar, desk.hannah):
        search(access_of(person), text)
        search(access_of(person), text, newest=False)


# ------------------------------------------------------------------------------------------------ the documents


def scopes(ticket: Ticket) -> list[str]:
    return list(SearchDoc.objects.filter(ticket_id=ticket.pk).order_by("pk").values_list("scope", flat=True))


def test_a_document_says_who_may_find_it(world: World) -> None:
    ticket = world.ticket()
    department, hannah, elitsa, ieva = world.support.pk, world.hannah.pk, world.elitsa.pk, world.ieva.pk
    assert scopes(ticket) == [f"d{department} p{hannah} sopen"]
    assigning.assign(ticket, world.ieva, by=world.ieva)
    participating.add(ticket, world.elitsa, "elitsa@example.com", by=world.ieva)
    noting.note(ticket, Words(text="Secret"), by=world.ieva)
    assert scopes(ticket)[1] == f"d{department} p{hannah} p{elitsa} a{ieva} sopen nint"
    participating.remove(ticket, world.elitsa, by=world.ieva)
    resolving.resolve(ticket, EXPLAINED, by=world.ieva)
    assert scopes(ticket) == [f"d{department} p{hannah} a{ieva} sdone", f"d{department} p{hannah} a{ieva} sdone nint"]
    discarding.delete(ticket, by=world.ieva)
    assert scopes(ticket)[0].endswith("sdel")


def test_a_new_subject_is_found_and_the_old_one_is_not(world: World) -> None:
    ticket = world.ticket("Zebra")
    editing.rename(ticket, "Giraffe", by=world.ieva)
    access = access_of(world.ieva)
    assert (searched(access, "zebra"), searched(access, "giraffe")) == ([], [ticket.code])


def test_what_is_deleted_for_good_is_not_found(world: World) -> None:
    ticket = world.ticket("Zebra")
    discarding.delete(ticket, by=world.tiina)
    discarding.purge(ticket, by=world.tiina)
    assert not SearchDoc.objects.exists()
    assert searched(access_of(world.tiina), "zebra status:deleted") == []


def test_a_long_ticket_is_indexed_anew_step_by_step(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    ticket = world.ticket("Zebra")
    for number in range(5):
        receiving.receive(ticket, Words(text=f"Part {number}"), by=world.hannah, address="hannah@example.com")
    ieva, tiina = access_of(world.ieva), access_of(world.tiina)
    assigning.transfer(ticket, world.billing, by=world.tiina)
    assert searched(ieva, "part") == []  # the old scope still stands in some documents, and is asked again on reading
    editing.rename(ticket, "Giraffe", by=world.tiina)
    while timers.sweep():
        pass
    assert len(set(scopes(ticket))) == 1
    assert searched(tiina, "giraffe part 4") == searched(tiina, "giraffe part 0") == [ticket.code]
    assert searched(tiina, "zebra") == []


def test_tags_are_read_from_the_tag(world: World) -> None:
    ticket = world.ticket()
    tagging.tag(ticket, "VIP", by=world.ieva)
    assert searched(access_of(world.ieva), "tag:vip") == [ticket.code]
    assert searched(access_of(world.hannah), "tag:vip") == [ticket.code]
    assert searched(access_of(world.elitsa), "tag:vip") == []
