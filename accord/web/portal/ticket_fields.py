"""What a customer sees of his request's fields, and changes where he may."""

from django.http import HttpRequest, HttpResponse

from accord.core.errors import AccordError
from accord.tickets import filling
from accord.web.field_inputs import read
from accord.web.portal.deciding import Visit
from accord.web.portal.pages import go
from accord.web.portal.ticket_page import page


def fill(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Fill in what he may; what is refused is said at the top of the page."""
    fields = [field for field, _value, _words in filling.shown_to_customers(visit.ticket)]
    try:
        filling.fill(visit.ticket, read(request.POST, fields), by=visit.person)
    except AccordError as error:
        return page(request, visit, whole=True, problem=error, status=error.status)
    return go(request, request.path, done="filled")
