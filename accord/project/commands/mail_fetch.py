"""accord mail fetch"""

import sys
from pathlib import Path

import click

from accord.project.commands.options import data_option, log_to_stderr, set_up_django


@click.command()
@data_option
@click.option("--once", is_flag=True, help="Look once and end.")
@click.option(
    "--source", type=click.IntRange(min=1), default=None, help="Only the source with this id, once."
)
def command(data: Path, once: bool, source: int | None) -> None:
    """Fetch mail from IMAP and POP3 servers into the spool; a worker turns it into tickets.

    `accord serve` and `accord worker` do this by themselves; a source is fetched by one process at a time. Without
    --once it goes on until it is stopped.

    Exit codes as in sysexits.h: 0 fetched, 69 there is no such source, 75 one of them failed, try again later.
    """
    set_up_django("worker")
    from accord.channels.email.fetching import at_once

    log_to_stderr()
    if once or source is not None:
        sys.exit(at_once.once(click.echo, source))
    sys.exit(at_once.on_and_on())
