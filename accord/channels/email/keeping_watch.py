"""The worker's chore that looks after the mailboxes: tokens are renewed, canaries sent, alarms told."""

from accord.channels.email import alarms, canaries
from accord.channels.email.consents.freshening import freshen
from accord.core.database import alone
from accord.events import outgoing


def look() -> int:
    """One round. Always 0: whatever was done, the next round is due only after the rest."""
    freshen()
    with alone("keeping-watch") as first:
        if first and not outgoing.paused():
            canaries.fly()
            alarms.tell()
    return 0
