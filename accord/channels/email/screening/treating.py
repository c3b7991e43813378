"""What follows from screening for a person's mail: marks, no rights for whom nobody proves, spam put away."""

from dataclasses import replace

from accord.channels.email.screening import viruses
from accord.channels.email.screening.findings import Authentic, Screening
from accord.channels.email.screening.wishes import ASIDE
from accord.core import options
from accord.messaging import marks
from accord.messaging.inbound import Arrival


def kept_aside(screening: Screening, *, first_time: bool) -> bool:
    """Whether a mail goes to no ticket because of its virus, until a person says so."""
    return bool(screening.virus) and first_time and options.get("mail.with_virus") == ASIDE


def treated(arrival: Arrival, screening: Screening) -> Arrival:
    """The arrival as its screening demands. In the transaction of the mail: it remembers files with a virus."""
    if not screening.findings:
        return arrival
    found = list(arrival.words.marks)
    unproven = screening.authentic is Authentic.FAIL
    if unproven:
        found.append(marks.UNPROVEN)
    if screening.virus:
        found.append(marks.VIRUS)
        viruses.keep(screening.infected, screening.virus)
    if screening.unscanned:
        found.append(marks.UNSCANNED)
    return replace(
        arrival,
        words=replace(arrival.words, marks=found),
        spam=screening.spam,
        unproven=unproven,
        # An acknowledgement to an address that somebody made up would bother its owner.
        acknowledge=arrival.acknowledge
        and not (unproven or screening.spam or screening.virus or screening.many),
    )
