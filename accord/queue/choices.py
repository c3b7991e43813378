"""What a desk chooses about To Solve: options with a page of their own."""

from django.utils.translation import gettext_lazy as _

from accord.core import options

WITH, FIRST, NEVER = "with", "first", "never"
OWN = "to_solve.own"
LAST_AGENT = "to_solve.last_agent"
OWN_CHOICES = (
    (WITH, _("In their place among the others")),
    (FIRST, _("Before all others")),
    (NEVER, _("Not at all: an agent finds them under Mine")),
)

options.define(
    OWN,
    WITH,
    _("Waiting tickets that belong to the agent already"),
    _("When a customer answers, his ticket waits again; this says when To Solve gives it back to its agent."),
    OWN_CHOICES,
    shown=False,
)
options.define(
    LAST_AGENT,
    True,
    _("Who answered last is asked first"),
    _(
        "A waiting ticket of nobody's goes to the agent who answered it last, if its turn comes within the hour anyway."
    ),
    shown=False,
)

# What an agent can hold is counted by these: what is written takes its time, a chat or a call is now.
WRITTEN, CHAT, CALL = "written", "chat", "call"
KINDS = (WRITTEN, CHAT, CALL)
CHANNELS = {CHAT: "chat", CALL: "call"}  # all others are written
_KIND_OF = {channel: kind for kind, channel in CHANNELS.items()}
_USUAL = {CHAT: 3, CALL: 1}
CAPACITY = "hand_out.capacity"
options.define(
    CAPACITY,
    10,
    _("Waiting tickets that an agent can hold"),
    _("When so many of his tickets wait for him, nothing more is handed to him. To Solve goes on giving."),
    shown=False,
)


def kind_of(channel: str) -> str:
    """By which of KINDS a ticket of that channel is counted."""
    return _KIND_OF.get(channel, WRITTEN)


def usual_capacity(kind: str) -> int:
    """What an agent can hold of a kind who has no number of his own."""
    return _USUAL.get(kind, int(options.get(CAPACITY)))
