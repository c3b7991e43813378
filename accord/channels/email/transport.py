"""Handing mails to a mailbox's SMTP server: connections are kept and used again, every answer is told apart.

A server that cannot be reached is left alone for half a minute, so that a long queue does not wait for it mail by mail.
"""

import smtplib
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from accord.channels.email import consents
from accord.channels.email.models import Mailbox
from accord.core import secrets

TIMEOUT_S = 30.0
IDLE_S = 50.0  # a connection that rested longer is not used again; servers hang up after a minute or more
LEFT_ALONE_S = 30.0
MOST_IDLE = 4


class Unreachable(Exception):
    """No conversation with the server: it is down, or says no before any recipient was named. Try again later."""


@dataclass
class Outcome:
    """What the server said of each recipient; whoever is in none of the three was not tried."""

    taken: list[str] = field(default_factory=list)
    later: dict[str, str] = field(default_factory=dict)  # the server's words; 4xx, or the line was cut
    refused: dict[str, str] = field(default_factory=dict)  # the server's words; 5xx

    def not_now(self, recipients: Sequence[str], words: str) -> None:
        """None of these was taken; try them again."""
        self.later.update(dict.fromkeys(recipients, words))

    def never(self, recipients: Sequence[str], words: str) -> None:
        """All of these are refused for good."""
        self.refused.update(dict.fromkeys(recipients, words))


# What may go wrong while connecting and signing in.
FAULTS = (smtplib.SMTPException, OSError, secrets.Unreadable, consents.ConsentLost)

_Key = tuple[str, int, str, str, str, int | None]
_idle: dict[_Key, list[tuple[float, smtplib.SMTP]]] = {}
_left_alone: dict[_Key, tuple[float, str]] = {}
_guard = threading.Lock()


def hand_over(mailbox: Mailbox, sender: str, recipients: Sequence[str], raw: bytes) -> Outcome:
    """Offer one mail to the mailbox's server, or to the API of its mail service, for these recipients.

    `raw` has CRLF lines. A line that is cut after the text and before the answer counts as not taken: the mail may
    then arrive twice, under one Message-ID. Raises Unreachable.
    """
    if mailbox.provider_id is not None:
        # Only who has such a mailbox needs what it imports.
        from accord.channels.email.services import sending

        return sending.hand_over(mailbox, recipients, raw)
    outcome = Outcome()
    with _connection(mailbox) as smtp:
        try:
            options = ["SMTPUTF8"] if not all(one.isascii() for one in [sender, *recipients]) else []
            if options and not smtp.has_extn("smtputf8"):
                outcome.never(recipients, "550 5.6.7 SMTPUTF8")
                return outcome
            _converse(smtp, sender, recipients, raw, options, outcome)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            smtp.close()
            rest = [one for one in recipients if one not in outcome.refused and one not in outcome.later]
            outcome.taken.clear()
            outcome.not_now(rest, words_of(error))
    return outcome


def _converse(
    smtp: smtplib.SMTP,
    sender: str,
    recipients: Sequence[str],
    raw: bytes,
    options: list[str],
    outcome: Outcome,
) -> None:
    try:
        refused = smtp.sendmail(sender, list(recipients), raw, mail_options=options)
    except smtplib.SMTPRecipientsRefused as error:
        _sort(error.recipients, outcome)
        outcome.not_now([one for one in recipients if one not in error.recipients], "421")
    except smtplib.SMTPResponseException as error:  # MAIL FROM or the text itself
        words = answer_of(error.smtp_code, error.smtp_error)
        (outcome.never if 500 <= error.smtp_code < 600 else outcome.not_now)(recipients, words)
    except smtplib.SMTPNotSupportedError as error:
        outcome.never(recipients, f"550 {error}")
    else:
        _sort(refused, outcome)
        outcome.taken = [one for one in recipients if one not in refused]


def _sort(refused: dict[str, tuple[int, bytes]], outcome: Outcome) -> None:
    for address, (code, said) in refused.items():
        (outcome.never if 500 <= code < 600 else outcome.not_now)([address], answer_of(code, said))


@contextmanager
def _connection(mailbox: Mailbox) -> Iterator[smtplib.SMTP]:
    where = (mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security)
    key = (*where, mailbox.smtp_user, mailbox.secret, mailbox.grant_id)
    smtp = _rested(key) or _opened(mailbox, key)
    try:
        yield smtp
    except BaseException:
        smtp.close()
        raise
    if smtp.sock is None:
        return
    with _guard:
        resting = _idle.setdefault(key, [])
        if len(resting) < MOST_IDLE:
            resting.append((time.monotonic(), smtp))
            return
    smtp.close()


def _rested(key: _Key) -> smtplib.SMTP | None:
    """A kept connection that still answers."""
    while True:
        with _guard:
            resting = _idle.get(key)
            if not resting:
                return None
            since, smtp = resting.pop()
        if time.monotonic() - since < IDLE_S and _answers(smtp):
            return smtp
        smtp.close()


def _answers(smtp: smtplib.SMTP) -> bool:
    try:
        return int(smtp.rset()[0]) == 250
    except (smtplib.SMTPException, OSError):
        return False


def _opened(mailbox: Mailbox, key: _Key) -> smtplib.SMTP:
    with _guard:
        until, why = _left_alone.get(key, (0.0, ""))
    if time.monotonic() < until:
        raise Unreachable(why)
    try:
        return connect(mailbox)
    except FAULTS as error:
        with _guard:
            _left_alone[key] = (time.monotonic() + LEFT_ALONE_S, words_of(error))
        raise Unreachable(words_of(error)) from error


def connect(mailbox: Mailbox) -> smtplib.SMTP:
    """A fresh, signed-in connection. Raises what FAULTS names."""
    context = ssl.create_default_context()
    where = (mailbox.smtp_host, mailbox.smtp_port, mailbox.address.rpartition("@")[2])
    smtp = (
        smtplib.SMTP_SSL(*where, timeout=TIMEOUT_S, context=context)
        if mailbox.smtp_security == "tls"
        else smtplib.SMTP(*where, timeout=TIMEOUT_S)
    )
    try:
        if mailbox.smtp_security == "starttls":
            smtp.starttls(context=context)
        if mailbox.grant_id is not None:
            _sign_in_by_consent(smtp, mailbox.smtp_user or mailbox.address, mailbox.grant_id)
        elif mailbox.smtp_user:
            smtp.login(mailbox.smtp_user, secrets.decrypt(mailbox.secret))
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _sign_in_by_consent(smtp: smtplib.SMTP, user: str, grant_id: int) -> None:
    """AUTH XOAUTH2. A token that is refused is not used again: the next try fetches another."""
    token = consents.access_token(grant_id)
    smtp.ehlo_or_helo_if_needed()
    answers = iter([consents.xoauth2(user, token)])  # to an error's details the answer is an empty line
    try:
        smtp.auth("XOAUTH2", lambda challenge=None: next(answers, ""))
    except smtplib.SMTPAuthenticationError:
        consents.reject(grant_id, token)
        raise


def close_all() -> None:
    """Hang up everywhere and forget who was down: at the end of a worker, and between tests."""
    with _guard:
        resting = [smtp for kept in _idle.values() for _since, smtp in kept]
        _idle.clear()
        _left_alone.clear()
    for smtp in resting:
        smtp.close()


def answer_of(code: int, said: bytes | str) -> str:
    """A server's answer as one line."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())}"[:500]


def words_of(error: BaseException) -> str:
    """What a failed conversation says: the server's words where there are any."""
    if isinstance(error, smtplib.SMTPResponseException):
        return answer_of(error.smtp_code, error.smtp_error)
    if isinstance(error, consents.ConsentLost):  # not our sentence: what is stored is in no language
        return f"OAuth: {error.gaps['words']}"[:500]
    return f"{type(error).__name__}: {error}"[:500]
