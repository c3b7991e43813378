"""What reacts to which event. These lists are all there is: nothing else reacts to anything.

IN_TRANSACTION runs inside the transaction of the change, in this order, on the database only. AFTER_COMMIT is carried
out by a worker, at least once. TIMERS says what a due timer does. CHORES is what a worker does over and over.
"""

from functools import partial

from accord.automation import forgetting
from accord.automation.calls import calling
from accord.automation.calls import purging as calls_purged
from accord.automation.macros import applying
from accord.automation.mass import jobs
from accord.automation.rules import before_out, breaking, looking
from accord.automation.time_rules import firing, older, pace, planning, replanning
from accord.automation.trying import working as trying
from accord.channels.email import accounts, intake, keeping_watch, mailboxes, notices
from accord.channels.email import purging as mails_purged
from accord.channels.email.fetching import supervising as fetching
from accord.channels.email.screening.bayes import learning
from accord.channels.email.wordings import previewing
from accord.core import letting_go
from accord.events import delivering, overdue, reactions, timers
from accord.events.reactions import Effect, Reaction
from accord.messaging import outbound
from accord.messaging.notices import bundling, giving
from accord.messaging.notices.pushing import sending as pushing
from accord.people import finding
from accord.project import housekeeping
from accord.project.working import Chore
from accord.queue import days, handing_back, handing_out, sorting
from accord.queue import rules as hand_outs
from accord.sla import applying as sla_ranks
from accord.sla import catching_up as sla_round
from accord.sla import foreseeing, over, recounting, setting_hours
from accord.sla import reacting as sla
from accord.sla import stepping as sla_steps
from accord.sla.lateness import climbing
from accord.tickets import answered_at, asking, indexing, leaving, lifecycle, pausing, postponing, waiting
from accord.tickets import watching as watchers
from accord.tickets.later import kept
from accord.tickets.later import sending as later
from accord.tickets.related import parts
from accord.tickets.silence import catching_up, pulse, reacting, stepping, watching
from accord.tickets.tags import renaming
from accord.transfer import erasures

IN_TRANSACTION: list[Reaction] = [
    Reaction(indexing.keep),
    Reaction(reacting.react),
    Reaction(sla.react),
    Reaction(planning.react),
    Reaction(asking.react),
    Reaction(climbing.react),
    days.REACTION,
    watchers.REACTION,
    leaving.REACTION,
    answered_at.REACTION,
    finding.REACTION,
    mails_purged.REACTION,
    calls_purged.REACTION,
]

AFTER_COMMIT: list[Effect] = [
    looking.effect(),
    before_out.after_rules(outbound.EFFECT),
    accounts.EFFECT,
    previewing.EFFECT,
    giving.effect(),
    notices.EFFECT,
    pushing.EFFECT,
    mailboxes.PUBLISH,
    erasures.EFFECT,
    mails_purged.EFFECT,
    handing_out.EFFECT,
    handing_back.EFFECT,
    parts.effect(),
]

TIMERS: dict[str, timers.Handler] = {
    pausing.TIMER: postponing.time_is_up,
    indexing.TIMER: indexing.go_on,
    leaving.TIMER: leaving.go_on,
    watching.TIMER: stepping.time_is_up,
    catching_up.TIMER: catching_up.go_on,
    planning.TIMER: firing.time_is_up,
    older.TIMER: older.go_on,
    replanning.TIMER: replanning.go_on,
    sla_steps.TIMER: sla_steps.try_again,
    climbing.TIMER: climbing.time_is_up,
    setting_hours.TIMER: setting_hours.renew,
    sla_round.TIMER: sla_round.go_on,
    recounting.TIMER: recounting.go_on,
    hand_outs.TIMER: handing_out.time_is_up,
    jobs.TIMER: jobs.go_on,
    later.TIMER: later.time_is_up,
    renaming.TIMER: renaming.go_on,
    bundling.TIMER: bundling.time_is_up,
    bundling.LATE_TIMER: bundling.wait_is_over,
}

# These tell nobody anything: see events.outgoing.
QUIET_TIMERS = {
    pausing.TIMER,
    indexing.TIMER,
    leaving.TIMER,
    setting_hours.TIMER,
    sla_round.TIMER,
    recounting.TIMER,
    renaming.TIMER,
}

CHORES: list[Chore] = [
    Chore("mail", intake.take, idle_seconds=1.0, rest=intake.rest),
    Chore(
        "deliveries",
        partial(delivering.deliver, 10),
        idle_seconds=1.0,
        on_commit=True,
        gives_way_to="mail",
        gives_way_to_writers=True,
        in_arrears=delivering.in_arrears,
    ),
    Chore("calls", calling.carry_out, idle_seconds=1.0),
    Chore("fetching", fetching.look, idle_seconds=fetching.EVERY_S, farewell=fetching.farewell),
    Chore("timers", timers.sweep, idle_seconds=1.0),
    Chore("clocks", sla_steps.sweep, idle_seconds=1.0),
    Chore("silence", pulse.beat, idle_seconds=pulse.EVERY_S),
    Chore("time rules", pace.beat, idle_seconds=pulse.EVERY_S),
    Chore("rules", breaking.look_at_all, idle_seconds=60.0, can_wait=True),
    Chore("old looks", forgetting.forget, idle_seconds=600.0, can_wait=True),
    Chore("tries", trying.work, idle_seconds=1.0, gives_way_to="mail", gives_way_to_writers=True),
    Chore("spam words", learning.learn, idle_seconds=30.0, gives_way_to="mail", can_wait=True),
    Chore("watch", keeping_watch.look, idle_seconds=60.0, can_wait=True),
    Chore("index", housekeeping.tidy_index, idle_seconds=300.0, can_wait=True),
    Chore("files", letting_go.remove, idle_seconds=30.0, can_wait=True),
    Chore("heartbeat", overdue.beat, idle_seconds=30.0),
    Chore("housekeeping", housekeeping.forget, idle_seconds=600.0, can_wait=True),
]


def install() -> None:
    """Wire the rooms; called once when Django has loaded them."""
    reactions.install(IN_TRANSACTION, AFTER_COMMIT)
    timers.install(TIMERS, QUIET_TIMERS, {"ticket": lifecycle.hold})
    waiting.install(foreseeing.foresee)
    sla_ranks.install(climbing.ranked, planning.ranked)
    sorting.install(looking.pending)
    kept.install({applying.CARRIED: kept.Besides(applying.carried, applying.carried_to)})
    bundling.install(over.past, over.how_late)
