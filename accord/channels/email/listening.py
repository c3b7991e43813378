"""The listener: takes mail in by SMTP and LMTP and stores it in the spool. Needs no Django.

Run it alone with `python -m accord.channels.email.listening --data DIR --smtp-port N`, or `await
serve(...)` inside another asyncio loop.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from accord.channels.email.reception import Intake
from accord.channels.email.recipients import Recipients
from accord.channels.email.sessions import conversation
from accord.channels.email.spool import Committer
from accord.core.certificates import BadCertificate, CertificateFiles, changed

_BACKLOG = 256
_FORGET_REFUSALS_SECONDS = 3600.0
_FAREWELL_STEPS = 250
_FAREWELL_STEP_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen. A port of 0 lets the system choose; None means not at all.

    With `tls` the doors offer STARTTLS, and `smtps_port` speaks TLS from the first byte on.
    """

    data_dir: Path
    host: str = "127.0.0.1"
    smtp_port: int | None = None
    lmtp_port: int | None = None
    lmtp_socket: Path | None = None
    smtps_port: int | None = None
    tls: CertificateFiles | None = None
    idle_seconds: float = 300.0
    connections_per_peer: int = 50
    connections: int = 500


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where it listens now."""

    smtp_port: int | None
    lmtp_port: int | None
    smtps_port: int | None = None


async def serve(config: Listening, started: Callable[[Addresses], None] | None = None) -> None:
    """Listen until cancelled; then no new mail is taken, but what is being stored is stored and answered.

    `started` is called once when all doors are open. Raises OSError when an address is taken, SpoolFull
    when the spool folder cannot be made, BadCertificate when `tls` cannot be used.
    """
    committer = Committer(config.data_dir)
    intake = Intake(
        Recipients(config.data_dir),
        committer,
        idle_seconds=config.idle_seconds,
        per_peer=config.connections_per_peer,
        in_all=config.connections,
        tls=config.tls.context() if config.tls else None,
    )
    servers: list[asyncio.Server] = []
    renewing = asyncio.create_task(_renew(config, intake))
    try:
        addresses = await _open(config, intake, servers)
        if started is not None:
            started(addresses)
        while True:
            await asyncio.sleep(_FORGET_REFUSALS_SECONDS)
            intake.refusals.clear()
    finally:
        renewing.cancel()
        for server in servers:
            server.close()
        await _hang_up(intake)
        await asyncio.to_thread(committer.close)
        if config.lmtp_socket is not None:
            config.lmtp_socket.unlink(missing_ok=True)


async def _renew(config: Listening, intake: Intake) -> None:
    """Take a renewed certificate for whoever connects from then on."""
    while config.tls is not None and intake.tls is not None:
        await changed(config.tls)
        try:
            config.tls.load_into(intake.tls)
        except BadCertificate as problem:
            logging.getLogger("accord.mail_in").error("the renewed certificate cannot be used: %s", problem)


async def _hang_up(intake: Intake) -> None:
    """Let the mails that are coming in be stored and answered, as long as a shutdown may take."""
    for one in list(intake.open):
        one.leave()
    for _ in range(_FAREWELL_STEPS):
        if not intake.open:
            return
        await asyncio.sleep(_FAREWELL_STEP_SECONDS)
    for one in list(intake.open):
        if one.transport is not None:
            one.transport.close()


async def _open(config: Listening, intake: Intake, servers: list[asyncio.Server]) -> Addresses:
    loop = asyncio.get_running_loop()
    ports: dict[str, int | None] = {"smtp": config.smtp_port, "lmtp": config.lmtp_port, "smtps": config.smtps_port}
    for protocol, port in ports.items():
        if port is not None:
            wrapped = protocol == "smtps"
            server = await loop.create_server(
                conversation(intake, protocol, wrapped=wrapped),
                config.host,
                port,
                backlog=_BACKLOG,
                ssl=intake.tls if wrapped else None,
            )
            servers.append(server)
            ports[protocol] = server.sockets[0].getsockname()[1]
    if config.lmtp_socket is not None:
        _clear_stale(config.lmtp_socket)
        path = os.fspath(config.lmtp_socket)
        servers.append(await loop.create_unix_server(conversation(intake, "lmtp"), path, backlog=_BACKLOG))
        # The mail server runs as another user: who may enter is decided by the folder around the socket.
        os.chmod(path, 0o666)
    return Addresses(ports["smtp"], ports["lmtp"], ports["smtps"])


def _clear_stale(path: Path) -> None:
    """Remove a socket that a killed listener left. Raises OSError when somebody still listens there."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.stat().st_mode):
            raise FileExistsError(f"{path} exists and is no socket")
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(os.fspath(path))
            except ConnectionRefusedError:
                path.unlink()
            else:
                raise OSError(f"somebody else listens on {path}")


def _arguments() -> Listening:
    parser = argparse.ArgumentParser(description="Take mail in by SMTP and LMTP and store it in the spool.")
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--smtp-port", type=int, help="listen for SMTP on this port")
    parser.add_argument("--lmtp-port", type=int, help="listen for LMTP on this port")
    parser.add_argument("--lmtp-socket", type=Path, help="listen for LMTP on this unix socket")
    parser.add_argument("--smtps-port", type=int, help="listen for SMTP within TLS on this port")
    parser.add_argument("--certificate", type=Path, help="offer TLS with this certificate")
    parser.add_argument("--key", type=Path, help="the key of the certificate")
    given = parser.parse_args()
    if given.smtp_port is None and given.lmtp_port is None and given.lmtp_socket is None:
        parser.error("name at least one of --smtp-port, --lmtp-port and --lmtp-socket")
    tls = CertificateFiles(given.certificate, given.key) if given.certificate and given.key else None
    return Listening(
        given.data, given.host, given.smtp_port, given.lmtp_port, given.lmtp_socket, given.smtps_port, tls
    )


async def _run(config: Listening) -> None:
    task = asyncio.create_task(serve(config, _announce))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _announce(addresses: Addresses) -> None:
    print(f"smtp={addresses.smtp_port} lmtp={addresses.lmtp_port} smtps={addresses.smtps_port}", flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    asyncio.run(_run(_arguments()))
