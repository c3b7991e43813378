"""Serving files that came from outside: nothing in them may run in the reader's browser."""

from django.http import FileResponse

from accord.core import files
from accord.core.errors import NotFound
from accord.core.files import FileMissing
from accord.messaging import withholding
from accord.tickets.models import Attachment

SHOWN_INSIDE = {"image/png", "image/jpeg", "image/gif", "image/webp"}  # what a browser may show; all else is downloaded


def file_response(attachment: Attachment) -> FileResponse:
    """The bytes with headers that let nothing run. Raises NotFound where the store has lost them, NotAllowed."""
    withholding.demand(attachment.file)
    picture = attachment.content_type in SHOWN_INSIDE
    try:
        content = files.path_of(attachment.file).open("rb")
    except FileMissing as error:
        raise NotFound("file") from error
    response = FileResponse(
        content,
        as_attachment=not picture,
        filename=attachment.name,
        content_type=attachment.content_type if picture else "application/octet-stream",
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    return response
