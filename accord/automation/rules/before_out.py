"""An answer leaves when the rules have done their work, where one of them waits for answers that are not yet out."""

from dataclasses import replace
from datetime import timedelta

from accord.automation.models import RuleLook
from accord.automation.rules import looking, memory
from accord.automation.triggers.messages import MessageBeforeOut
from accord.core import clock
from accord.events.delivering import Later
from accord.events.models import Delivery, Event
from accord.events.reactions import Effect
from accord.tickets.happenings import MessageSent

SOON = timedelta(seconds=1)


def after_rules(effect: Effect) -> Effect:
    """The same effect; for an answer it waits until the rules have looked, unless they have given up."""

    def run(event: Event) -> None:
        if event.kind == MessageSent.key and waits(event):
            raise Later(clock.now() + SOON, "rules")
        effect.run(event)

    return replace(effect, run=run)


def waits(event: Event) -> bool:
    """Whether a rule is still to look at this answer before it leaves."""
    if not any(MessageBeforeOut.key in rule.triggers and rule.since <= event.at for rule in memory.rules()):
        return False
    if RuleLook.objects.filter(event_id=event.pk).exists():
        return False
    return Delivery.objects.filter(event_id=event.pk, effect=looking.KEY, given_up_at__isnull=True).exists()
