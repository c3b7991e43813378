"""Rules look at events: in order, once, and leave a line."""

from accord.automation.models import RuleLook, RuleRun
from accord.automation.rules import looking
from accord.events.models import Delivery, Event
from accord.people.system import system
from accord.tickets import tagging
from accord.tickets.models import Ticket
from tests.automation.rules.making import rule, term, work
from tests.automation.rules.making import tagging as tags
from tests.world import World


def test_a_rule_is_applied_when_its_conditions_hold(world: World) -> None:
    made = rule(
        world.omar, tags("vip"), on="ticket_opened", groups=[term("department", "is", world.support.pk)]
    )
    here, elsewhere = world.ticket(), world.ticket(department=world.billing)
    work()
    here.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (here.tag_names, elsewhere.tag_names) == (["vip"], [])
    tagged = Event.objects.get(ticket_id=here.pk, kind="ticket.tagged")
    assert (tagged.actor_id, tagged.data["because"]) == (system().pk, f"rule:{made.pk}")
    run = RuleRun.objects.get()
    assert (run.rule_id, run.ticket_id, run.done, run.first_event) == (made.pk, here.pk, ["done"], tagged.pk)
    verdicts = [RuleLook.objects.get(ticket_id=each.pk).verdicts for each in (here, elsewhere)]
    assert verdicts == [[[made.pk, 1, "applied", ["1"]]], [[made.pk, 1, "no", ["0"]]]]


def test_nothing_waits_where_no_rule_listens(world: World) -> None:
    rule(world.omar, tags("vip"), on="customer_said_no")
    world.ticket()
    assert not Delivery.objects.filter(effect=looking.KEY).exists()


def test_an_effect_that_is_carried_out_twice_applies_once(world: World) -> None:
    rule(world.omar, tags("vip"), on="ticket_opened")
    ticket = world.ticket()
    event = Event.objects.get(ticket_id=ticket.pk, kind="ticket.opened")
    looking.run(event)
    tagging.untag(Ticket.objects.get(pk=ticket.pk), "vip", by=world.omar)
    looking.run(event)
    ticket.refresh_from_db()
    assert (ticket.tag_names, RuleRun.objects.count(), RuleLook.objects.count()) == ([], 1, 1)
