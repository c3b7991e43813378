"""An answer as it waits: all that its composer says of it, as a draft with its files, and read back from there."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from accord.core import clock
from accord.core.html import from_text, to_text
from accord.people.models import Person
from accord.tickets import participating, replying
from accord.tickets.explaining import Explanation
from accord.tickets.lifecycle import locked
from accord.tickets.models import Attachment, Draft, Later, Message, Ticket
from accord.tickets.writing import FileOf, Words


@dataclass(frozen=True)
class Besides:
    """What a room above does besides when an answer goes out, such as the changes of the macros that it carries.

    `others`: the ids of the tickets that it changes then, besides the answered one.
    """

    do: Callable[[Ticket, Person, Any], None]
    others: Callable[[Ticket, Person, Any], Sequence[int]]


_besides: dict[str, Besides] = {}  # by the keys of `Answer.besides`


def install(besides: dict[str, Besides]) -> None:
    """What is done with each entry of `Answer.besides`; listed in `project/wiring.py`."""
    _besides.clear()
    _besides.update(besides)


@dataclass(frozen=True)
class Answer:
    """What `replying.reply` takes. `besides` holds JSON for what is done in the same transaction, see `install`."""

    words: Words
    to: Sequence[str] | None = None
    cc: Sequence[str] | None = None
    bcc: Sequence[str] = ()
    seen: int | None = None
    keep_postponed: bool = False
    open_again: bool = False
    resolve: Explanation | None = None
    besides: dict[str, Any] = field(default_factory=dict)


def send(ticket: Ticket, answer: Answer, *, by: Person, because: str = "") -> Message:
    """Send it now, by the human's verb; his draft stays. Raises as `replying.reply`."""
    with locked(ticket, *others(ticket, answer, by)):
        message = reply(ticket, answer, by=by, keep_draft=True, because=because)
        for key, value in answer.besides.items():
            _besides[key].do(ticket, by, value)
    return message


def reply(
    ticket: Ticket, answer: Answer, *, by: Person, keep_draft: bool = False, because: str = ""
) -> Message:
    """`replying.reply` with all that the answer says, but for what is done besides. Raises as that."""
    return replying.reply(
        ticket,
        answer.words,
        by=by,
        to=answer.to,
        cc=answer.cc,
        bcc=answer.bcc,
        seen=answer.seen,
        keep_postponed=answer.keep_postponed,
        open_again=answer.open_again,
        resolve=answer.resolve,
        keep_draft=keep_draft,
        because=because,
    )


def others(ticket: Ticket, answer: Answer, by: Person) -> list[int]:
    """The tickets that are changed with it: whoever holds the ticket until then takes them in one order."""
    return [
        found for key, value in answer.besides.items() for found in _besides[key].others(ticket, by, value)
    ]


def keep(ticket: Ticket, answer: Answer, by: Person) -> Draft:
    """The words as a draft with its files. To whom it goes is settled now, as its writer sees it."""
    cc = answer.cc
    if cc is None:
        cc = participating.addresses_in_copy(ticket) if answer.to is None else ()
    draft = Draft.objects.create(
        ticket=ticket,
        person=by,
        kind=Draft.LATER,
        html=answer.words.html or from_text(answer.words.text),
        to=list(answer.to if answer.to is not None else [ticket.requester_address]),
        cc=list(cc),
        bcc=list(answer.bcc),
        updated_at=clock.now(),
    )
    Attachment.objects.bulk_create(
        Attachment(
            draft=draft,
            file=each.file,
            name=each.name,
            content_type=each.content_type,
            size=each.file.size,
            inline=each.inline,
            content_id=each.content_id[:255],
        )
        for each in answer.words.files
    )
    return draft


def how(answer: Answer) -> dict[str, Any]:
    """What the draft does not hold, as JSON for `Later.how`."""
    return {
        "language": answer.words.language,
        "keep_postponed": answer.keep_postponed,
        "open_again": answer.open_again,
        "resolve": asdict(answer.resolve) if answer.resolve is not None else None,
        "besides": answer.besides,
    }


def answer_of(row: Later) -> Answer:
    """The answer that waits there."""
    draft, said = row.draft, row.how
    rows = Attachment.objects.select_related("file").filter(draft=draft).order_by("id")
    kept = [FileOf(a.file, a.name, a.content_type, inline=a.inline, content_id=a.content_id) for a in rows]
    return Answer(
        Words(to_text(draft.html), draft.html, files=kept, language=said.get("language", "")),
        draft.to,
        draft.cc,
        draft.bcc,
        keep_postponed=bool(said.get("keep_postponed")),
        open_again=bool(said.get("open_again")),
        resolve=Explanation(**said["resolve"]) if said.get("resolve") else None,
        besides=said.get("besides") or {},
    )
