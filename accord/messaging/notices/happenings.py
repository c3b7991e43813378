"""What happens to news themselves: agents were told, and what they had not read was mailed to one of them."""

from dataclasses import field

from django.utils.translation import gettext_lazy as _

from accord.events.kinds import EventKind, kind
from accord.people.happenings import PersonEvent


@kind("notices.given")
class NoticesGiven(EventKind):
    """News were given to `people`; their pages hear of it. `push` are those who may get them in a browser, too."""

    source: int = field(metadata={"payload": False})  # the event that they are about
    people: list[int] = field(default_factory=list)
    push: list[int] = field(default_factory=list)  # ids of the news
    webhook = False
    shown = False
    icon = "i-bell"
    sentence = _("%(actor)s: agents were told.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("notices", self.source)


@kind("notices.mailed")
class NoticesMailed(PersonEvent):
    """These news go to the agent in one mail. `ticket`: all are about it, so that he can answer the mail."""

    notices: list[int]
    ticket: int | None = None
    shown = False
    icon = "i-mail"
    sentence = _("%(actor)s was mailed news.")
