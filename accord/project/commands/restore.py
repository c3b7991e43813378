"""accord restore"""

import os
import sys
from pathlib import Path

import click

from accord.project.commands.options import data_option, set_up_django, telling


@click.command()
@data_option
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="The new data folder; else --data.")
@click.option("--key", "key_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The key file.")
@click.option("--new-key", is_flag=True, help="Go on with another key: links in mails and stored passwords are lost.")
@click.option(
    "--erasures", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="One more log of erasures."
)
@click.option("--verify", "only_verify", is_flag=True, help="Only compare the backup with its hashes.")
def command(
    data: Path, backup: Path, into: Path | None, key_file: Path | None, new_key: bool, erasures: Path | None,
    only_verify: bool,
) -> None:  # fmt: skip
    """Bring BACKUP, a folder that accord backup made, back into an empty place.

    Every hash is compared first. What was erased for good after the backup was made is erased again, as far as the
    logs of erasures say. Nothing is sent afterwards until an administrator says go in the console.

    Exit code 0: done; 1: a sentence says why not.
    """
    from accord.transfer import restoring
    from accord.transfer.manifest import NoBackup

    os.umask(0o077)
    folder = (into or data).expanduser().resolve()
    os.environ["ACCORD_DATA"] = str(folder)
    backup = backup.resolve()
    try:
        with telling() as progress:
            told = restoring.verify(backup, progress)
        if only_verify:
            click.echo(f"The backup is whole: made {told.began_at}, {told.files_count} files.")
            return
        again = (folder / restoring.MARK).exists()
        restoring.begin(backup, told, folder, key_file, new_key=new_key)
        set_up_django()
        with telling() as progress:
            _bring(backup, folder, erasures, again, progress)
    except (restoring.CannotRestore, NoBackup, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    click.echo(
        f"The desk of {told.began_at} is back in {folder}. Prove it: accord check --deep --data {folder}\n"
        "Nothing is sent until an administrator says go: Settings, What leaves."
    )


def _bring(backup: Path, folder: Path, erasures: Path | None, again: bool, progress: object) -> None:
    """Database, files, then what makes them one desk that is at rest."""
    from accord.channels.email.fetching import rewinding
    from accord.events import outgoing
    from accord.project import schema
    from accord.transfer import loading, manifest, restoring

    told = manifest.read(backup)
    loading.load(backup, told, again=again, progress=progress)  # type: ignore[arg-type]
    restoring.bring_files(backup, folder, progress)  # type: ignore[arg-type]
    schema.make()
    outgoing.pause()
    restoring.forget_gone(told)
    rewinding.rewind()
    erased = restoring.keep_erasures(backup, folder, erasures)
    if erased:
        click.echo(f"Erased again: {erased}")
    restoring.finish(folder)
