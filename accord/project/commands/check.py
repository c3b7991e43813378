"""accord check"""

import sys
from itertools import chain
from pathlib import Path

import click

from accord.project.commands.options import data_option, set_up_django


@click.command()
@data_option
@click.option("--deep", is_flag=True, help="Replay all tickets from their events, read all files, not only the newest.")
def command(data: Path, deep: bool) -> None:
    """Check the invariants of the database and the stored files. Exit code 0: all well, 1: something is wrong (a line
    each)."""
    set_up_django()
    from tqdm import tqdm

    from accord.core import files
    from accord.people import checking as people
    from accord.sla import checking as clocks
    from accord.tickets import checking
    from accord.tickets.later import checking as waiting

    found = 0
    with tqdm(total=100, unit="%", disable=not sys.stderr.isatty()) as bar:

        def progress(part: float) -> None:
            bar.update(round(part * 100) - bar.n)

        tickets = checking.problems(deep=deep, progress=progress)
        rest = chain.from_iterable(room.all_problems(deep=deep) for room in (people, clocks, waiting))
        for problem in chain(tickets, rest, files.problems(deep=deep)):
            found += 1
            click.echo(problem)
    click.echo("All is well." if not found else f"{found} things are wrong.", err=bool(found))
    sys.exit(1 if found else 0)
