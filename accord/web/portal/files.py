"""Files of one's own requests."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse

from accord.core.errors import NotFound
from accord.tickets import apart, seeing
from accord.tickets.models import Attachment
from accord.web.files import file_response
from accord.web.portal import proving
from accord.web.portal.own import access_as_customer
from accord.web.portal.pages import go, portal_page
from accord.web.portal.ticket_page import automatic


@portal_page
def file(request: HttpRequest, number: int, name: str) -> HttpResponse | FileResponse:
    """A file of a message that the reader may see; never of a note, nor of a mail that a server wrote."""
    found = proving.proven(request)
    if found is None:
        return go(request, reverse("my"), then=request.path)
    attachment = Attachment.objects.select_related("message__ticket", "file").filter(pk=number).first()
    message = attachment.message if attachment else None
    if attachment is None or message is None or message.is_note or automatic(message):
        raise NotFound("file")
    ticket = apart.source_of(message) or message.ticket
    if not seeing.may_see(access_as_customer(found), ticket) or message.ticket.purged_at is not None:
        raise NotFound("file")
    return file_response(attachment)
