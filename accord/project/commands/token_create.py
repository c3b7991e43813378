"""accord token create"""

import sys
from pathlib import Path

import click

from accord.project.commands.options import data_option, set_up_django


@click.command()
@data_option
@click.argument("email")
@click.option(
    "--scope", "scopes", multiple=True, metavar="S", help="What it may do; can be repeated. Without: all."
)
@click.option("--name", default="", help="What it is for, shown in Settings.")
def command(data: Path, email: str, scopes: tuple[str, ...], name: str) -> None:
    """Make an API token for the agent with that address and print it, once.

    Scopes: all, tickets:read, tickets:write, contacts:read, contacts:write, rules:read, rules:write.
    """
    set_up_django()
    from accord.core.errors import AccordError
    from accord.people import tokens
    from accord.people.models import Person
    from accord.people.models.person import PersonKind

    person = Person.objects.filter(kind=PersonKind.AGENT, email=email.strip().lower()).first()
    if person is None:
        click.echo(f"There is no agent with the address {email}.", err=True)
        sys.exit(1)
    try:
        click.echo(tokens.create(person, name, scopes))
    except AccordError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
