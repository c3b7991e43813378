"""An out-of-office reply came in: when its writer is back is read from it, and reminders wait (DOMAIN 7.8)."""

from accord.channels.email.parsing import ParsedMail
from accord.channels.email.parsing.absences import day_of_return
from accord.core import clock
from accord.people.models import Person
from accord.tickets.models import Ticket
from accord.tickets.silence import absences
from accord.tickets.silence.hours import zone


def heard(parsed: ParsedMail, ticket: Ticket, person: Person | None) -> None:
    """Remember the day that the mail names, counted from the mail's own date. Nobody, or no day: nothing happens."""
    if person is None:
        return
    sent = min(parsed.date or clock.now(), clock.now()).astimezone(zone()).date()
    back = day_of_return(f"{parsed.subject}\n{parsed.visible_text}", sent)
    if back is not None:
        absences.away(ticket, person.pk, back)
