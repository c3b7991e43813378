"""A port for a server is none that the kernel may give to a connection."""

import socket
from pathlib import Path

from accord.core import ports


def test_free_and_below_those_of_connections() -> None:
    port = ports.free_port()
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")
    assert not given.exists() or int(given.read_text().split()[0]) >= ports.LAST
