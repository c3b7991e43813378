"""Mail that comes into mailboxes elsewhere while a desk lives and dies, and the wire over which it is fetched."""

import contextlib
import queue
import random
import socket
import threading
import time

from tests.long.load import SETTLE_S
from tests.long.providers import Box

_FETCHES = (b"BODY.PEEK[]", b"RETR ", b"TOP ")
_IS_DONE = (b" IDLE", b"LOGOUT", b"QUIT")


class Postman(threading.Thread):
    """Fills the boxes, some mails a round, at moments of his own."""

    def __init__(self, boxes: list[Box], seed: int) -> None:
        super().__init__(daemon=True)
        self.boxes, self.chance = boxes, random.Random(seed)
        self.failed: Exception | None = None
        self._rounds: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def go_round(self) -> None:
        """Another few mails, soon."""
        self._rounds.put(True)

    def end(self) -> None:
        self._rounds.put(False)
        self.join(SETTLE_S)
        assert self.failed is None and not self.is_alive(), self.failed

    def run(self) -> None:
        try:
            while self._rounds.get():
                for box in self.boxes:
                    text = "It stops.\n" * self.chance.choice((1, 1, 5, 5, 5, 500, 500, 30000))
                    with_id = self.chance.choice(("yes", "yes", "no"))
                    box.deliver(
                        0, *[box.written(text, with_id=with_id) for _ in range(self.chance.randint(1, 3))]
                    )
                    time.sleep(self.chance.uniform(0, 0.3))
        except Exception as error:
            self.failed = error


class Wire:
    """A slow line to a server of mailboxes, which knows whether mail is being fetched over it.

    That is from the question for a mail's bytes until the desk says that it waits or goes: the mail is stored, the
    cursor moved and the server told meanwhile.
    """

    def __init__(self, target: tuple[str, int], seed: int) -> None:
        self.target, self.chance = target, random.Random(seed)
        self._fetching: set[int] = set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def busy(self) -> bool:
        return bool(self._fetching)

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client = self._server.accept()[0]
                server = socket.create_connection(self.target, timeout=30)
                server.settimeout(None)
                for pump in (self._commands, self._answers):
                    threading.Thread(target=pump, args=(client, server), daemon=True).start()

    def _commands(self, client: socket.socket, server: socket.socket) -> None:
        number = client.fileno()
        with contextlib.suppress(OSError):
            while data := client.recv(1 << 16):
                if any(word in data for word in _FETCHES):
                    self._fetching.add(number)
                elif any(word in data for word in _IS_DONE):
                    self._fetching.discard(number)
                server.sendall(data)
        self._fetching.discard(number)
        _cut(server)

    def _answers(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(1 << 16):
                time.sleep(self.chance.uniform(0, 0.005))
                client.sendall(data)
        _cut(client)


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
