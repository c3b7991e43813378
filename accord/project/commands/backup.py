"""accord backup"""

import os
import sys
from pathlib import Path

import click

from accord.project.commands.options import data_option, set_up_django, telling


@click.command()
@data_option
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(min=0), default=0, help="Keep only so many of the newest; 0 keeps all.")
@click.option("--with-key", is_flag=True, help="Put the secret key into the backup too.")
def command(data: Path, folder: Path, keep: int, with_key: bool) -> None:
    """Make a backup in FOLDER while the desk runs, and print its path.

    It is a folder with the database as it was at one moment, all files, the mail that waited, and a manifest with
    hashes. What the newest backup in FOLDER holds already takes no room again. A backup without the key (keep the file
    secret.key elsewhere) cannot open links in mails and stored passwords; one with it opens everything.

    Exit code 0: done. 75: not now (a full disk, another backup): try again. 1: it cannot be done.
    """
    os.umask(0o077)
    set_up_django()
    from accord.project import schema
    from accord.transfer import backing_up

    try:
        if schema.state() is schema.Schema.EMPTY:
            raise click.ClickException("There is no desk in this folder yet.")
        with telling() as progress:
            made = backing_up.make(folder.resolve(), with_key=with_key, keep=keep, progress=progress)
    except backing_up.CannotBackUp as problem:
        click.echo(str(problem), err=True)
        sys.exit(os.EX_TEMPFAIL if problem.later else 1)
    click.echo(str(made))
