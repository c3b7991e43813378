"""What is done with a ticket: made by POST, undone by DELETE, as the pages do it."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.tickets import confirming
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import Ticket
from tests.web.api.caller import Caller
from tests.world import World, kinds

PARTS = {"what": "We changed the switch.", "why": "It was worn.", "next": "Tell us if it stops again."}


def at(ticket: Ticket, rest: str) -> str:
    return f"/tickets/{ticket.code}/{rest}"


def test_resolved_and_opened_again(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    got = ieva.post(at(ticket, "resolution"), {"reason": "solved", **PARTS})
    assert (got.status, got["state"]) == (200, "resolved")
    standing = got["resolution"]
    assert {part: standing[part] for part in PARTS} == PARTS
    assert (standing["reason"], standing["by"], standing["answer"]) == ("solved", world.ieva.pk, "")
    assert ieva.post(at(ticket, "resolution"), {"reason": "solved", **PARTS}).status == 200
    again = ieva.delete(at(ticket, "resolution"))
    assert (again["state"], again["resolution"], again["resolved_at"]) == ("open", None, None)
    assert kinds(ticket) == ["ticket.opened", "ticket.resolved", "ticket.reopened"]


def test_the_owed_explanation_is_whole_or_ready(world: World, ieva: Caller) -> None:
    ticket = world.ticket(requester=world.elitsa, language="bg")
    missing = ieva.post(at(ticket, "resolution"), {"reason": "solved", "what": "Done."})
    assert (missing.status, missing.key, missing.fields) == (422, "missing", {"why": "missing"})
    assert ieva.post(at(ticket, "resolution"), {"reason": "no_reason"}).status == 422
    assert ieva.post(at(ticket, "resolution"), {"reason": "solved", "silent": True}).key == "not_allowed"
    got = ieva.post(at(ticket, "resolution"), {"reason": "moved", "ready": True, "next": "Call us."})
    ready = ready_text("moved", "bg")
    assert (got["resolution"]["what"], got["resolution"]["next"]) == (ready.what, "Call us.")


def test_closed_only_when_resolved_and_with_a_basis(world: World, ieva: Caller, tiina: Caller) -> None:
    ticket = world.ticket()
    early = ieva.post(at(ticket, "closure"), {"basis": "moved"})
    assert (early.status, early.key) == (409, "not_resolved_yet")
    ieva.post(at(ticket, "resolution"), {"reason": "solved", "ready": True})
    assert ieva.post(at(ticket, "closure"), {"basis": "customer_said_so"}).fields == {"how": "missing"}
    assert ieva.delete(at(ticket, "closure")).status == 409
    got = ieva.post(at(ticket, "closure"), {"basis": "customer_said_so", "how": "By phone."})
    assert (got["state"], got["closed_by_customer"]) == ("closed", False)
    assert ieva.post(at(ticket, "notes"), {"text": "Too late."}).key == "not_possible"
    assert ieva.delete(at(ticket, "closure") + "?reason=It+came+back").status == 403
    assert tiina.delete(at(ticket, "closure")).fields == {"reason": "missing"}
    opened = tiina.delete(at(ticket, "closure") + "?reason=It+came+back")
    assert (opened["state"], opened["closed_at"]) == ("open", None)


def test_the_customers_answer_is_told(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    ieva.post(at(ticket, "resolution"), {"reason": "solved", "ready": True})
    confirming.say_solved(ticket, voice=Voice(world.hannah))
    got = ieva.get(f"/tickets/{ticket.code}")
    assert (got["state"], got["closed_by_customer"], got["resolution"]["answer"]) == ("closed", True, "yes")


def test_postponed_and_brought_back(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    until = clock.now() + timedelta(days=3)
    body = {"until": until.isoformat(), "explanation": {"reason": "takes_longer", **PARTS}, "stay": True}
    got = ieva.post(at(ticket, "postponement"), body)
    assert got["state"] == "postponed"
    assert {name: got["postponement"][name] for name in ("reason", "stay", "told")} == {
        "reason": "takes_longer", "stay": True, "told": True,
    }  # fmt: skip
    assert kinds(ticket)[-2:] == ["ticket.postponed", "message.sent"]
    back = ieva.delete(at(ticket, "postponement"))
    assert (back["state"], back["postponement"]) == ("open", None)


@pytest.mark.parametrize("until", ["2020-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2027-01-01T00:00:00", "soon", 5e30])
def test_a_pause_ends_at_a_moment_in_the_coming_year(world: World, ieva: Caller, until: object) -> None:
    ticket = world.ticket()
    got = ieva.post(at(ticket, "postponement"), {"until": until})
    assert got.status == 422
    assert set(got.fields) <= {"until", "body.until"}
    assert kinds(ticket) == ["ticket.opened"]


def test_assigned_by_me_address_or_id_and_given_back(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    assert ieva.post(at(ticket, "assignment"), {"agent": "me"})["assignee"]["id"] == world.ieva.pk
    assert ieva.post(at(ticket, "assignment"), {"agent": "Tiina@example.com"})["assignee"]["name"] == "Tiina"
    assert ieva.post(at(ticket, "assignment"), {"agent": str(world.ieva.pk)})["assignee"]["name"] == "Ieva"
    assert ieva.delete(at(ticket, "assignment"))["assignee"] is None
    for nobody in ("hannah@example.com", str(world.hannah.pk), "999", "9" * 40, "nul\0@example.com", "²"):
        assert ieva.post(at(ticket, "assignment"), {"agent": nobody}).status == 422
    assert kinds(ticket) == ["ticket.opened", *["ticket.assigned"] * 4]


def test_tags_come_and_go_together(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    assert ieva.post(at(ticket, "tags"), {"tags": ["VIP", "refund", "vip"]})["tags"] == ["refund", "vip"]
    assert ieva.post(at(ticket, "tags"), {"tags": ["new", " , "]}).status == 422
    assert ieva.post(at(ticket, "tags"), {"tags": []}).status == 422
    assert ieva.delete(at(ticket, "tags") + "?tag=refund&tag=absent")["tags"] == ["vip"]
    assert ieva.delete(at(ticket, "tags")).fields == {"query.tag": "missing"}


def test_merged_and_taken_out_again(world: World, ieva: Caller) -> None:
    source, into, away = world.ticket(), world.ticket(), world.ticket(department=world.billing)
    got = ieva.post(at(source, "merge"), {"into": into.code.lower()})
    assert (got.status, got["state"], got["merged_into"]) == (200, "closed", into.code)
    assert len(ieva.get(at(into, "messages"))["messages"]) == 2
    assert ieva.post(at(source, "merge"), {"into": into.code}).status == 200
    assert ieva.post(at(into, "merge"), {"into": source.code}).key == "not_with_itself"
    assert ieva.post(at(into, "merge"), {"into": away.code}).fields == {"into": "invalid"}
    back = ieva.delete(at(source, "merge"))
    assert (back["state"], back["merged_into"]) == ("new", None)


def test_spam_and_deletion_go_back_to_the_state_before(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    assert ieva.post(at(ticket, "spam"))["state"] == "spam"
    assert ieva.post(at(ticket, "deletion"))["state"] == "deleted"
    assert ieva.delete(at(ticket, "deletion"))["state"] == "spam"
    assert ieva.delete(at(ticket, "spam"))["state"] == "new"


def test_the_verbs_keep_to_the_rights_of_the_tokens_person(world: World) -> None:
    from accord.people.models import Membership

    Membership.objects.filter(person=world.ieva).update(level="reader")
    reader, ticket = Caller(world.ieva), world.ticket()
    assert reader.get(f"/tickets/{ticket.code}").status == 200
    for path, body in (
        ("resolution", {"reason": "solved", "ready": True}), ("notes", {"text": "x"}), ("messages", {"text": "x"}),
        ("spam", None), ("deletion", None), ("tags", {"tags": ["x"]}), ("assignment", {"agent": "me"}),
    ):  # fmt: skip
        got = reader.post(at(ticket, path), body)
        assert (got.status, got.key) == (403, "not_allowed")
    assert kinds(ticket) == ["ticket.opened"]
