"""accord web"""

import sys
from pathlib import Path

import click

from accord.project.commands.exposed import certificate_files, proxies_option, tls_options
from accord.project.commands.options import data_option, host_option, log_to_stderr, port_option


@click.command()
@data_option
@host_option
@port_option("--port", 8000, "The port of the pages.")
@click.option("--create", is_flag=True, help="Make the tables when the database is empty.")
@tls_options
@port_option("--redirect-port", None, "Send whoever comes by http on this port to https.")
@proxies_option
def command(
    data: Path,
    host: str,
    port: int,
    create: bool,
    certificate: Path | None,
    key: Path | None,
    redirect_port: int | None,
) -> None:
    """Serve the pages and live updates, without workers and mail. Any number of these may run."""
    from accord.project import web_process

    log_to_stderr()
    serving = web_process.Serving(host, port, create, certificate_files(certificate, key), redirect_port)
    sys.exit(web_process.main(serving))
