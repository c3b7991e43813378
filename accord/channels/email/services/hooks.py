"""Calls of mail services: mail goes into the spool before they are told that it was taken; what came back is noted.

A call is believed when its address holds the account's secret and its signature, where the service signs, is right.
What cannot be stored now is answered 503, and the service brings it again.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from accord.channels.email import bounces, origins
from accord.channels.email.models import Mailbox, OutgoingMail, ProviderAccount
from accord.channels.email.own_addresses import own_addresses
from accord.channels.email.services import accounts, forms, raw_mails
from accord.channels.email.services.accounts import INCOMING
from accord.channels.email.services.registry import services
from accord.channels.email.spool import Body, Envelope, SegmentWriter, SpoolFull, prepare
from accord.core import clock
from accord.tickets import delivering

log = logging.getLogger(__name__)
TAKEN, REFUSED, UNKNOWN, UNREADABLE, AGAIN = 200, 403, 404, 422, 503
METADATA = "accord"  # our Message-ID, given to the service with each mail and brought back with its events
CAME_BACK = frozenset({"bounced", "rejected", "failed"})


def called(which: str, number: int, given: str, request: Any) -> int:
    """Take a call in and give the HTTP status to answer. `which` is INCOMING or TRACKING."""
    account = accounts.find(number, given)
    if account is None:
        return UNKNOWN
    try:
        forms.read(request)
    except forms.BadForm:
        return UNREADABLE
    from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure

    try:
        view = services[account.provider].view(which, accounts.settings_of(account))
        view.run_validators(request)
        events = view.parse_events(request)
        _note(account, last_in_at=clock.now())
        handle: Callable[[ProviderAccount, Any, Any], None] = _store if which == INCOMING else _tell
        for event in events:
            handle(account, event, request)
    except AnymailWebhookValidationFailure as error:
        log.warning("a call of the mail service %s was refused: %s", account, error)
        _note(account, last_refused_at=clock.now())
        return REFUSED
    except (SpoolFull, DatabaseError) as error:
        log.error("a call of the mail service %s could not be stored: %s", account, error)
        return AGAIN
    except (AnymailError, KeyError, ValueError, TypeError, LookupError) as error:
        log.exception("a call of the mail service %s could not be read: %s", account, error)
        return UNREADABLE
    except Exception:  # whatever else it is, what it brought must not be lost: the service tries again
        log.exception("a call of the mail service %s failed", account)
        return AGAIN
    return TAKEN


def _note(account: ProviderAccount, **values: Any) -> None:
    ProviderAccount.objects.filter(pk=account.pk).update(**values)


def _store(account: ProviderAccount, event: Any, request: Any) -> None:
    """One mail into the spool, durably. Raises SpoolFull."""
    message = event.message
    raw = raw_mails.of(account.provider, request, event)
    to = _recipient(account, message)
    event_id = str(event.event_id or "")
    envelope = Envelope(
        received_at=clock.now(),
        peer=account.provider,
        sender=str(message.envelope_sender or ""),
        recipients=(to,) if to else (),
        protocol="webhook",
        size=len(raw),
        identity=origins.hook(account.pk, event_id) if event_id else "",
    )
    folder = prepare(settings.DATA)
    body, writer = Body(folder), SegmentWriter(folder)
    try:
        body.write(raw)
        writer.append([(envelope, body)])
    finally:
        body.close()
        writer.close()


def _recipient(account: ProviderAccount, message: Any) -> str:
    """For whom it is: the envelope's recipient where it is ours, else the mailbox of this account."""
    named = str(message.envelope_recipient or "").strip()
    if named and named in own_addresses():
        return named
    mailbox = Mailbox.objects.filter(provider=account, is_active=True).order_by("id").first()
    return mailbox.address if mailbox is not None and not named else named


def _tell(account: ProviderAccount, event: Any, request: Any) -> None:
    """What became of a mail of ours."""
    if event.event_type not in CAME_BACK and event.event_type != "complained":
        return
    message_id = str((event.metadata or {}).get(METADATA) or event.message_id or "").strip("<> ")
    mail = OutgoingMail.objects.filter(message_id=message_id).first() if message_id else None
    address = str(event.recipient or "").lower()
    said = " ".join(
        str(part) for part in (event.reject_reason, event.mta_response, event.description) if part
    )
    if mail is None:
        log.info("the mail service %s tells of a mail that is not ours: %s", account, message_id)
        return
    if event.event_type == "complained":
        delivering.mark_address(address, f"{event.event_type} {said}".strip())
    else:
        bounces.came_back(mail, address if address in _lower(mail) else "", said or str(event.event_type))


def _lower(mail: OutgoingMail) -> set[str]:
    return {one.lower() for one in mail.recipients}
