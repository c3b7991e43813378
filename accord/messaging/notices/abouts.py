"""The kinds of news, each with what it is called, and how an agent hears of it who has chosen nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core.registry import Registry

CONSOLE, MAIL, PUSH = "console", "mail", "push"
WAYS = (CONSOLE, MAIL, PUSH)
_ALL = (CONSOLE, MAIL, PUSH)
_HERE = (CONSOLE, PUSH)


@dataclass(frozen=True)
class About:
    """One kind of news. `standard` is how an agent hears of it, `above` how a supervisor or administrator does.

    `urgent` news are mailed at once. Of several kinds that one event is for one person, the first registered counts.
    """

    key: str
    group: str  # a key of GROUPS
    label: Promise
    standard: Sequence[str]
    above: Sequence[str] | None = None
    urgent: bool = False

    def ways(self, *, above: bool) -> tuple[str, ...]:
        """The standard of somebody with that role."""
        return tuple(self.above if above and self.above is not None else self.standard)


GROUPS: dict[str, Promise] = {
    "me": _("Somebody means you"),
    "mine": _("Your tickets"),
    "others": _("Other tickets"),
    "work": _("Your work"),
}
abouts: Registry[About] = Registry("kind of news")

MENTIONED, ASKED, TOLD, CLOCK = "mentioned", "asked", "told", "clock"
SIDE, CHAT = "side", "chat"
ASSIGNED, HANDED, ANSWERED, COLLEAGUE, NOT_SENT = (
    "assigned",
    "handed_out",
    "answered",
    "colleague",
    "not_sent",
)
NO_AGAIN, WATCHED, OPENED, DONE = "no_again", "watched", "opened", "done"


def add(about: About) -> About:
    """Register a kind of news; rooms above add theirs."""
    return abouts.add(about.key)(about)


for each in (
    About(MENTIONED, "me", _("A colleague mentions me"), _ALL),
    About(ASKED, "me", _("A question to supervisors is put to me, or mine is answered"), _ALL, urgent=True),
    About(TOLD, "me", _("A colleague or a rule tells me of a ticket"), _ALL, urgent=True),
    About(CHAT, "me", _("A colleague writes to me in a chat"), (PUSH,)),
    About(CLOCK, "mine", _("An answer is due soon, or late"), _ALL, urgent=True),
    About(ASSIGNED, "mine", _("A ticket is given to me"), _HERE),
    About(HANDED, "mine", _("A ticket is handed out to me by itself"), _HERE),
    About(ANSWERED, "mine", _("A customer writes on a ticket of mine"), _HERE),
    About(COLLEAGUE, "mine", _("A colleague writes on a ticket of mine"), (CONSOLE,)),
    About(SIDE, "mine", _("Somebody outside answers in a side conversation of mine"), _HERE),
    About(NOT_SENT, "mine", _("An answer of mine does not arrive"), _HERE),
    About(
        NO_AGAIN, "others", _("A customer says No again where I am supervisor"), (CONSOLE,), (CONSOLE, MAIL)
    ),
    About(WATCHED, "others", _("Something happens on a ticket that I watch"), (CONSOLE,)),
    About(OPENED, "others", _("A new ticket comes into one of my departments"), ()),
    About(DONE, "work", _("A long job of mine is done"), _HERE),
):
    add(each)
