"""What agents do inside of a desk under load, called through `tests/insider.py`."""

from typing import Any

from accord.core.errors import AccordError
from accord.people.models import Person
from accord.tickets.explaining import Explanation
from accord.tickets.models import Message, MessageKind, Ticket
from accord.tickets.replying import reply
from accord.tickets.writing import Words


def answer(email: str, marks: list[str]) -> list[str]:
    """Answer one waiting ticket for each mark, the longest waiting first; gives the marks whose answer is stored.

    Every third answer resolves its ticket.
    """
    by = Person.objects.get(email=email)
    waiting = list(Ticket.objects.filter(to_solve=True).order_by("waiting_since", "id")[: len(marks)])
    stored = []
    for number, (ticket, mark) in enumerate(zip(waiting, marks, strict=False)):
        resolve = Explanation("solved") if number % 3 == 2 else None
        try:
            reply(ticket, Words(text=f"Clean the burrs, that helps. {mark}"), by=by, resolve=resolve)
        except AccordError:  # the customer or a colleague was faster
            continue
        stored.append(mark)
    return stored


def outgoing_texts() -> list[dict[str, Any]]:
    """Every answer that is stored: id, text and delivery, oldest first."""
    rows = Message.objects.filter(kind=MessageKind.OUTGOING).order_by("id")
    return list(rows.values("id", "text", "delivery"))


def incoming_texts() -> list[str]:
    """The words of every customer's message, oldest first."""
    return list(Message.objects.filter(kind=MessageKind.INCOMING).order_by("id").values_list("text", flat=True))


def answer_ticket(code: str, text: str, email: str = "ieva@example.com", resolve: bool = False) -> int:
    """Answer one ticket; gives the id of the answer."""
    by = Person.objects.get(email=email)
    ticket = Ticket.objects.get(code=code)
    return reply(ticket, Words(text=text), by=by, resolve=Explanation("solved") if resolve else None).pk
