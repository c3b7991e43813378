"""Ports of this machine for servers that are started for a while."""

import contextlib
import secrets
import socket

FIRST, LAST = 20_000, 32_000


def free_port() -> int:
    """A port on which nobody listens. It is below those that kernels give to connections that go out (from 32,768), so
    none of them has it when a server that was there starts again.
    """
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
