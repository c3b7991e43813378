"""What a customer's page shows of his request's fields."""

from accord.people.fields.known import Field
from accord.people.models import Customers
from accord.tickets import filling
from accord.tickets.models import State, Ticket
from accord.web.field_inputs import Input


def forms(ticket: Ticket) -> list[Input]:
    """The fields that he may change now."""
    if ticket.state in (State.CLOSED, State.DELETED, State.SPAM):
        return []
    shown = filling.shown_to_customers(ticket)
    return [Input(field, value) for field, value, _words in shown if field.customers == Customers.EDIT]


def words(ticket: Ticket) -> list[tuple[Field, object, str]]:
    """The fields that he only reads now."""
    typed = {each.field.key for each in forms(ticket)}
    return [each for each in filling.shown_to_customers(ticket) if each[0].key not in typed and each[1] is not None]
