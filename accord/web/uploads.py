"""Files that people upload: how large they may be, and which types are refused."""

import mimetypes
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accord.core import files, options
from accord.core.errors import Invalid
from accord.core.names import safe_name
from accord.tickets.writing import FileOf

_TOO_LARGE = _("That file is larger than %(most)s MB.")


def stored(upload: "UploadedFile[bytes]") -> FileOf:
    """Keep an uploaded file. Raises Invalid when it is too large or of a type that is refused here."""
    most = int(options.get("files.max_mb"))
    if (upload.size or 0) > most * 1_000_000:
        raise Invalid("file", sentence=_TOO_LARGE, most=most)
    name = safe_name(upload.name or "") or "file"
    refused = {each.strip().lower() for each in str(options.get("files.refused_types")).split(",")}
    if PurePath(name).suffix.lstrip(".").lower() in refused:
        raise Invalid("file", sentence=_("Files of this type are refused here."))
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileOf(files.put(upload.chunks()), name, guessed)
