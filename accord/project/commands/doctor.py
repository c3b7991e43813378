"""accord doctor"""

import json
import sys
from pathlib import Path

import click

from accord.project.commands.options import data_option, set_up_django

FINE, PROBLEMS, SEVERE = 0, 1, 2


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(data: Path, as_json: bool) -> None:
    """Say what is wrong with this desk and its machine, each with its cure.

    Exit code 0: all well; 1: problems; 2: severe ones.
    """
    set_up_django()
    from accord.project import schema, soundness

    try:
        schema.require(create=False)
    except schema.WrongSchema as problem:
        if as_json:
            click.echo(json.dumps({"key": "schema", "title": str(problem), "cure": "", "severe": True, "since": None}))
        else:
            click.echo(f"SEVERE  {problem}")
        sys.exit(SEVERE)
    found = soundness.problems()
    for each in found:
        since = each.since.isoformat(timespec="seconds") if each.since else None
        if as_json:
            told = {"key": each.key, "title": str(each.title), "cure": str(each.cure), "severe": each.severe}
            click.echo(json.dumps({**told, "since": since, "url": each.url}, ensure_ascii=False))
        else:
            mark, when = "SEVERE " if each.severe else "problem", f" (since {since})" if since else ""
            click.echo(f"{mark} {each.title}{when}")
            click.echo(f"        {each.cure}")
    if not found and not as_json:
        click.echo("All is well.")
    sys.exit(SEVERE if any(each.severe for each in found) else PROBLEMS if found else FINE)
