"""Tags as a team keeps them: looks, names that change, joining, where one is demanded."""

import pytest

from accord.conditions.facts import Facts
from accord.conditions.groups import Groups
from accord.core import clock
from accord.core.errors import Invalid, NotAllowed, NotPossible
from accord.events import timers
from accord.events.models import Event
from accord.people.rights import access_of
from accord.people.system import system
from accord.tickets import checking, noting, replying, searching, tagging
from accord.tickets.models import Tag, TagAlias, Ticket, TicketTag
from accord.tickets.rows import run
from accord.tickets.tags import known, renaming, shaping
from accord.tickets.writing import Words
from tests.world import World


def tagged(world: World, *names: str) -> Ticket:
    ticket = world.ticket()
    for name in names:
        tagging.tag(ticket, name, by=world.ieva)
    return ticket


def tag_of(name: str) -> Tag:
    return Tag.objects.get(name=name)


def finish() -> None:
    timers.Timer.objects.update(due_at=clock.now())
    while TagAlias.objects.filter(ended_at=None).exists():
        assert timers.sweep()


def tags_now(ticket: Ticket) -> list[str]:
    ticket.refresh_from_db()
    assert sorted(ticket.ticket_tags.values_list("tag__name", flat=True)) == ticket.tag_names
    return list(ticket.tag_names)


def asks(*names: str, op: str = "any_of") -> Groups:
    return Groups.parse([[{"c": "tags", "op": op, "v": list(names)}]])


def found_by(groups: Groups) -> set[int]:
    sql, params = groups.where()
    return {row[0] for row in run(f"SELECT t.id FROM ticket t WHERE {sql}", params)}


def test_a_tag_has_a_colour_and_a_customer_sees_the_public_ones(world: World) -> None:
    tagged(world, "vip", "refund")
    shaping.change(tag_of("refund"), by=world.omar, colour="red", is_public=True)
    assert known.look("refund").colour == "red" and known.look("vip") == known.PLAIN
    assert known.public(["refund", "vip"]) == ["refund"]
    with pytest.raises(Invalid):
        shaping.change(tag_of("vip"), by=world.omar, colour="pink")
    with pytest.raises(NotAllowed):
        shaping.change(tag_of("vip"), by=world.tiina, colour="red")


def test_a_new_name_counts_everywhere_at_once(world: World) -> None:
    ticket = tagged(world, "refund", "vip")
    rule = asks("refund")  # stored before
    renaming.rename(tag_of("refund"), " Money  back ", by=world.omar)
    assert known.current("refund") == "money back"
    for _work in ("before the worker", "after it"):
        assert found_by(rule) == found_by(asks("money back")) == {ticket.pk}
        assert rule.holds(Facts(ticket)) and asks("money back", "vip", op="all_of").holds(Facts(ticket))
        assert [each.row.id for each in searching.search(access_of(world.ieva), "tag:refund").rows] == [
            ticket.pk
        ]
        assert known.currents(ticket.tag_names) == ["money back", "vip"]
        finish()
    assert tags_now(ticket) == ["money back", "vip"]
    assert rule.sentence() == asks("money back").sentence()


def test_a_renamed_ticket_is_no_other(world: World) -> None:
    ticket = tagged(world, "refund")
    ticket.refresh_from_db()
    before = (ticket.version, ticket.updated_at, Event.objects.filter(ticket_id=ticket.pk).count())
    renaming.rename(tag_of("refund"), "money back", by=world.omar)
    finish()
    ticket.refresh_from_db()
    assert (ticket.version, ticket.updated_at, Event.objects.filter(ticket_id=ticket.pk).count()) == before
    assert list(checking.problems(deep=True)) == []
    assert Event.objects.get(kind="tag.changed").data["before"] == "refund"


def test_who_writes_the_old_name_means_the_new_one(world: World) -> None:
    ticket = tagged(world, "refund")
    renaming.rename(tag_of("refund"), "money back", by=world.omar)
    tagging.tag(ticket, "Refund", by=world.ieva)  # it is there, under its old name still
    assert ticket.tag_names == ["refund"]
    other = tagged(world, "refund")
    assert other.tag_names == ["money back"]
    tagging.untag(ticket, "money back", by=world.ieva)
    finish()
    assert (tags_now(ticket), tags_now(other)) == ([], ["money back"])


def test_two_tags_become_one_and_nothing_is_lost(world: World) -> None:
    first, second, both = (
        tagged(world, "refund"),
        tagged(world, "money back"),
        tagged(world, "refund", "money back"),
    )
    rule = asks("refund")
    renaming.rename(tag_of("refund"), "money back", by=world.omar)
    everyone = {first.pk, second.pk, both.pk}
    assert found_by(rule) == found_by(asks("money back")) == everyone
    finish()
    assert found_by(rule) == found_by(asks("money back")) == everyone
    assert [tags_now(each) for each in (first, second, both)] == [["money back"]] * 3
    assert not Tag.objects.filter(name="refund").exists()
    assert Event.objects.get(kind="tag.changed").data["joined"] == "refund"


def test_a_process_that_had_not_heard_of_it_loses_nothing(world: World) -> None:
    first, late = tagged(world, "refund"), world.ticket()
    renaming.rename(tag_of("refund"), "money back", by=world.omar)
    TicketTag.objects.create(
        ticket=late, tag=Tag.objects.create(name="refund")
    )  # as it writes within two seconds
    Ticket.objects.filter(pk=late.pk).update(tag_names=["refund"])
    finish()
    assert [tags_now(each) for each in (first, late)] == [["money back"]] * 2
    assert found_by(asks("refund")) == {first.pk, late.pk} and not Tag.objects.filter(name="refund").exists()


def test_there_and_back_again(world: World) -> None:
    ticket = tagged(world, "refund")
    renaming.rename(tag_of("refund"), "money back", by=world.omar)
    with pytest.raises(NotPossible, match="still being renamed"):
        renaming.rename(tag_of("money back"), "refund", by=world.omar)
    finish()
    renaming.rename(tag_of("money back"), "refund", by=world.omar)
    finish()
    assert tags_now(ticket) == ["refund"]
    assert (known.current("money back"), known.current("refund")) == ("refund", "refund")


def test_a_renaming_goes_on_after_a_kill(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renaming, "BATCH", 2)
    tickets = [tagged(world, "refund", "vip") for _ in range(5)]
    renaming.rename(tag_of("refund"), "vip", by=world.omar)
    rewrite, done = renaming._rewrite, []

    def killed(ticket: Ticket, alias: TagAlias) -> None:
        done.append(ticket.pk)
        if len(done) == 4:
            raise OSError("killed")
        rewrite(ticket, alias)

    monkeypatch.setattr(renaming, "_rewrite", killed)
    timers.Timer.objects.update(due_at=clock.now())
    timers.sweep()
    timers.sweep()  # the second batch fails as a whole
    assert TicketTag.objects.filter(tag__name="refund").count() == 3
    monkeypatch.setattr(renaming, "_rewrite", rewrite)
    finish()
    assert [tags_now(ticket) for ticket in tickets] == [["vip"]] * 5


def test_what_the_desk_itself_needs_keeps_its_name(world: World) -> None:
    tagged(world, "keep-open", "refund")
    for before, name in (("keep-open", "stay"), ("refund", "keep-open")):
        with pytest.raises(NotPossible):
            renaming.rename(tag_of(before), name, by=world.omar)
    with pytest.raises(NotAllowed):
        renaming.rename(tag_of("refund"), "money back", by=world.tiina)


def test_only_a_ticket_with_a_tag_is_answered_where_that_is_asked(world: World) -> None:
    shaping.set_duty(world.support, True, by=world.omar)
    shaping.set_duty(world.support, True, by=world.omar)
    ticket, elsewhere = world.ticket(), world.ticket(department=world.billing)
    with pytest.raises(shaping.TagMissing):
        replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    tagging.tag(ticket, "keep-open", by=world.ieva)
    with pytest.raises(shaping.TagMissing):
        replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    noting.note(ticket, Words(text="Which tag?"), by=world.ieva)
    replying.reply(elsewhere, Words(text="Clean it."), by=world.tiina)
    replying.reply(ticket, Words(text="We look at it."), by=system())
    tagging.tag(ticket, "grinder", by=world.ieva)
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    shaping.set_duty(world.support, False, by=world.omar)
    replying.reply(world.ticket(), Words(text="Clean it."), by=world.ieva)
    assert Event.objects.filter(kind="department.tags_demanded").count() == 2
