"""How an agent stands, in words and as the sign at his face."""

from django.utils.translation import gettext as _

from accord.people import presence
from accord.people.models import Presence
from accord.people.presence import Standing
from accord.web import moments

_SIGNS = {str(Presence.ONLINE): "on", str(Presence.AWAY): "away", str(Presence.PAUSED): "away"}


def sign(standing: Standing) -> str:
    """The face's sign: on, away or off."""
    return _SIGNS.get(str(standing.key), "off")


def word(standing: Standing) -> str:
    """In a word or two."""
    if standing.key == presence.ABSENT and standing.until is not None:
        return _("away until %(time)s") % {"time": moments.day_and_time(standing.until)}
    if standing.key == presence.OFF_HOURS:
        return _("Outside his hours")
    return str(Presence(standing.key).label)


def sentence(standing: Standing) -> str:
    """With since when, where that is known."""
    if standing.since is None or standing.key in (presence.ABSENT, presence.OFF_HOURS):
        return word(standing)
    return _("%(state)s for %(time)s") % {"state": word(standing), "time": moments.waited(standing.since)}
