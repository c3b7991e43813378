"""One rule for who may see what: list, page, search and counters give one answer for everybody."""

import pytest

from accord.core.errors import NotFound
from accord.people.models import Person
from accord.people.rights import Access, access_of
from accord.people.system import system
from accord.tickets import assigning, counting, discarding, listing, noting, seeing
from accord.tickets.models import Ticket
from accord.tickets.searching import search
from accord.tickets.writing import Words
from tests.tickets.crowd import crowd
from tests.world import World, agent


def listed(access: Access, view: str = "all", sort: str = "") -> list[str]:
    """The codes of all pages, in order."""
    codes: list[str] = []
    after = ""
    while True:
        page = listing.page(access, view, after=after, sort=sort, limit=7)
        codes += [row.code for row in page.rows]
        if page.next is None:
            return codes
        after = page.next


def searched(access: Access, text: str) -> list[str]:
    codes: list[str] = []
    before = ""
    while True:
        results = search(access, text, before=before, limit=7)
        codes += [found.row.code for found in results.rows]
        if results.next is None:
            return codes
        before = results.next


def openable(access: Access, ticket: Ticket) -> bool:
    try:
        return seeing.find(access, ticket.code).pk == ticket.pk
    except NotFound:
        return False


@pytest.mark.parametrize("seed", [1, 2])
def test_list_page_search_and_count_agree_for_every_role(world: World, seed: int) -> None:
    tickets = crowd(world, 60, seed)
    reader = agent("Rita", reader=world.billing)
    nobody = agent("Nemo")
    elsewhere = Person.objects.get(name="Lost")
    contacts = Person.objects.filter(kind="contact")
    everybody = [world.ieva, world.tiina, world.omar, reader, nobody, elsewhere, system(), *contacts]
    several = set()
    for person in everybody:
        access = access_of(person)
        may = {ticket.code for ticket in tickets if seeing.may_see(access, Ticket.objects.get(pk=ticket.pk))}
        sql, params = seeing.scope_of(access).sql("ticket")
        assert set(Ticket.objects.extra(where=[sql], params=params).values_list("code", flat=True)) == may
        assert {ticket.code for ticket in tickets if openable(access, ticket)} == may
        assert sorted(listed(access)) == sorted(may)
        found = searched(access, "number status:new,open,answered,postponed,resolved,closed,spam,deleted")
        assert sorted(found) == sorted(may)
        by_state = [code for state in ("new", "open", "answered", "postponed", "resolved", "closed", "spam", "deleted")
                    for code in listed(access, state)]
        assert sorted(by_state) == sorted(may)
        counts = counting.counts(access)
        for view in listing.VIEWS:
            assert counts[view] == len(listed(access, view)), (person.name, view)
        several.add(len(may))
    assert len(several) > 4  # the roles differ, or this proves nothing


def test_an_agent_sees_his_departments_and_what_is_his(world: World) -> None:
    mine, theirs = world.ticket(), world.ticket(department=world.billing)
    access = access_of(world.ieva)
    assert seeing.may_see(access, mine)
    assert not seeing.may_see(access, theirs)
    Ticket.objects.filter(pk=theirs.pk).update(assignee=world.ieva)
    theirs.refresh_from_db()
    assert seeing.may_see(access, theirs)
    assert listed(access, "todo") == [mine.code, theirs.code]
    assert listed(access, f"department:{world.billing.pk}") == []


def test_a_code_is_found_in_any_spelling_and_only_by_who_may(world: World) -> None:
    ticket = world.ticket()
    assert seeing.find(access_of(world.ieva), ticket.code.lower().replace("-", "")).pk == ticket.pk
    for person, code in ((world.elitsa, ticket.code), (world.omar, "K7Q-2MF-88D"), (world.omar, "x")):
        with pytest.raises(NotFound):
            seeing.find(access_of(person), code)


def test_a_customer_finds_neither_notes_nor_deleted_tickets(world: World) -> None:
    ticket = world.ticket("Lid", "The lid broke.")
    noting.note(ticket, Words(text="He sounds like a zebra."), by=world.ieva)
    customer, colleague = access_of(world.hannah), access_of(world.ieva)
    assert searched(customer, "zebra") == []
    assert searched(colleague, "zebra") == [ticket.code]
    assert searched(customer, "lid") == [ticket.code]
    discarding.delete(ticket, by=world.ieva)
    assert searched(customer, "lid status:deleted") == []
    assert not openable(customer, ticket)
    assert searched(colleague, "lid status:deleted") == [ticket.code]


def test_who_gets_a_ticket_finds_it_at_once(world: World) -> None:
    ticket = world.ticket(department=world.billing, text="A stripe on the invoice")
    access = access_of(world.tiina)
    assert searched(access, "stripe") == [ticket.code]
    assert searched(access_of(world.ieva), "stripe") == []
    assigning.transfer(ticket, world.support, by=world.tiina)
    assert searched(access_of(world.ieva), "stripe") == [ticket.code]
