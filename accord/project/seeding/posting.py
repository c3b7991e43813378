"""The mails around a history: what came in, and what went out, as the e-mail channel would have written them down.

The bytes of these mails do not exist: `raw_id` is empty, and `sha256` is that of the words alone.
"""

import hashlib
from typing import TYPE_CHECKING

from accord.channels.email import message_ids
from accord.channels.email.subjects import subject_of
from accord.project.seeding.histories import Step

_DIGITS = str.maketrans("", "", "-: ")

if TYPE_CHECKING:
    from accord.project.seeding.standing import Standing


class Posting:
    """The mails of one ticket."""

    __slots__ = ("owed", "subject", "told")

    def __init__(self, told: "Standing") -> None:
        self.told = told
        self.subject = subject_of(told.subject.text, told.code, again=True)
        self.owed: list[tuple[int, str, int | None, int | None, bool]] = []

    def came(self, step: Step, message: int, fate: str, reason: str) -> None:
        """A mail of the customer's: its row in the ledger."""
        told, batch = self.told, self.told.batch
        requester, mailbox = told.history.requester, told.history.mailbox
        number = told.new["incoming_mail"]()
        text = step.words.text if step.words else ""
        content = text.encode()
        body = hashlib.sha256(content).hexdigest()
        sent = told.db[:19].translate(_DIGITS)
        message_id = f"{sent}.{batch.chance.getrandbits(80):020x}@mail.example.org"
        whole = hashlib.sha256(message_id.encode() + content).hexdigest()
        subject = told.subject.text if fate == "opened" else f"Re: {told.subject.text}"[:300]
        told.rows["incoming_mail"].append((
            number, f"seed-{number}", told.db, told.db, mailbox.id, requester.address, f'["{mailbox.address}"]',
            requester.address, subject, message_id, whole, body, len(text) + 1500, fate, reason, "{}", None, told.id,
            message, None, 1,
        ))  # fmt: skip

    def owe(
        self, event: int, part: str, message: int | None = None, resolution: int | None = None, *, copied: bool = False
    ) -> None:
        """An event calls for mails; they go out with `send`. `copied`: an answer that went to all."""
        self.owed.append((event, part, message, resolution, copied))

    def send(self) -> None:
        """Everything owed is written down and taken by the next server."""
        told = self.told
        requester = told.history.requester.address
        for event, part, message, resolution, copied in self.owed:
            copies = told.history.copied if copied or part == "resolved" else ()
            if part == "answer":
                asked = [requester] if resolution else [requester, *(one.address for one in copies)]
                self._mail(event, part, asked, message, resolution)
                if resolution and copies:
                    self._mail(event, "answer-copy", [one.address for one in copies], message, None)
                told._event("message.delivered", told.batch.world.system, {"message": message}, public=False)
            else:
                self._mail(event, part, [requester], None, resolution)
                for one in copies:
                    self._mail(event, f"resolved-copy-{one.id}", [one.address], None, None)
            if resolution:
                told.told(resolution)
        self.owed = []

    def _mail(self, event: int, part: str, to: list[str], message: int | None, resolution: int | None) -> None:
        told, batch = self.told, self.told.batch
        mailbox = told.history.mailbox
        domain = mailbox.address.rpartition("@")[2]
        message_id = message_ids.new(told.code, domain, batch.world.key, batch.chance.randbytes(10))
        recipients, outcomes = '", "'.join(to), '": "", "'.join(to)
        told.rows["outgoing_mail"].append((
            told.new["outgoing_mail"](), event, part, message_id, told.id, message, resolution, mailbox.id,
            "" if part == "received" else mailbox.address, f'["{recipients}"]', f'{{"{outcomes}": ""}}',
            self.subject, None, "sent", told.db, told.db, 1, "",
        ))  # fmt: skip
        if message is None and told.now >= batch.world.forgotten_before:
            for address in to:
                told.rows["automatic_mail"].append((told.new["automatic_mail"](), address, told.id, told.db))
