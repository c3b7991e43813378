"""Panels: filled, asked within a bound, kept, and calm when the other side is not well."""

import threading

import pytest

from accord.automation.beside import asking, health, kept, known, making, troubles
from accord.automation.beside.making import Wording
from accord.automation.calls import secrets
from accord.automation.models import SidePanel
from accord.automation.variables import Source
from accord.core import outgoing_http
from accord.core.outgoing_http import LARGEST_ANSWER, Answer, Failed, Refused
from tests.automation.beside.other import ORDERS, Other
from tests.world import World


@pytest.fixture
def panel(world: World) -> SidePanel:
    secrets.keep("shop", "s3cret", by=world.omar)
    return making.make_panel(ORDERS, by=world.omar)


def test_it_is_asked_with_the_customers_data_and_its_secret(
    world: World, panel: SidePanel, other: Other
) -> None:
    outcome = asking.ask(panel, Source(world.ticket()))
    method, url, body, headers = other.asked[0]
    assert (method, body, headers["Authorization"]) == ("GET", b"", "Bearer s3cret")
    assert url == "https://shop.example.com/customers?mail=hannah%40example.com"
    assert outcome.sections[0].fields[0][1].text == "Gold" and not outcome.problem
    assert "s3cret" not in str(outcome)


def test_the_same_question_is_asked_once_until_it_is_old_or_asked_again(
    world: World, panel: SidePanel, other: Other
) -> None:
    ticket = world.ticket()
    assert asking.at_hand(panel, Source(ticket)) is None
    for each in (ticket, world.ticket("Lid")):  # another ticket of the same customer
        asking.ask(panel, Source(each))
    assert len(other.asked) == 1 and asking.at_hand(panel, Source(ticket)) is not None
    asking.ask(panel, Source(world.ticket(requester=world.elitsa)))
    asking.ask(panel, Source(ticket), again=True)
    assert len(other.asked) == 3
    making.change(panel, ORDERS, by=world.omar)
    assert asking.at_hand(panel, Source(ticket)) is None


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Failed("no route"), "unreachable"),
        (Refused("10.0.0.1 is no public address"), "not_public"),
        (Answer(401, b""), "denied"),
        (Answer(302, b""), "elsewhere"),
        (Answer(500, b"oops"), "status"),
        (Answer(200, b"{"), "unreadable"),
        (Answer(200, b"x" * LARGEST_ANSWER), "long"),
    ],
)
def test_what_is_wrong_has_a_sentence_and_a_cure(
    world: World, panel: SidePanel, other: Other, answer: Answer | Exception, problem: str
) -> None:
    other.answers = [answer]
    outcome = asking.ask(panel, Source(world.ticket()))
    assert (outcome.problem, outcome.sections) == (problem, [])
    assert "shop.example.com" in troubles.sentence_of(outcome) and troubles.cure_of(problem)
    (told,) = health.failing()
    assert (str(told.title), told.url) == (
        "The panel “Orders” beside tickets gets no answer.", f"/settings/beside/panels/{panel.pk}/",
    )  # fmt: skip
    asking.ask(panel, Source(world.ticket("Lid")))
    assert len(other.asked) == 1, "a failure is told again for a while"
    asking.ask(panel, Source(world.ticket("Jug")), again=True)
    assert list(health.failing()) == []


def test_a_customer_whom_it_does_not_know_is_no_fault(world: World, panel: SidePanel, other: Other) -> None:
    other.answers = [Answer(404, b"no such customer")]
    outcome = asking.ask(panel, Source(world.ticket()))
    assert (outcome.problem, outcome.sections) == ("", []) and not list(health.failing())


def test_a_secret_that_is_gone_asks_nobody(world: World, panel: SidePanel, other: Other) -> None:
    secrets.drop("shop", by=world.omar)
    assert asking.ask(panel, Source(world.ticket())).problem == "no_secret" and not other.asked


def test_a_system_that_never_ends_its_answer_holds_nobody_up(
    world: World, panel: SidePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = threading.Event()

    def drip(*_args: object) -> Answer:
        ends.wait(20)
        return Answer(200, b"late")

    monkeypatch.setattr(outgoing_http, "call", drip)
    monkeypatch.setattr(asking, "LIMIT_S", 0.05)
    assert asking.ask(panel, Source(world.ticket())).problem == "slow"
    for _each in range(8):  # more than may wait at once
        assert asking.ask(panel, Source(world.ticket()), again=True).problem == "slow"
    ends.set()
    for _each in range(6):  # each of them comes back
        assert asking._AT_ONCE.acquire(timeout=5)
    for _each in range(6):
        asking._AT_ONCE.release()


def test_what_is_kept_is_bounded_and_grows_old(world: World, panel: SidePanel, other: Other) -> None:
    outcome = asking.ask(panel, Source(world.ticket()))
    for number in range(100):
        kept.put((number,), outcome, 60.0, 64 << 10)
    assert kept._bytes <= kept.LARGEST and kept.get((99,)) and not kept.get((0,))
    kept.put(("never",), outcome, 0.0, 10)
    assert kept.get(("never",)) is None


def test_without_any_nothing_is_asked_of_the_database(
    world: World, django_assert_num_queries: "pytest.FixtureRequest"
) -> None:
    known.any_beside(world.support.pk)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert not known.any_beside(world.support.pk)


def test_each_department_sees_its_own_in_order(world: World, other: Other) -> None:
    first = making.make_panel(Wording("A", "https://a.example.com/"), by=world.omar)
    second = making.make_panel(
        Wording("B", "https://b.example.com/", departments=[world.billing.pk]), by=world.omar
    )
    making.make_panel(Wording("C", "https://c.example.com/", active=False), by=world.omar)
    making.order(SidePanel, [second.pk, first.pk], by=world.omar)
    assert [each.name for each in known.panels_for(world.billing.pk)] == ["B", "A"]
    assert [each.name for each in known.panels_for(world.support.pk)] == ["A"]
    making.remove(first, by=world.omar)
    making.remove(first, by=world.omar)
    assert not known.any_beside(world.support.pk)
