"""accord simulate"""

import asyncio
import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accord.project.commands.options import set_up_django, telling

if TYPE_CHECKING:
    from accord.project.simulating.wish import Wish


@click.command()
@click.option(
    "--agents", type=click.IntRange(2, 2000), default=200, show_default=True, help="How many agents work."
)
@click.option(
    "--hours", type=click.FloatRange(0.25, 24), default=8.0, show_default=True, help="For how many hours."
)
@click.option(
    "--customers", type=click.IntRange(1), help="How many customers write. [default: ten for each agent]"
)
@click.option(
    "--backlog",
    type=click.IntRange(0),
    help="Tickets that wait in the morning. [default: one for each agent]",
)
@click.option(
    "--speed",
    type=click.FloatRange(1, 2000),
    default=120.0,
    show_default=True,
    help="At most so many times as fast as the world.",
)
@click.option(
    "--kills", type=click.IntRange(0, 20), default=2, show_default=True, help="How often the desk is killed."
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed gives the same people and chances."
)
@click.option(
    "--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep the workspace in this new folder."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    agents: int,
    hours: float,
    customers: int | None,
    backlog: int | None,
    speed: float,
    kills: int,
    seed: int,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Let a working day happen in compressed time, on a scratch workspace.

    Customers write by mail, agents pull from To Solve and answer, customers confirm or write again, rules and clocks
    run, and the desk is killed. Then everything is checked. Exit code 0: all well, 1: something is wrong.

    With ACCORD_DATABASE_URL it happens in that database, which must be empty.
    """
    from accord.core import clock
    from accord.project.simulating.wish import Wish, last_monday

    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="accord-day-")))
        if keep is not None and keep.exists() and any(keep.iterdir()):
            raise click.ClickException(f"{keep} is not empty.")
        wish = Wish(
            folder=folder,
            begins=last_monday(clock.now()),
            agents=agents,
            hours=hours,
            customers=customers or agents * 10,
            backlog=agents if backlog is None else backlog,
            speed=speed,
            kills=kills,
            seed=seed,
        )
        found = _happen(wish)
    if as_json:
        click.echo(json.dumps(found))
    else:
        from accord.project.simulating import report

        click.echo(report.text(found))
    sys.exit(1 if found["faults"] else 0)


def _happen(wish: "Wish") -> dict[str, Any]:
    """The day and what is to be said about it."""
    data, clock_file = wish.folder / "data", wish.folder / "clock"
    data.mkdir(parents=True, mode=0o700)
    os.environ["ACCORD_DATA"] = str(data)
    from accord.project.simulating.processes import Desk

    desk = Desk(data, clock_file)
    os.environ["ACCORD_BASE_URL"] = desk.environment["ACCORD_BASE_URL"]
    set_up_django()
    from django.db import connections

    from accord.core import clock
    from accord.core.shared_clock import SharedClock
    from accord.project.simulating import day, judging, report, workspace
    from accord.project.simulating.processes import NotStarted

    shared = SharedClock.make(clock_file, wish.begins)
    with telling() as tell, day.letterbox() as (letters, port), clock.running(shared.now):
        try:
            staff = workspace.prepare(wish, port)
            connections.close_all()
            lived = asyncio.run(day.live(wish, shared, desk, staff, letters, tell))
        except (workspace.NotEmpty, NotStarted) as problem:
            raise click.ClickException(str(problem)) from None
        except asyncio.CancelledError:  # told to stop
            raise click.Abort from None
    assert lived.carrier is not None
    faults = [*lived.failures, *judging.faults(lived.shift, lived.looks, lived.carrier, letters)]
    check = desk.run("check", "--deep")
    if check.returncode:
        faults += check.stdout.splitlines()
    return report.facts(lived, faults, (check.stdout + check.stderr).strip().splitlines()[-1])
