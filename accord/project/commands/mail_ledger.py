"""accord mail ledger"""

import json
from pathlib import Path

import click

from accord.project.commands.options import data_option, set_up_django


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--limit", type=click.IntRange(min=1), default=None, help="Only the newest so many.")
def command(data: Path, as_json: bool, limit: int | None) -> None:
    """List every mail that was taken in and what became of it, oldest first."""
    set_up_django()
    from accord.channels.email import ledger

    entries = reversed(ledger.page(limit=limit)) if limit else ledger.everything()
    for entry in entries:
        line = ledger.as_dict(entry)
        if as_json:
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            moment = entry.mail.received_at.isoformat(sep=" ", timespec="seconds")
            shown = (moment, line["fate"], line["reason"], line["ticket"] or "-", line["from"], line["subject"])
            click.echo("\t".join(str(value) for value in shown))
