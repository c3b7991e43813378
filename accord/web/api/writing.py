"""What programs write: cleaned words with files that were sent before."""

import re
from pathlib import PurePath
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accord.core import clock, files, options
from accord.core.errors import Invalid
from accord.core.html import clean_outgoing, from_text, to_text
from accord.core.models import StoredFile
from accord.core.names import safe_name
from accord.people.models import Person
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.models import Ticket
from accord.tickets.writing import FileOf, Words
from accord.web.api.inputs import ExplanationIn, WordsIn

SALT = "accord.web.api.files"
UPLOAD_LIVES_S = 24 * 3600
DEFAULT_TYPE = "application/octet-stream"
_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")


class FileRefused(Invalid):
    """A file that is too large or of a refused type, or an id that we did not give."""


def words_from(body: WordsIn, person: Person, language: str) -> Words:
    """The words of a body; HTML wins over text. Raises FileRefused."""
    kept = [uploaded(each, person) for each in body.files]
    if not body.html.strip():
        return Words(text=body.text, html=from_text(body.text), files=kept, language=language)
    html = clean_outgoing(body.html)
    return Words(text=to_text(html), html=html, files=kept, language=language)


def explanation_from(body: ExplanationIn, reason: str, ticket: Ticket) -> Explanation:
    """Reason and the three parts, with the ready text where it was asked for."""
    if not body.ready:
        return Explanation(reason, body.what.strip(), body.why.strip(), body.next.strip())
    ready = ready_text(reason, ticket.language, ticket.department_id)
    return Explanation(
        reason, body.what.strip() or ready.what, body.why.strip() or ready.why, body.next.strip() or ready.next
    )


def keep(upload: "UploadedFile[Any]", person: Person) -> dict[str, Any]:
    """Store an upload durably; gives what the caller is told, with an id that only this person may use, for a day."""
    most = int(options.get("files.max_mb"))
    if (upload.size or 0) > most * 1_000_000:
        raise FileRefused("file", sentence=_("That file is larger than %(most)s MB."), most=most)
    name = safe_name(upload.name or "") or "file"
    refused = {each.strip().lower() for each in str(options.get("files.refused_types")).split(",")}
    if PurePath(name).suffix.lstrip(".").lower() in refused:
        raise FileRefused("file", sentence=_("Files of this type are refused here."))
    stored = files.put(upload.chunks())
    content_type = _plain_type(upload.content_type)
    made = int(clock.now().timestamp())
    text = signing.Signer(salt=SALT).sign_object([stored.pk, name, content_type, person.pk, made], compress=True)
    return {"id": text, "name": name, "content_type": content_type, "size": stored.size}


def uploaded(text: str, person: Person) -> FileOf:
    """The file of an id that `keep` gave this person within the last day. Raises FileRefused."""
    gone = FileRefused("files", sentence=_("There is no such file, or it was sent more than a day ago."))
    try:
        file_id, name, content_type, owner, made = signing.Signer(salt=SALT).unsign_object(text)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise gone from error
    stored = StoredFile.objects.filter(pk=file_id).first()
    if owner != person.pk or stored is None or clock.now().timestamp() - made > UPLOAD_LIVES_S:
        raise gone
    return FileOf(stored, name, content_type)


def _plain_type(text: str | None) -> str:
    known = (text or "").strip().lower()
    return known if len(known) <= 120 and _TYPE.fullmatch(known) else DEFAULT_TYPE
