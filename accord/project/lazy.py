"""Commands that are imported only when they are used, so that taking mail in never imports Django."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

Entry = tuple[str, str]
"""Where a command is, as "module:attribute", and one line about it."""


class LazyGroup(click.Group):
    """A group whose commands are named in `entries`; "mail receive" is the command receive of the group mail."""

    def __init__(self, *args: Any, entries: Mapping[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(dict.fromkeys(name.split(" ")[0] for name in self._entries))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        below = {
            name.partition(" ")[2]: entry
            for name, entry in self._entries.items()
            if name.startswith(f"{cmd_name} ")
        }
        if below:
            about = self._entries.get(cmd_name, ("", ""))[1]
            return LazyGroup(name=cmd_name, entries=below, help=about, short_help=about)
        if cmd_name not in self._entries:
            return None
        return _load(cmd_name, self._entries[cmd_name][0])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without importing anything."""
        rows = [(name, self._entries[name][1]) for name in self.list_commands(ctx) if name in self._entries]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _load(name: str, target: str) -> click.Command:
    module_name, _, attribute = target.partition(":")
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as missing:
        if missing.name != module_name:
            raise
        raise click.ClickException(f"This version of Accord has no command {name!r}.") from None
    command: click.Command = getattr(module, attribute)
    return command
