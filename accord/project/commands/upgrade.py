"""accord upgrade"""

import sys
from pathlib import Path

import click

from accord.project.commands.options import data_option, set_up_django

TO_DO, IN_THE_WAY = 1, 2


@click.command()
@data_option
@click.option("--check", is_flag=True, help="Only say what would be done, and what stands in the way.")
def command(data: Path, check: bool) -> None:
    """Bring the database of a workspace to this version, after a copy of it (SQLite).

    Stop `accord serve` before. The copy stays beside the database; if a step fails, the database is made what it was.
    On PostgreSQL each step is one transaction; make a backup first.

    With --check, exit code 0: nothing to do; 1: there is, and nothing is in the way; 2: something should be seen to.
    """
    set_up_django()
    from accord.core import clock
    from accord.project import schema, upgrading

    if schema.state() is schema.Schema.NEWER:
        raise click.ClickException("The database is of a newer version of Accord than this one. Install that version.")
    steps = upgrading.steps()
    if not steps:
        click.echo("The database is of this version.")
        return
    for step in steps:
        click.echo(step)
    if check:
        found = list(upgrading.obstacles(data))
        for sentence in found:
            click.echo(sentence, err=True)
        sys.exit(IN_THE_WAY if found else TO_DO)
    kept = upgrading.copy(data / f"before-upgrade-{clock.now():%Y%m%d-%H%M%S}.sqlite3")
    if kept is not None:
        click.echo(f"The database as it was is kept in {kept}")
    try:
        schema.make()
    except Exception as problem:
        if kept is not None:
            upgrading.put_back(kept)
        after = "The database is what it was." if kept is not None else "The steps before the failed one are done."
        raise click.ClickException(f"A step failed: {type(problem).__name__}: {problem}\n{after}") from problem
    click.echo("The database is of this version now.")
