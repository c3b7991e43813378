"""The `accord` command. Each command lives in its own module and is imported when it is used."""

import tomllib
from importlib import metadata
from pathlib import Path

import click

from accord.project.lazy import LazyGroup

_PLACE = "accord.project.commands"

COMMANDS = {
    "demo": (f"{_PLACE}.demo:command", "Show a sample desk in six languages"),
    "serve": (f"{_PLACE}.serve:command", "Serve everything: pages, live updates, workers, mail"),
    "init": (f"{_PLACE}.init:command", "Set up an empty workspace without questions"),
    "web": (f"{_PLACE}.web:command", "Serve the pages and live updates alone"),
    "worker": (f"{_PLACE}.worker:command", "Do the work behind the pages alone"),
    "mail-in": (f"{_PLACE}.mail_in:command", "Take mail in by SMTP and LMTP alone"),
    "mail": ("", "Receive, fetch, parse and list mail"),
    "mail receive": (f"{_PLACE}.mail_receive:command", "Store one mail from standard input"),
    "mail fetch": (f"{_PLACE}.mail_fetch:command", "Fetch mail from other servers alone"),
    "mail parse": (f"{_PLACE}.mail_parse:command", "Show what is read from mail files, as JSON"),
    "mail ledger": (f"{_PLACE}.mail_ledger:command", "List the fate of each mail"),
    "token": ("", "Manage API tokens"),
    "token create": (f"{_PLACE}.token_create:command", "Make an API token and print it once"),
    "seed": (f"{_PLACE}.seed:command", "Make many realistic tickets for load tests"),
    "simulate": (f"{_PLACE}.simulate:command", "Let a working day happen in compressed time"),
    "check": (f"{_PLACE}.check:command", "Check the invariants of the database"),
    "key": ("", "Change the secret key"),
    "key rotate": (f"{_PLACE}.key_rotate:command", "Put a new secret key in force"),
    "doctor": (f"{_PLACE}.doctor:command", "Say what is wrong, each with its cure"),
    "backup": (f"{_PLACE}.backup:command", "Make a backup while the desk runs"),
    "restore": (f"{_PLACE}.restore:command", "Bring a backup back into an empty place"),
    "upgrade": (f"{_PLACE}.upgrade:command", "Bring the database to this version"),
}


def _version() -> str:
    """The version of the installed package, or of the checkout that this runs from."""
    try:
        return metadata.version("accord")
    except metadata.PackageNotFoundError:
        project = Path(__file__).parents[2] / "pyproject.toml"
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])


@click.command(
    cls=LazyGroup,
    entries=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="ACCORD_DATA, ACCORD_DATABASE_URL, ACCORD_REDIS_URL, ACCORD_SECRET_KEY and ACCORD_BASE_URL are read.",
)
@click.version_option(_version(), message="%(version)s")
def main() -> None:
    """Accord, a help desk in which the customer has the last word."""


if __name__ == "__main__":
    main(prog_name="accord")
