"""accord key rotate"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import click

from accord.project.commands.options import data_option, set_up_django


@click.command()
@data_option
@click.option("--retire", is_flag=True, help="Also drop keys that were replaced longer ago than --after.")
@click.option("--after", type=click.IntRange(min=0), default=400, show_default=True, help="Days for --retire.")
@click.option("--only-retire", is_flag=True, help="Make no new key.")
@click.option("--wait", type=click.FloatRange(min=0), default=3.0, show_default=True, help="Seconds to be noticed in.")
def command(data: Path, retire: bool, after: int, only_retire: bool, wait: float) -> None:
    """Put a new secret key in force while the desk runs, and seal all stored secrets with it.

    What the old keys have signed (links in mails, reply addresses, sessions) stays good until they are retired. Run it
    again after it was interrupted: it goes on where it was. When the key comes from ACCORD_SECRET_KEY, put the new one
    on top there, start all processes anew, then run this: it seals the secrets.

    Exit code 0: done; 1: some secrets could not be opened by any key, and are named.
    """
    set_up_django()
    from accord.core import clock, key_file, keys, resealing
    from accord.project import key_following
    from accord.project.sealed import SEALED

    path = data / keys.FILE_NAME
    outside = bool(os.environ.get(keys.VARIABLE, "").strip())
    if not outside and not only_retire and _to_do(path):
        key_file.prepare(path)
        click.echo("A new key is believed; waiting until every process has noticed.")
        time.sleep(wait)
        key_file.switch(path, clock.now())
        click.echo("The new key signs from now on; the older ones are still believed.")
    key_following.once([])
    found = resealing.reseal(SEALED)
    click.echo(f"Secrets sealed with the new key: {found.renewed}")
    for each in found.unreadable:
        click.echo(f"No key opens {each}: write that secret anew in Settings.", err=True)
    if (retire or only_retire) and not outside and not found.unreadable:
        old = key_file.superseded(key_file.read(path), clock.now() - timedelta(days=after))
        key_file.drop(path, old)
        click.echo(f"Keys retired: {len(old)}")
    sys.exit(1 if found.unreadable else 0)


def _to_do(path: Path) -> bool:
    """Whether a new key is to be made: not when an interrupted change left secrets that are still to be sealed."""
    from accord.core import key_file, resealing
    from accord.project.sealed import SEALED

    entries = key_file.read(path)
    begun = len(entries) > 1 and entries[0].since is not None and not any(entry.is_next for entry in entries)
    if begun and resealing.outdated(SEALED):
        click.echo("An interrupted change of keys goes on.")
        return False
    return True
