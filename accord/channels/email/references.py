"""Which mails a mail of ours answers: our own ids and the customers', so that they stay together everywhere."""

import re

from accord.tickets.models import Ticket
from accord.tickets.rows import moment, run

MOST_IDS = 20
_OURS = (
    "SELECT CAST(created_at AS text), message_id FROM outgoing_mail WHERE ticket_id = %s"
    f" ORDER BY id DESC LIMIT {MOST_IDS}"
)
_THEIRS = (
    "SELECT CAST(received_at AS text), message_id FROM incoming_mail WHERE ticket_message_id IN (SELECT id FROM message"
    f" WHERE ticket_id = %s AND kind = 'incoming' ORDER BY id DESC LIMIT {MOST_IDS}) AND message_id <> '' ORDER BY id"
)
_USABLE = re.compile(
    r"[!-;=?-~]{3,250}"
)  # printable ASCII without < > and spaces: a strange id would break the line


def thread_of(ticket: Ticket, own: str) -> tuple[str, list[str]]:
    """(In-Reply-To, References), without < >; both empty at the beginning.

    References name the first mail and the newest ones. Our own id stands before the last, because some relays
    rewrite Message-ID and keep References (DESIGN section 5).
    """
    theirs = _customers_ids(ticket)
    ours = [(moment(at), message_id) for at, message_id in run(_OURS, [ticket.pk])]
    in_order = [one for _at, one in sorted([*theirs, *ours])]
    answered = theirs[-1][1] if theirs else (in_order[-1] if in_order else "")
    earlier = [one for one in dict.fromkeys(in_order) if one != answered]
    if len(earlier) > MOST_IDS:
        earlier = [earlier[0], *earlier[1 - MOST_IDS :]]
    return answered, [*earlier, own, *([answered] if answered else [])]


def usable(message_id: str) -> bool:
    """Whether the id can stand in a header of ours."""
    return _USABLE.fullmatch(message_id) is not None


def _customers_ids(ticket: Ticket) -> list[tuple[object, str]]:
    return [(moment(at), message_id) for at, message_id in run(_THEIRS, [ticket.pk]) if usable(message_id)]
