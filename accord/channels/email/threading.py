"""Which ticket a mail belongs to, in the order of DESIGN section 5. Never by the bare subject.

First what only we can have issued: the token in a reply address (where its ticket was split, the ticket on which the
message that is answered stands now), our Message-IDs, Thread-Index, the mark in the quote. Then what anybody may know,
which counts only for who takes part: customers' Message-IDs, the subject's code.
"""

import re
from collections.abc import Iterator, Sequence, Sized

from accord.channels.email import message_ids, proofs
from accord.channels.email.models import OutgoingMail
from accord.channels.email.parsing import ParsedMail
from accord.core import ids
from accord.messaging.inbound import Claim
from accord.tickets import split_kin
from accord.tickets.delivering import OUTSIDE
from accord.tickets.models import Ticket
from accord.tickets.rows import run

MOST_IDS = 100
_CODE = re.compile(r"\[#\s?([0-9A-Za-z]{3}-?[0-9A-Za-z]{3}-?[0-9A-Za-z]{3})\s?\]")
_MOST_CODES = 5


def claims(parsed: ParsedMail, envelope_recipients: Sequence[str]) -> Iterator[Claim]:
    """The tickets that this mail names, the surest first; each is looked up only when the one before did not do."""
    named = _named_ids(parsed)
    yield from _by_address(parsed, envelope_recipients, named)
    yield from _by_our_ids(named)
    if parsed.thread_index and (number := proofs.ticket_of_thread_index(parsed.thread_index)) is not None:
        yield Claim(number, "thread_index", proven=True)
    yield from _by_mark(parsed)
    yield from _by_customers_ids(named)
    yield from _by_code(parsed.subject)


def could_belong(parsed: ParsedMail, envelope_recipients: Sequence[str]) -> bool:
    """Whether `claims` could find a ticket. Asks nobody: what only answers need is left out for the other mails."""
    if parsed.in_reply_to or parsed.references or parsed.thread_index or _CODE.search(parsed.subject[:2000]):
        return True
    shown = [mailbox.address for mailbox in (*parsed.to[:MOST_IDS], *parsed.cc[:MOST_IDS])]
    if any("+" in address for address in (*envelope_recipients, *parsed.delivered_to, *shown)):
        return True
    texts = (parsed.quoted_text, parsed.body_text, parsed.body_html)
    return any(message_ids.may_have_marker(text) for text in texts if text)


def by_returned_ids(returned: Sequence[str]) -> tuple[OutgoingMail | None, int | None]:
    """Our mail with one of these ids (a bounce names what came back), and the ticket of an id that we signed."""
    wanted = list(dict.fromkeys(returned))[:MOST_IDS]
    if not wanted:
        return None, None
    rows = {row.message_id: row for row in OutgoingMail.objects.filter(message_id__in=wanted)}
    for message_id in wanted:
        if message_id in rows:
            return rows[message_id], rows[message_id].ticket_id
    for message_id in wanted:
        if (number := _signed(message_id)) is not None:
            return None, number
    return None, None


def _by_address(
    parsed: ParsedMail, envelope_recipients: Sequence[str], named: dict[str, str]
) -> Iterator[Claim]:
    shown = [mailbox.address for mailbox in (*parsed.to[:MOST_IDS], *parsed.cc[:MOST_IDS])]
    for address in (*envelope_recipients, *parsed.delivered_to, *shown):
        if "+" in address and (found := proofs.ticket_of_address(address)) is not None:
            yield from _split_off(found[1], named)
            yield Claim(found[1], "reply_address", proven=True)


def _split_off(ticket_id: int, named: dict[str, str]) -> Iterator[Claim]:
    """The token is older than a split: the ticket on which the message that is answered stands now, if it was split off
    this one or this one off it. The token itself proves only its own ticket.
    """
    kin = split_kin.kin(ticket_id) if named else frozenset()
    if not kin:
        return
    ours, outside = _ours(named)
    theirs = _theirs(named)
    for message_id, why in named.items():
        stands = theirs.get(message_id, [])
        if message_id in ours or not stands:
            number = ours.get(message_id) or _signed(message_id)
            claim = Claim(number, why, proven=message_id not in outside) if number is not None else None
        else:
            number = ticket_id if ticket_id in stands else stands[0]
            claim = Claim(number, "customers_message", proven=False)
        if claim is not None:
            if claim.ticket_id in kin:
                yield claim
            return


def _named_ids(parsed: ParsedMail) -> dict[str, str]:
    """Message-IDs and the reason that each would be: In-Reply-To first, then References from the newest."""
    named = dict.fromkeys(parsed.in_reply_to[:MOST_IDS], "in_reply_to")
    for message_id in reversed(parsed.references[-MOST_IDS:]):
        named.setdefault(message_id, "references")
    named.pop("", None)
    return named


def _by_our_ids(named: dict[str, str]) -> Iterator[Claim]:
    if not named:
        return
    ours, outside = _ours(named)
    for message_id, why in named.items():
        number = ours.get(message_id) or _signed(message_id)
        if number is not None:
            yield Claim(number, why, proven=message_id not in outside)


def _ours(named: dict[str, str]) -> tuple[dict[str, int], set[str]]:
    """By the ids of our mails among these, the tickets where their messages stand; and those whose readers get no way
    in by them."""
    ours: dict[str, int] = {}
    outside: set[str] = set()
    for message_id, ticket_id, now_on, part in run(_OURS + f"o.message_id IN ({_gaps(named)})", list(named)):
        ours[message_id] = now_on or ticket_id
        if part.startswith(OUTSIDE):
            outside.add(message_id)
    return ours, outside


def _gaps(values: Sized) -> str:
    return ", ".join(["%s"] * len(values))


# The ticket of a mail is where its message stands now: that may have been split off, or merged.
_OURS = (
    "SELECT o.message_id, o.ticket_id, m.ticket_id, o.part FROM outgoing_mail o"
    " LEFT JOIN message m ON m.id = o.ticket_message_id WHERE o.ticket_id IS NOT NULL AND "
)
# `<> ''` is said as the partial index says it: else SQLite reads the whole ledger.
_THEIRS = (
    "SELECT i.message_id, coalesce(m.ticket_id, i.ticket_id) FROM incoming_mail i"
    " LEFT JOIN message m ON m.id = i.ticket_message_id WHERE i.message_id <> '' AND i.ticket_id IS NOT NULL"
    " AND i.fate IN ('opened', 'appended', 'follow-up') AND "
)


def _signed(message_id: str) -> int | None:
    """The ticket of an id that we signed; relays may have altered its domain."""
    code = message_ids.read(message_id, list(proofs.keys()))
    return _numbers([code]).get(code) if code else None


def _by_mark(parsed: ParsedMail) -> Iterator[Claim]:
    for text in (parsed.quoted_text, parsed.body_text, parsed.body_html):
        code = message_ids.marker_in(text, list(proofs.keys())) if text else None
        if code:
            number = _numbers([code]).get(code)
            if number is not None:
                yield Claim(number, "mark_in_quote", proven=True)
            return


def _by_customers_ids(named: dict[str, str]) -> Iterator[Claim]:
    if not named:
        return
    known = _theirs(named)
    for message_id in named:
        for ticket_id in known.get(message_id, []):
            yield Claim(ticket_id, "customers_message", proven=False)


def _theirs(named: dict[str, str]) -> dict[str, list[int]]:
    """By the ids of customers' mails among these, the tickets where they stand, the newest mail first."""
    theirs = f"{_THEIRS}i.message_id IN ({_gaps(named)}) ORDER BY i.id DESC LIMIT {MOST_IDS}"
    known: dict[str, list[int]] = {}
    for message_id, ticket_id in run(theirs, list(named)):
        known.setdefault(message_id, []).append(ticket_id or 0)
    return known


def _by_code(subject: str) -> Iterator[Claim]:
    codes = [code for text in _CODE.findall(subject[:2000])[:_MOST_CODES] if (code := ids.read_code(text))]
    numbers = _numbers(codes)
    for code in codes:
        if code in numbers:
            yield Claim(numbers[code], "subject_code", proven=False)


def _numbers(codes: Sequence[str]) -> dict[str, int]:
    return dict(Ticket.objects.filter(code__in=codes).values_list("code", "id")) if codes else {}
