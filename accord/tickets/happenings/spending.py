"""Time spent on a ticket: written down, corrected, taken away. The events keep what stood before."""

from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import Name, kind, personal
from accord.tickets.happenings.family import TicketEvent


def _span(seconds: object) -> str:
    """Hours and minutes, as on a clock: "1:05"."""
    minutes = round(timedelta(seconds=int(str(seconds or 0))).total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


@kind("time.spent")
class TimeSpent(TicketEvent):
    """`person` spent so many seconds on this. `how`: clock (it ran beside the ticket), hand, api."""

    entry: int
    person: int
    seconds: int
    day: str
    how: str = "hand"
    note: str = personal()
    webhook = False
    icon = "i-timer"
    sentence = _("%(actor)s spent %(time)s on this.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if data.get("person") != actor_id:
            return _("%(actor)s noted that %(person)s spent %(time)s on this.")
        return cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"time": _span(data.get("seconds")), "person": Name("person", data.get("person"))}


@kind("time.corrected")
class TimeCorrected(TicketEvent):
    """An entry holds another time, day or note than before."""

    entry: int
    person: int
    seconds: int
    before: int
    day: str = ""
    day_before: str = ""
    note: str = personal()
    note_before: str = personal()
    webhook = False
    icon = "i-timer"
    sentence = _("%(actor)s corrected the time of %(person)s from %(before)s to %(time)s.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if data.get("seconds") == data.get("before"):
            return _("%(actor)s corrected what stands with the time of %(person)s.")
        return cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "time": _span(data.get("seconds")),
            "before": _span(data.get("before")),
            "person": Name("person", data.get("person")),
        }


@kind("time.removed")
class TimeRemoved(TicketEvent):
    """An entry was taken away; this is what it held."""

    entry: int
    person: int
    seconds: int
    day: str
    note: str = personal()
    webhook = False
    icon = "i-timer"
    sentence = _("%(actor)s took %(time)s of %(person)s away.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"time": _span(data.get("seconds")), "person": Name("person", data.get("person"))}
