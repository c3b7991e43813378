"""accord seed"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accord.project.commands.options import data_option, set_up_django

if TYPE_CHECKING:
    from accord.project.seeding.inventor_process import Workshop


@click.command()
@data_option
@click.option("--tickets", type=click.IntRange(4), required=True, help="How many tickets to make.")
@click.option("--seed", "number", type=int, default=1, show_default=True, help="The same seed gives the same data.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the histories end (UTC). [default: today]",
)
@click.option("--more", is_flag=True, help="Add to the tickets that are there.")
def command(data: Path, tickets: int, number: int, until: datetime | None, more: bool) -> None:
    """Make many realistic tickets for load tests.

    About two messages a ticket, over three years, with people, events, mails and the search index. Nobody may serve
    the workspace meanwhile. What is loaded when it is stopped stays whole; --more goes on. Prints one JSON object.
    """
    from accord.project.seeding import inventor_process

    with inventor_process.opened() as workshop:  # it gets ready while we do
        facts = _seed(workshop, data, tickets, number, until, more)
    click.echo(json.dumps(facts))


def _seed(
    workshop: "Workshop", data: Path, tickets: int, number: int, until: datetime | None, more: bool
) -> dict[str, Any]:
    from tqdm import tqdm

    set_up_django()
    from accord.core import clock
    from accord.project import schema, serving
    from accord.project.seeding import seeding

    end = until.replace(tzinfo=UTC) if until else clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        with serving.sole_supervisor(data):
            schema.require(create=True)
            with tqdm(total=tickets, unit=" tickets", smoothing=0.05, file=sys.stderr) as bar:
                return seeding.seed(
                    seeding.Wish(tickets, number, end, more),
                    workshop,
                    progress=bar.update,
                    finishing=lambda: bar.set_postfix_str("tidying the index"),
                )
    except (serving.AlreadyServed, schema.WrongSchema, seeding.NotEmpty) as problem:
        raise click.ClickException(str(problem)) from None
