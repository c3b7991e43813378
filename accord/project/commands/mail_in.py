"""accord mail-in"""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path

import click

from accord.project.commands.exposed import certificate_files, tls_options
from accord.project.commands.options import data_option, host_option, log_to_stderr, port_option


@click.command()
@data_option
@host_option
@port_option("--smtp-port", None, "Take mail in by SMTP on this port.")
@port_option("--lmtp-port", None, "Take mail in by LMTP on this port.")
@click.option(
    "--lmtp-socket", type=click.Path(path_type=Path), help="Take mail in by LMTP on this Unix socket."
)
@port_option("--smtps-port", None, "Take mail in by SMTP within TLS on this port.")
@tls_options
def command(
    data: Path,
    host: str,
    smtp_port: int | None,
    lmtp_port: int | None,
    lmtp_socket: Path | None,
    smtps_port: int | None,
    certificate: Path | None,
    key: Path | None,
) -> None:
    """Take mail in and store it durably, without pages and workers."""
    tls = certificate_files(certificate, key)
    if smtps_port is not None and tls is None:
        raise click.UsageError("--smtps-port needs --certificate and --key.")
    if smtp_port is None and lmtp_port is None and lmtp_socket is None and smtps_port is None:
        raise click.UsageError("Name at least one of --smtp-port, --lmtp-port and --lmtp-socket.")
    from accord.channels.email.listening import Listening

    log_to_stderr()
    config = Listening(data, host, smtp_port, lmtp_port, lmtp_socket, smtps_port, tls)
    sys.exit(asyncio.run(_listen(config)))


async def _listen(config: object) -> int:
    from accord.channels.email.listening import serve
    from accord.core.certificates import BadCertificate

    task = asyncio.ensure_future(serve(config))  # type: ignore[arg-type]
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await task
    except (OSError, BadCertificate) as problem:
        click.echo(f"Cannot take mail in: {problem}", err=True)
        return 78
    return 0
