"""accord worker"""

import sys
from pathlib import Path

import click

from accord.project.commands.options import data_option, log_to_stderr


@click.command()
@data_option
def command(data: Path) -> None:
    """Turn stored mail into tickets, send what is due, let timers act. Any number of these may run."""
    from accord.project import working

    log_to_stderr()
    sys.exit(working.main())
