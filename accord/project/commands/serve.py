"""accord serve"""

import sys
from pathlib import Path

import click

from accord.project.commands.exposed import certificate_files, proxies_option, tls_options
from accord.project.commands.options import data_option, host_option, log_to_stderr, port_option


@click.command()
@data_option
@host_option
@port_option("--port", 8000, "The port of the pages.")
@port_option("--smtp-port", None, "Take mail in by SMTP on this port.")
@port_option("--lmtp-port", None, "Take mail in by LMTP on this port.")
@port_option("--smtps-port", None, "Take mail in by SMTP within TLS on this port.")
@tls_options
@port_option("--redirect-port", None, "Send whoever comes by http on this port to https.")
@proxies_option
def command(
    data: Path,
    host: str,
    port: int,
    smtp_port: int | None,
    lmtp_port: int | None,
    smtps_port: int | None,
    certificate: Path | None,
    key: Path | None,
    redirect_port: int | None,
) -> None:
    """Serve the desk: pages, live updates, workers and mail intake.

    A new data folder becomes a new workspace and opens the set-up page. Stop it with Ctrl-C or SIGTERM.
    """
    from accord.project import serving

    log_to_stderr()
    tls = certificate_files(certificate, key)
    if smtps_port is not None and tls is None:
        raise click.UsageError("--smtps-port needs --certificate and --key.")
    plan = serving.Plan(
        data, host, port, smtp_port, lmtp_port, smtps_port=smtps_port, tls=tls, redirect_port=redirect_port
    )
    sys.exit(serving.main(plan))
