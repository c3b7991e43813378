"""Trying a mailbox's way out: a test mail, and the server's own words when it does not work."""

import smtplib

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.channels.email import addressing, header_lines, message_ids, proofs, transport
from accord.channels.email.building import build
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.letters.blocks import Block, Letter, Line, Title
from accord.channels.email.models import Mailbox
from accord.channels.email.reaching import usable
from accord.core import clock
from accord.core.errors import AccordError, Invalid
from accord.people.models import Person


class TestFailed(AccordError):
    """The server could not be reached or did not take the mail; `words` are its own."""

    __test__ = False  # for pytest: no test class
    key = "test_failed"
    status = 422
    sentence = gettext_lazy("The test mail did not go out: %(words)s")


def try_out(mailbox: Mailbox, to: str, *, reader: Person | None = None) -> None:
    """Send a test mail to `to` over a fresh connection and note the result on the mailbox.

    Raises TestFailed with the server's words, Invalid without a usable address or server.
    """
    where = usable(to)
    if not where or not mailbox.has_way_out:
        raise Invalid("to" if mailbox.has_way_out else "smtp_host")
    words = _attempt(mailbox, where, build(_mail(mailbox, where, reader)))
    mailbox.last_error = words
    if not words:
        mailbox.tested_at = mailbox.last_out_at = clock.now()
    mailbox.save(update_fields=["last_error", "tested_at", "last_out_at"])
    if words:
        raise TestFailed(words=words)


def _mail(mailbox: Mailbox, where: str, reader: Person | None) -> Mail:
    language = addressing.language_for(reader, None, mailbox)
    desk = addressing.desk_name(mailbox)
    domain = header_lines.address(mailbox.address).rpartition("@")[2]
    with addressing.read_by(reader, language):
        subject = _("A test mail of %(desk)s") % {"desk": desk}
        blocks: list[Block] = [Title(subject), Line(_("If you can read this, mail goes out as it should."))]
        return Mail(
            part="test",
            mailbox=mailbox,
            recipients=[where],
            to=[("", where)],
            subject=subject,
            letter=Letter(language, desk, blocks),
            message_id=message_ids.new(message_ids.PASSING, domain, proofs.keys()[0]),
            nature=Nature.NOTICE,
            from_name=desk,
        )


def _attempt(mailbox: Mailbox, where: str, raw: bytes) -> str:
    """The server's words when it does not work; empty when it does."""
    if mailbox.provider_id is not None:
        return _by_service(mailbox, where, raw)
    try:
        smtp = transport.connect(mailbox)
    except transport.FAULTS as error:
        return transport.words_of(error)
    try:
        smtp.sendmail(mailbox.address, [where], raw)
        smtp.quit()
    except smtplib.SMTPRecipientsRefused as error:
        return transport.answer_of(*error.recipients[where])
    except (smtplib.SMTPException, OSError) as error:
        return transport.words_of(error)
    finally:
        smtp.close()
    return ""


def _by_service(mailbox: Mailbox, where: str, raw: bytes) -> str:
    try:
        outcome = transport.hand_over(mailbox, mailbox.address, [where], raw)
    except transport.Unreachable as error:
        return str(error)
    return "" if outcome.taken else next(iter([*outcome.refused.values(), *outcome.later.values()]), "")
