"""The mails that carry an agent's answer.

One mail for everybody in To and Cc. An answer that also resolves goes twice under the same To and Cc: to the requester
with the two buttons, to the others without (DOMAIN 7.2). Each blind copy is a mail of its own that names nobody blind.
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from accord.channels.email import addressing, message_ids
from accord.channels.email.drafting import File, Mail, Nature
from accord.channels.email.letters import answering
from accord.channels.email.letters.blocks import Block
from accord.channels.email.own_addresses import our_addresses
from accord.channels.email.posting import Desk, personal, without_buttons
from accord.channels.email.reaching import sendable
from accord.channels.email.wordings import wearing
from accord.channels.email.wordings.remembered import wording
from accord.core import records
from accord.events.models import Event
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.tickets import apart
from accord.tickets.happenings import TicketPostponed
from accord.tickets.models import Attachment, Message, State
from accord.tickets.participating import takes_part
from accord.tickets.rows import run

_LOOKED_AT = 20  # of the customer's messages, for the last one that he wrote himself
_BEFORE = "ticket_id = %s AND kind = 'incoming' AND id < %s ORDER BY id DESC LIMIT %s"
_OF_SOURCE = "id IN (SELECT message_id FROM merged_message WHERE source_id = %s)"
_OPEN = (
    "SELECT 1 FROM resolution r JOIN ticket t ON t.id = r.ticket_id"
    " WHERE r.id = %s AND r.ended_at IS NULL AND t.state = %s"
)


def answer_mails(desk: Desk, message: Message, data: dict[str, Any]) -> list[Mail]:
    """The mails of this answer; none when no address in it can be written to."""
    to, cc, bcc = _envelopes(message)
    signature = addressing.signature(message.author, desk.ticket, desk.mailbox)
    words = answering.answer(message, signature, until=_promised(message, data))
    own = wording("answer", desk.ticket.department_id, desk.language)
    if own is not None:
        words = wearing.framed(own, words, wearing.about_ticket(desk.ticket, message.author, {}))
    earlier = _last_words(message, [*to, *cc, *bcc])
    main = _main(desk, message, words, earlier, to, cc)
    resolution_id = _open_resolution(data)
    if resolution_id:
        mails = _with_question(desk, main, words, earlier, resolution_id)
    else:
        mails = [main] if main.recipients else []
    for number, address in enumerate(bcc, 1):
        blind = desk.new_id()
        blocks = [*words, *_quoted(earlier, blind)]
        mails.append(without_buttons(main, f"bcc-{number}", blocks, blind, [address]))
    return mails


def _envelopes(message: Message) -> tuple[list[str], list[str], list[str]]:
    """To, Cc and Bcc: usable addresses of others, nobody twice."""
    ours = our_addresses()
    seen: set[str] = set()
    found: list[list[str]] = []
    for addresses in (message.to, message.cc, message.bcc):
        good = sendable((one for one in addresses if one.strip().lower() not in seen), ours)
        seen |= {one.lower() for one in good}
        found.append(good)
    return found[0], found[1], found[2]


def _main(
    desk: Desk, message: Message, words: list[Block], earlier: Message | None, to: list[str], cc: list[str]
) -> Mail:
    """The mail for everybody in To and Cc; with the requester's own page only when it goes to nobody else."""
    names = addressing.names_of([*to, *cc])
    alone = [one.lower() for one in [*to, *cc]] == [desk.ticket.requester_address.lower()]
    own_id = desk.new_id()
    mail = desk.mail(
        "answer",
        [*words, *_quoted(earlier, own_id)],
        to=[(names.get(one.lower(), ""), one) for one in to],
        nature=Nature.NOTICE if written_by_nobody(message) else Nature.PERSON,
        message_id=own_id,
        agent=message.author,
        link_url=desk.personal_url() if alone else "",
        first=earlier is None and message.pk == _first_id(message),
    )
    return replace(
        mail,
        recipients=[*to, *cc],
        cc=[(names.get(one.lower(), ""), one) for one in cc],
        files=files_of(message),
        ticket_message_id=message.pk,
    )


def written_by_nobody(message: Message) -> bool:
    """Whether a rule wrote it: such mails are budgeted and say of themselves that they are automatic."""
    return message.author is not None and message.author.kind == PersonKind.SYSTEM


def _with_question(
    desk: Desk, main: Mail, words: list[Block], earlier: Message | None, resolution_id: int
) -> list[Mail]:
    ticket = desk.ticket
    asked = [one for one in main.recipients if one.lower() == ticket.requester_address.lower()]
    others = [one for one in main.recipients if one not in asked]
    mails: list[Mail] = []
    if asked:
        blocks = [
            *words,
            *answering.question(ticket, resolution_id, asked[0]),
            *_quoted(earlier, main.message_id),
        ]
        letter = personal(replace(main.letter, blocks=blocks), desk.personal_url())
        mails.append(replace(main, letter=letter, recipients=asked).asking(resolution_id))
    if others:
        own_id = desk.new_id()
        blocks = [*words, *answering.resolved_too(ticket), *_quoted(earlier, own_id)]
        mails.append(without_buttons(main, "answer-copy", blocks, own_id, others))
    return mails


def _open_resolution(data: dict[str, Any]) -> int | None:
    """The resolution that this answer states, unless it is over already: then nothing is asked."""
    number: int | None = data.get("resolution")
    return number if number and run(_OPEN, [number, State.RESOLVED.value]) else None


def _promised(message: Message, data: dict[str, Any]) -> datetime | None:
    """The day that a postponed ticket's customer was told, if this message told it."""
    if data.get("was") != State.POSTPONED:
        return None
    rows = Event.objects.filter(ticket_id=message.ticket_id, kind=TicketPostponed.key).order_by("-id")
    for payload in rows.values_list("data", flat=True)[:5]:
        if payload.get("message") == message.pk:
            return datetime.fromisoformat(payload["until"])
    return None


def _last_words(message: Message, readers: list[str]) -> Message | None:
    """The customer's last message before this one, for quoting; None when a reader is a stranger on this ticket.

    Whoever wrote with nothing but a right token sees no history (DOMAIN 7.4).
    """
    unread = {"auto-reply", "bounce", "receipt", "calendar-reply"}
    before, given = _BEFORE, [message.ticket_id, message.pk, _LOOKED_AT]
    if (source := apart.source_of(message)) is not None:
        before, given = f"{_OF_SOURCE} AND {_BEFORE}", [source.pk, *given]
    elif apart.hidden_readers(message.ticket, readers):
        return None
    else:
        unread.add(apart.APART)
    found = run(f"SELECT id, author_id, author_address, CAST(marks AS text) FROM message WHERE {before}", given)
    rows = [(*row[:3], set(json.loads(row[3]))) for row in found]
    recent = [row for row in rows if unread.isdisjoint(row[3])]
    strangers = {
        address.lower()
        for _id, author, address, marks in recent
        if "new-person" in marks and author and not takes_part(message.ticket, records.new(Person, id=author))
    }
    if not recent or strangers & {one.lower() for one in readers}:
        return None
    return records.find_with(Message, "id", recent[0][0], ("author",))


def _quoted(earlier: Message | None, own_id: str) -> list[Block]:
    if earlier is None:
        return []
    name = (earlier.author.public_name if earlier.author else "") or earlier.author_address
    return answering.quote(earlier, name, message_ids.local_part(own_id))


def _first_id(message: Message) -> int | None:
    found = run("SELECT min(id) FROM message WHERE ticket_id = %s", [message.ticket_id])
    return found[0][0] if found else None


def files_of(message: Message) -> list[File]:
    """The files of a message as they go along with a mail."""
    rows = (
        Attachment.objects.select_related("file").filter(message=message).order_by("id")
        if message.has_files
        else []
    )
    return [File(row.file, row.name, row.content_type, row.content_id if row.inline else "") for row in rows]
