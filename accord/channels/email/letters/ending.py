"""Letters about the end of a request: is it solved, it was resolved, it is closed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.channels.email.letters import saying
from accord.channels.email.letters.blocks import Block, Line, Link, Over, Signature, Title
from accord.tickets import links
from accord.tickets.explaining import kin_of
from accord.tickets.models import Resolution, Ticket
from accord.tickets.resolutions import take_back_until
from accord.tickets.silence.standing import ahead

# What the customer reads for each basis of `tickets.explaining.BASES`.
CLOSED_BECAUSE = {
    "customer_said_so": gettext_lazy("You told us that it is solved, so we have closed your request."),
    "cannot_be_solved": gettext_lazy("We cannot solve this, so we have closed your request."),
    "moved": gettext_lazy("We go on with it in another place, so this request is closed."),
    "no_answer": gettext_lazy(
        "We have not heard from you since our last mail, so we have closed your request."
    ),
    "behaviour": gettext_lazy("We have ended this conversation, so your request is closed."),
}


def asked(ticket: Ticket, resolution: Resolution, who: str, address: str) -> list[Block]:
    """To the requester: the three parts, then the question with two buttons. `who` signs it."""
    return [
        Over(ticket.subject),
        Title(_("Is it solved?")),
        *saying.parts(resolution),
        Signature(who),
        *saying.choice(ticket, resolution.pk, address),
    ]


def resolved(ticket: Ticket, resolution: Resolution, who: str) -> list[Block]:
    """To people in copy: the same without buttons, for only the requester closes (DOMAIN 7.2)."""
    return [
        Over(ticket.subject),
        Title(_("This request is resolved")),
        *saying.parts(resolution),
        Signature(who),
        Line(_("The person who asked decides whether it is closed."), small=True),
        Line(saying.answering(ticket, ahead(ticket)), small=True),
    ]


def closed(ticket: Ticket, basis: str, url: str) -> list[Block]:
    """An agent closed it: on which basis, and what can still be done."""
    return [
        Over(ticket.subject),
        Title(_("Your request is closed")),
        Line(closed_because(basis)),
        Line(saying.after_closing(ticket)),
        Link(_("See your request"), url),
    ]


def closed_because(basis: str) -> str:
    """The sentence on why it is closed."""
    return str(CLOSED_BECAUSE.get(kin_of(basis)) or _("We have closed your request."))


def said_by_another(ticket: Ticket, resolution_id: int | None, name: str, address: str) -> list[Block]:
    """Somebody in copy says that it is solved (DOMAIN 7.2): the requester is asked, where the question stands."""
    said = _("%(name)s, who is in copy, says that this is solved. It was you who asked, so you decide.")
    blocks: list[Block] = [Over(ticket.subject), Title(_("Is it solved?")), Line(said % {"name": name})]
    if resolution_id is None:
        return [*blocks, Line(_("You can say so at any time; then we close it."))]
    return [*blocks, *saying.choice(ticket, resolution_id, address)]


def spoken_for(ticket: Ticket, name: str, url: str) -> list[Block]:
    """Somebody with the right to speak for the requester's company closed it."""
    said = _("%(name)s said for your company that it is solved, so it is closed.") % {"name": name}
    return [
        Over(ticket.subject),
        Title(_("Your request is closed")),
        Line(said),
        Line(saying.after_closing(ticket)),
        Link(_("See your request"), url),
    ]


def confirmed(ticket: Ticket, resolution_id: int | None, link_address: str, address: str) -> list[Block]:
    """Somebody said yes by a link (DOMAIN 7.9): told to the requester, with the way back while there is one."""
    said = _("Somebody opened the link that we had sent to %(address)s and said that it is solved.")
    until = take_back_until(ticket)
    blocks: list[Block] = [
        Over(ticket.subject),
        Title(_("Your request is closed")),
        Line(said % {"address": masked(link_address or address)}),
    ]
    if until is not None:
        person = ticket.requester_id
        url = (
            links.answer_url(ticket, person, address, resolution_id)
            if resolution_id
            else links.ticket_url(ticket, person, address)
        )
        question = _("If that was not you, or if anything is left, you can take it back by %(date)s.")
        blocks += [Line(question % {"date": saying.day(until)}), Link(_("Take it back"), url)]
    return [*blocks, Line(saying.after_closing(ticket), small=True)]


def masked(address: str) -> str:
    """An address that its owner knows again and nobody else learns: h…@example.com."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
