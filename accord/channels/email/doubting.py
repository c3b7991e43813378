"""A mail that only its words call automatic may be a person's: "Out of office reply does not work" is a request, and
so is a bounce that somebody passes on to ask about it. Such a mail never ends in the ledger alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from accord.channels.email import bounces, lone_absences, side_mails
from accord.channels.email.parsing import ParsedMail
from accord.channels.email.subjects import bare
from accord.channels.email.verdicts import Kind, Verdict
from accord.messaging.inbound import survivor
from accord.people import contacts
from accord.tickets import participating
from accord.tickets.models import Ticket


def weighed(parsed: ParsedMail, envelope_recipients: Sequence[str], verdict: Verdict) -> Verdict:
    """The verdict, or that it is a person's mail, which no program answers: where it belongs to nothing of ours, and
    where its subject is its ticket's own, so that it says nothing of this mail.
    """
    if not parsed.auto_by_words or verdict.kind not in (Kind.BOUNCE, Kind.AUTOMATIC):
        return verdict
    if side_mails.named(parsed, envelope_recipients) is not None:
        return verdict
    ours, ticket = _about(parsed, envelope_recipients, verdict)
    if ours and (ticket is None or bare(parsed.subject).casefold() != bare(ticket.subject).casefold()):
        return verdict
    return replace(verdict, kind=Kind.PERSON, mark="")


def _about(
    parsed: ParsedMail, envelope_recipients: Sequence[str], verdict: Verdict
) -> tuple[bool, Ticket | None]:
    """Whether the mail answers or returns anything of ours, and the ticket of that, if it has one."""
    if verdict.kind == Kind.BOUNCE:
        ticket, mail, _why = bounces.tied(parsed, envelope_recipients)
        return ticket is not None or mail is not None, ticket
    person = contacts.by_address(verdict.address)
    for claim in lone_absences.claims(parsed, envelope_recipients, verdict.address):
        ticket = survivor(claim.ticket_id)
        if ticket and (claim.proven or (person and participating.takes_part(ticket, person))):
            return True, ticket
    return False, None
