"""accord mail parse"""

import json
from pathlib import Path

import click


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def command(files: tuple[Path, ...]) -> None:
    """Parse mail files and print one JSON object a line for each; nothing is stored."""
    from accord.channels.email.parsing import parse
    from accord.channels.email.parsing.report import as_dict
    from accord.translation.detecting import language_of

    for path in files:
        parsed = parse(path.read_bytes())
        language = language_of(parsed.visible_text)
        click.echo(json.dumps(as_dict(path.name, parsed, language), ensure_ascii=False))
