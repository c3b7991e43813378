"""What the last message, or the one that just came, says and to whom."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import TextAsked, text_where
from accord.conditions.condition import Facts, Group, Operator, Sql
from accord.conditions.registry import add

CAME = frozenset({"ticket.opened", "message.received", "message.sent", "message.noted"})


def of_last(column: str) -> str:
    """A text column of the last message as an expression over `ticket t`; "" where there is none."""
    last = "m.ticket_id = t.id AND m.kind <> 'note' ORDER BY m.id DESC LIMIT 1"
    return f"coalesce((SELECT m.{column} FROM message m WHERE {last}), '')"


@add("message_text")
class MessageTextAsked(TextAsked):
    label = _("Text of the message")
    help = _("What the message says: the one that just came, else the last one.")
    group = Group.MESSAGE
    looks_at = CAME

    def texts(self, facts: Facts) -> list[str]:
        return [facts.message.text if facts.message is not None else ""]

    def where(self, operator: Operator, value: Any) -> Sql | None:
        return text_where(of_last("text"), operator, value)


@add("message_from")
class MessageFromAsked(TextAsked):
    label = _("From")
    help = _("The mail address from which the message came.")
    group = Group.MESSAGE
    looks_at = CAME

    def texts(self, facts: Facts) -> list[str]:
        return [facts.message.author_address if facts.message is not None else ""]

    def where(self, operator: Operator, value: Any) -> Sql | None:
        return text_where(of_last("author_address"), operator, value)


class Recipients(TextAsked):
    """Addresses in a list: it is enough that one of them is as asked."""

    group = Group.MESSAGE
    operators = (*TextAsked.operators, Operator.EMPTY, Operator.NOT_EMPTY)
    looks_at = CAME


@add("message_to")
class MessageToAsked(Recipients):
    label = _("To")
    help = _("The addresses to which the message was sent.")

    def texts(self, facts: Facts) -> list[str]:
        return list(facts.message.to) if facts.message is not None else []


@add("message_cc")
class MessageCcAsked(Recipients):
    label = _("In copy (Cc)")
    help = _("The addresses that got the message in copy.")

    def texts(self, facts: Facts) -> list[str]:
        return list(facts.message.cc) if facts.message is not None else []


@add("our_address")
class OurAddressAsked(TextAsked):
    label = _("Our address")
    help = _("Our own address to which the customer wrote.")
    group = Group.MESSAGE
    operators = (*TextAsked.operators, Operator.EMPTY, Operator.NOT_EMPTY)
    looks_at = frozenset({"ticket.opened"})

    def texts(self, facts: Facts) -> list[str]:
        return [facts.ticket.our_address]

    def where(self, operator: Operator, value: Any) -> Sql | None:
        return text_where("t.our_address", operator, value)
