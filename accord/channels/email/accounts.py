"""Mails about somebody's own access: invitation, sign-in link, new password, new link, one-time code."""

from django.conf import settings
from django.db import transaction

from accord.channels.email import addressing, header_lines, message_ids, proofs, sending
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.happenings import AccountMailAsked
from accord.channels.email.letters import account
from accord.channels.email.letters.blocks import Letter
from accord.channels.email.reaching import usable
from accord.channels.email.storing import store
from accord.channels.email.wordings import wearing
from accord.channels.email.wordings.remembered import look, wording
from accord.core.errors import Invalid
from accord.events.reactions import Effect
from accord.events.recording import record
from accord.people.models import Person
from accord.people.system import system


def can_mail() -> bool:
    """Whether account mails leave the house: an outgoing test has passed (or the demo keeps them to be read)."""
    mailbox = addressing.first_mailbox()
    return settings.DEMO or (mailbox is not None and mailbox.tested_at is not None)


def send_account_mail(
    person: Person, key: str, url: str = "", *, code: str = "", address: str = "", by: Person | None = None
) -> None:
    """Mail a way in to the person (at `address`, else his first one). `key` is one of `letters.account.PURPOSES`.

    Stored with the event, sent by a worker, under the null sender; the stored bytes go once the server has taken them.
    Raises Invalid for somebody without a usable address, UnknownKey.
    """
    where = usable(address or person.email)
    if not where:
        raise Invalid("address")
    mailbox = addressing.first_mailbox()
    language = addressing.language_for(person, None, mailbox)
    ours = header_lines.address(addressing.our_address(mailbox))
    desk = addressing.desk_name(mailbox)
    with addressing.read_by(person, language):
        subject, blocks = account.subject(key, desk), account.account(key, desk, url, code)
        own = wording(key, 0, language)
        if own is not None:
            value = wearing.to_person(person, desk, where)
            subject, blocks = wearing.subject(own, value, ""), wearing.blocks(own, blocks, value)
        mail = Mail(
            part=key,
            mailbox=mailbox,
            recipients=[where],
            to=[("", where)],
            subject=subject,
            letter=Letter(language, desk, blocks, look=look(0)),
            message_id=message_ids.new(message_ids.ACCOUNT, ours.rpartition("@")[2], proofs.keys()[0]),
            nature=Nature.REPLY,
            from_name=desk,
        )
    with transaction.atomic():
        event = record(AccountMailAsked(person=person.pk, by_id=(by or system()).pk, purpose=key))
        store(event.pk, [mail])


EFFECT = Effect("account-mail", (AccountMailAsked,), sending.deliver, given_up=sending.given_up)
