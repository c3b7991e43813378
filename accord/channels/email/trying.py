"""Which mail is being parsed now: a note that outlives this process, so that a mail which kills its parser is known.

The note names one mail at a time: naming a whole batch would make fifty mails suspect of one death, and each suspect
costs a child process. Who finds a note was preceded by a worker that fell in the midst of a batch, and begins with
small batches: one that falls every second still comes further (both found by the killing test).
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

NOTE = "mail-trying.json"
AFTER_A_FALL = 2  # mails in the first batch; doubled after each
WHOLE = 1 << 20


class Trying:
    """The note of one worker. `suspects` are mails that earlier workers were parsing when they fell.

    `pace` is how many mails may be taken at once.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / NOTE
        self._fd = -1
        self._size = 0
        self.suspects: set[str] = set()
        self.pace = AFTER_A_FALL
        try:
            self.suspects.update(json.loads(self._path.read_text("utf-8")))
        except FileNotFoundError:
            self.pace = WHOLE
        except (ValueError, TypeError):
            pass

    @contextmanager
    def mail(self, spool_id: str) -> Iterator[bool]:
        """Inside the block this mail is being parsed; gives whether it is suspect."""
        self._write([spool_id, *self.suspects])
        yield spool_id in self.suspects

    def parsed(self) -> None:
        """Nothing is being parsed now; the batch goes on."""
        self._write(list(self.suspects))

    def clear(self, spool_ids: Iterable[str]) -> None:
        """The batch is over and these have their fate: whatever they were suspected of is over, too."""
        self.suspects.difference_update(spool_ids)
        self.pace = min(self.pace * 2, WHOLE)
        self._write(list(self.suspects))
        if not self.suspects:
            self._path.unlink(missing_ok=True)
            self._close()

    def _write(self, spool_ids: list[str]) -> None:
        """Overwrite the note in place, padded with blanks: emptying a file makes ext4 write it out each time."""
        if self._fd < 0:
            self._fd = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            self._size = os.fstat(self._fd).st_size
        text = json.dumps(spool_ids).encode().ljust(self._size)
        self._size = os.pwrite(self._fd, text, 0)

    def _close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __del__(self) -> None:
        self._close()
