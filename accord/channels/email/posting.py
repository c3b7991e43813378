"""From a letter's blocks to a mail: foot, subject, ids; the same for every mail about a ticket."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accord.channels.email import addressing, header_lines, message_ids, proofs, references
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.letters.blocks import Block, Letter
from accord.channels.email.models import Mailbox
from accord.channels.email.subjects import subject_of
from accord.channels.email.wordings.remembered import look
from accord.people.models import Person
from accord.tickets import links
from accord.tickets.models import Ticket


@dataclass(frozen=True)
class Desk:
    """Everything about our side of a ticket's mails, read once: the mailbox, the language, the requester."""

    ticket: Ticket
    mailbox: Mailbox | None
    language: str

    @classmethod
    def of(cls, ticket: Ticket) -> "Desk":
        """Our side of `ticket`."""
        mailbox = addressing.mailbox_for(ticket)
        return cls(ticket, mailbox, addressing.language_for(ticket.requester, ticket, mailbox))

    def new_id(self) -> str:
        """A fresh Message-ID under the domain that the mail comes from."""
        domain = header_lines.address(addressing.our_address(self.mailbox)).rpartition("@")[2]
        return message_ids.new(self.ticket.code, domain, proofs.keys()[0])

    def personal_url(self) -> str:
        """The requester's own page of this ticket."""
        return links.ticket_url(self.ticket, self.ticket.requester_id, self.ticket.requester_address)

    def mail(
        self,
        part: str,
        blocks: Sequence[Block],
        *,
        to: Sequence[tuple[str, str]],
        nature: Nature,
        message_id: str,
        agent: Person | None = None,
        link_url: str = "",
        first: bool = False,
    ) -> Mail:
        """The mail with these blocks in the ticket's thread. Call it inside `addressing.read_by`.

        `link_url` is the reader's own page. `first`: nothing was written before on this ticket.
        """
        answered, thread = references.thread_of(self.ticket, message_id)
        letter = Letter(
            language=self.language,
            desk=addressing.desk_name(self.mailbox),
            blocks=blocks,
            code=self.ticket.code,
            why=self.why(),
            look=look(self.ticket.department_id),
        )
        letter = personal(letter, link_url) if link_url else general(letter)
        return Mail(
            part=part,
            mailbox=self.mailbox,
            recipients=[address for _name, address in to],
            to=to,
            subject=subject_of(self.ticket.subject, self.ticket.code, again=not first),
            letter=letter,
            message_id=message_id,
            nature=nature,
            from_name=addressing.name_of_sender(self.mailbox, agent),
            in_reply_to=answered,
            references=thread,
            ticket_id=self.ticket.pk,
        )

    def why(self) -> str:
        """Why the reader gets this mail."""
        if self.ticket.our_address and self.ticket.our_address == addressing.our_address(self.mailbox):
            return _("You get this because you wrote to %(address)s.") % {"address": self.ticket.our_address}
        host = urlsplit(settings.BASE_URL).hostname or ""
        return _("You get this because of your request at %(host)s.") % {"host": host}


def personal(letter: Letter, url: str) -> Letter:
    """The letter with the reader's own page at its foot: only for a mail that goes to him alone."""
    return replace(letter, link_label=_("See this request"), link_url=url)


def general(letter: Letter) -> Letter:
    """The letter with the page at its foot that asks who the reader is."""
    return replace(letter, link_label=_("All my requests"), link_url=f"{settings.BASE_URL}/my/")


def without_buttons(
    mail: Mail, part: str, blocks: Sequence[Block], message_id: str, recipients: Sequence[str]
) -> Mail:
    """The same mail for others: other blocks, no personal link, its own id and envelope, the same To and Cc."""
    letter = general(replace(mail.letter, blocks=blocks))
    thread = [message_id if one == mail.message_id else one for one in mail.references]
    return replace(
        mail, part=part, letter=letter, message_id=message_id, references=thread, recipients=recipients
    )
