"""Mails that we send to ourselves: does mail go round at all, and do addresses with a token behind a plus arrive?

A probe goes out by the mailbox's real way out and is known again at intake by a second X-Accord-Loop line, which holds
a signed token. It opens nothing and is answered by nobody: the ledger shows it as our own mail, come back.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accord.channels.email import addressing, header_lines, loops, message_ids, proofs, recipients, transport
from accord.channels.email.building import build
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.letters.blocks import Block, Letter, Line, Title
from accord.channels.email.models import Mailbox, MailProbe
from accord.channels.email.parsing import ParsedMail
from accord.core import clock, tokens

PREFIX = "probe-"
Kind = MailProbe.Kind


def send(mailbox: Mailbox, kind: MailProbe.Kind, *, canary: bool = False) -> MailProbe:
    """Send a probe now; its `last_error` says why it did not leave, in the server's words."""
    probe = MailProbe.objects.create(mailbox=mailbox, kind=kind, canary=canary, created_at=clock.now())
    where = address_of(probe)
    try:
        outcome = transport.hand_over(mailbox, mailbox.address, [where], _bytes(probe, where))
    except transport.Unreachable as error:
        probe.last_error = str(error)[:500]
    else:
        probe.last_error = next(iter([*outcome.refused.values(), *outcome.later.values()]), "")[:500]
        probe.sent_at = clock.now() if outcome.taken else None
    # Not the whole row: on a short way the answer of the intake may be there already.
    MailProbe.objects.filter(pk=probe.pk).update(last_error=probe.last_error, sent_at=probe.sent_at)
    return probe


def address_of(probe: MailProbe) -> str:
    """Where it goes: the mailbox itself, or an address of the form that reply addresses have."""
    address = header_lines.address(probe.mailbox.address)
    if probe.kind != Kind.PLUS:
        return address
    return recipients.probe_address(address, probe.pk, proofs.keys()[0])


def arrived(parsed: ParsedMail, when: datetime) -> MailProbe | None:
    """The probe that this mail of ours is, noted as arrived; None for any other mail."""
    number = next((found for value in parsed.loop_ids if (found := _number(value)) is not None), None)
    if number is None:
        return None
    probe = MailProbe.objects.select_related("mailbox").filter(pk=number).first()
    if probe is None:
        return None
    if probe.arrived_at is None:
        probe.arrived_at = when
        probe.save(update_fields=["arrived_at"])
    if probe.kind == Kind.PLUS and probe.mailbox.plus_works is not True:
        Mailbox.objects.filter(pk=probe.mailbox_id).update(plus_works=True)
    return probe


def newest(mailbox: Mailbox, kind: MailProbe.Kind, *, canary: bool | None = None) -> MailProbe | None:
    """The last probe of that kind."""
    rows = MailProbe.objects.filter(mailbox=mailbox, kind=kind).order_by("-id")
    return (rows if canary is None else rows.filter(canary=canary)).first()


def missing(probe: MailProbe, patience: timedelta) -> bool:
    """Whether it left longer ago than a mail may take and has not come."""
    return probe.arrived_at is None and probe.sent_at is not None and clock.now() - probe.sent_at > patience


def _number(value: str) -> int | None:
    text = value.strip().lower()
    return (
        tokens.read(recipients.PROBE, text.removeprefix(PREFIX), proofs.keys())
        if text.startswith(PREFIX)
        else None
    )


def _bytes(probe: MailProbe, where: str) -> bytes:
    mailbox = probe.mailbox
    language = addressing.language_for(None, None, mailbox)
    desk = addressing.desk_name(mailbox)
    domain = header_lines.address(mailbox.address).rpartition("@")[2]
    with addressing.read_by(None, language):
        subject = _("A probe of %(desk)s") % {"desk": desk}
        words = _(
            "The help desk sends itself this mail to see whether mail comes and goes. It deletes it by itself."
        )
        blocks: list[Block] = [Title(subject), Line(words)]
        mail = Mail(
            part="probe",
            mailbox=mailbox,
            recipients=[where],
            to=[("", where)],
            subject=subject,
            letter=Letter(language, desk, blocks),
            message_id=message_ids.new(message_ids.PASSING, domain, proofs.keys()[0]),
            nature=Nature.NOTICE,
            from_name=desk,
        )
    token = tokens.sign(recipients.PROBE, probe.pk, proofs.keys()[0])
    return header_lines.plain(loops.HEADER, PREFIX + token) + build(mail)
