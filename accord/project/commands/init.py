"""accord init"""

import json
import sys
from pathlib import Path

import click

from accord.project.commands.options import data_option, set_up_django


@click.command()
@data_option
@click.option("--owner", required=True, metavar="EMAIL", help="The owner's mail address.")
@click.option("--name", default="", help="The owner's name; else made of the address.")
@click.option("--mailbox", default="", metavar="ADDRESS", help="The first address that customers write to.")
@click.option("--department", default="Support", show_default=True, help="The first department.")
def command(data: Path, owner: str, name: str, mailbox: str, department: str) -> None:
    """Set up an empty workspace without questions and print its one-time sign-in as JSON.

    Nothing is half made: it ends with exit code 1 and a sentence when there is an owner already or an address is wrong.
    """
    set_up_django()
    from accord.core.errors import AccordError
    from accord.project import schema

    try:
        schema.require(create=True)
        click.echo(json.dumps(_made(owner, name, mailbox, department), ensure_ascii=False))
    except (AccordError, schema.WrongSchema) as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)


def _made(email: str, name: str, mailbox: str, department: str) -> dict[str, str]:
    """The owner, department and mailbox in one transaction, and the link by which the owner chooses a password."""
    from django.db import transaction

    from accord.channels.email import mailboxes
    from accord.channels.email.own_addresses import publish_mailboxes
    from accord.core import clock
    from accord.people import one_time_links, setting_up
    from accord.web.doors import link_url

    with transaction.atomic():
        owner, first = setting_up.begin(
            name=name or email.partition("@")[0], email=email, password=None, department=department
        )
        if mailbox:
            mailboxes.make(by=owner, address=mailbox, department_id=first.pk)
        token = one_time_links.make(owner, one_time_links.INVITATION, by=owner)
    publish_mailboxes()
    expires = clock.now() + one_time_links.LIFETIME
    found = {"owner": owner.email, "department": first.name, "mailbox": mailbox.strip().lower()}
    return {**found, "sign_in": link_url(token), "expires": expires.isoformat(timespec="seconds")}
