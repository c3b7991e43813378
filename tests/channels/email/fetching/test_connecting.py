"""Connections to mail servers, as other threads end them."""

import socket

from accord.channels.email.fetching import connecting


def test_a_connection_that_is_closed_already_is_not_interrupted() -> None:
    """A worker that ends between two looks into a POP3 mailbox finds no socket."""
    connecting.interrupt(None)
    here, there = socket.socketpair()
    here.close()
    connecting.interrupt(here)
    there.close()
