"""The fields of being away, on one's own card and on an agent's."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Invalid
from accord.people import absences
from accord.people.models import Person
from accord.web import moments
from accord.web.forms import Form

_FIELD = "%Y-%m-%dT%H:%M"


def initial(person: Person) -> dict[str, str]:
    """What stands in the fields now, in the reader's zone."""
    found = absences.away(person.pk)
    if found is None:
        return {"away_until": "", "away_reason": ""}
    return {"away_until": moments.local(found.until).strftime(_FIELD), "away_reason": found.reason}


def save(form: Form, person: Person, *, by: Person) -> None:
    """Away until the moment of the form, in the reader's zone, or here when it is empty. Raises as `absences` does."""
    text = form["away_until"].strip()
    if not text:
        absences.come_back(person, by=by)
        return
    if text == initial(person)["away_until"] and form["away_reason"] == initial(person)["away_reason"]:
        return
    try:
        until = timezone.make_aware(datetime.fromisoformat(text))
    except ValueError as error:
        raise Invalid("away_until", sentence=_("Choose a moment.")) from error
    absences.leave_until(person, until, by=by, reason=form["away_reason"])
