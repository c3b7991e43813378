"""accord mail receive"""

import sys
from pathlib import Path

import click

from accord.project.commands.options import data_option


@click.command()
@data_option
@click.option("--to", metavar="ADDRESS", help="The mailbox it was sent to; the first one without this.")
@click.option("--sender", default="", metavar="ADDRESS", help="The envelope sender.")
def command(data: Path, to: str | None, sender: str) -> None:
    """Store one mail from standard input, for a mail server's pipe.

    Exit codes as in sysexits.h: 0 stored, 65 too large, 67 no such mailbox, 75 try again later.
    """
    from accord.channels.email.piping import receive

    sys.exit(receive(data, sys.stdin.buffer, to, sender=sender))
