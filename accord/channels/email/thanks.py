"""Thanks by mail: words are judged before the transaction, what they carry when the fate is decided (DOMAIN 6.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.channels.email.contents import files_kept, in_subject_only
from accord.channels.email.parsing import ParsedMail
from accord.channels.email.subjects import bare
from accord.core.models import StoredFile
from accord.messaging.courtesy import is_courtesy
from accord.tickets.models import Attachment


@dataclass(frozen=True)
class Thanks:
    """Whether the words are nothing but thanks, and the pictures that make more of them unless they are known."""

    said: bool = False
    pictures: Sequence[StoredFile] = ()

    def only(self) -> bool:
        """Whether the mail says thanks and nothing else. Asks the database only for thanks that carry a picture."""
        return self.said and all(map(_seen_before, self.pictures))


def read(parsed: ParsedMail, files: Sequence[StoredFile]) -> Thanks:
    """The thanks of a mail, whose subject speaks where it has no words. `files` are its stored ones, in their order."""
    own = parsed.own_files
    if not all(each.content_type.startswith("image/") for each in own):
        return Thanks()
    if not is_courtesy(_said(parsed), sender_name=parsed.from_name):
        return Thanks()
    mine = {id(each) for each in own}
    kept = zip(files_kept(parsed), files, strict=True)
    return Thanks(True, [stored for each, stored in kept if id(each) in mine])


def _said(parsed: ParsedMail) -> str:
    if in_subject_only(parsed):
        return bare(parsed.subject)
    if parsed.calendar is not None and parsed.calendar.is_answer:
        return parsed.calendar.own_words(parsed.visible_text)
    return parsed.visible_text


def _seen_before(picture: StoredFile) -> bool:
    """A logo comes with each mail of whoever has one, and of his colleagues; what shows something is new."""
    return Attachment.objects.filter(file=picture, message__isnull=False).exists()
