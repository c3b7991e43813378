"""The process that invents and unfolds while another one loads. It never opens the database.

It is started before anything else, because it takes seconds to get ready, and told later what to make.
"""

import gc
import marshal
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accord.project.seeding.cast import Cast
    from accord.project.seeding.loading import Rows

AHEAD = 5  # batches that may wait to be loaded, while a transaction ends
_COUNTED = timedelta(days=2)  # how long automatic mails are remembered
_PATIENCE_S = 5


class InventorGone(RuntimeError):
    """The inventing process died. What was loaded is whole."""


@dataclass(frozen=True)
class Order:
    """What to make."""

    cast: "Cast"
    tickets: int
    seed: int
    together: int
    ids: dict[str, int]
    landmarks: bool = True


class Workshop:
    """Where another process invents."""

    def __init__(self, process: SpawnProcess, pipe: Connection) -> None:
        self._process, self._pipe = process, pipe
        self.process_id = process.pid or 0
        self._room = Semaphore(AHEAD)
        self._made: SimpleQueue[bytes | None] = SimpleQueue()
        self._receiver = Thread(target=self._receive, daemon=True, name="from the inventor")

    def begin(self, order: Order) -> None:
        """Let it make what is ordered; once."""
        self._pipe.send(order)
        self._receiver.start()

    def batches(self) -> Iterator["Rows"]:
        """The rows of `order.together` tickets at a time. Raises InventorGone."""
        while content := self._made.get():
            self._room.release()
            rows: Rows = marshal.loads(content)
            yield rows
        if content is None:
            raise InventorGone("The process that invents the tickets has ended; its message stands above.")

    def close(self) -> None:
        """Send it away, whatever it does."""
        self._process.terminate()
        self._room.release()
        self._process.join(_PATIENCE_S)
        if self._receiver.is_alive():
            self._receiver.join(_PATIENCE_S)
        self._pipe.close()

    def _receive(self) -> None:
        """Take what comes while the rows before are loaded: a pipe holds a fraction of a batch."""
        content: bytes | None = b"?"
        while content:
            self._room.acquire()
            try:
                content = self._pipe.recv_bytes()
            except (EOFError, OSError):
                content = None
            self._made.put(content)


@contextmanager
def opened() -> Iterator[Workshop]:
    """Start the process; it gets ready meanwhile, and is gone at the end of the block."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=True)
    process = context.Process(target=_serve, args=(theirs,), daemon=True, name="inventor")
    process.start()
    theirs.close()
    workshop = Workshop(process, ours)
    try:
        yield workshop
    finally:
        workshop.close()


def _serve(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever loads hears of Ctrl-C too, and sends us away
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    import django

    django.setup()
    from accord.project.seeding.vocabulary import LANGUAGES, tongue

    for language in LANGUAGES:
        tongue(language)
    gc.disable()  # nothing here goes in circles, and looking for them costs a quarter of the time
    try:
        for rows in make(pipe.recv()):
            pipe.send_bytes(marshal.dumps(rows))
        pipe.send_bytes(b"")
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # whoever loads has gone


def make(order: Order) -> Iterator["Rows"]:
    """The rows, in this process: all acts of a batch in the order of time, so that ids grow as in real life."""
    from accord.project.seeding.chance import Chance
    from accord.project.seeding.inventing import Inventor
    from accord.project.seeding.tables import Batch, World

    chance, cast = Chance(order.seed), order.cast
    inventor = Inventor(cast, order.tickets, chance, landmarks=order.landmarks)
    world = World(cast.system, cast.names, cast.tags, cast.key, inventor.until - _COUNTED)
    batch = Batch(world, chance, order.ids)
    for start in range(0, order.tickets, order.together):
        numbers = range(start, min(start + order.together, order.tickets))
        yield unfold(batch, [inventor.history(number) for number in numbers])


def unfold(batch: Any, histories: list[Any]) -> "Rows":
    """The rows of these histories."""
    from accord.project.seeding.unfolding import Unfolding

    told = [Unfolding(batch, history) for history in histories]
    acts = [(step, one) for one, history in zip(told, histories, strict=True) for step in history.steps]
    acts.sort(key=lambda act: act[0].at)
    for step, one in acts:
        one.do(step)
    for each in told:
        each.finish()
    batch.rows["search_doc"].sort()
    rows: Rows = batch.take()
    return rows
