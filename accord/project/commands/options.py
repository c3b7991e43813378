"""Options that several commands have."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click


def _set_data(ctx: click.Context, parameter: click.Parameter, value: Path) -> Path:
    folder = value.expanduser().resolve()
    os.environ["ACCORD_DATA"] = str(folder)
    return folder


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--data DIR; ACCORD_DATA or ./data without it. Also sets ACCORD_DATA, so Django's settings see it."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="ACCORD_DATA",
        default=Path("data"),
        show_default=True,
        callback=_set_data,
        help="The data folder of the workspace.",
    )(command)


def host_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")(
        command
    )


def port_option(
    name: str, default: int | None, about: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option for a port from 1 to 65535."""
    kind = click.IntRange(1, 65535)
    return click.option(name, type=kind, default=default, show_default=default is not None, help=about)


def set_up_django(role: str = "tool") -> None:
    """Make models and settings usable inside a command."""
    os.environ["ACCORD_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    import django

    django.setup()


@contextmanager
def telling() -> Iterator[Callable[[str, float], None]]:
    """What a long command calls with a word and the part that is done, 0..1: a bar for each word on a terminal."""
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def tell(what: str, part: float) -> None:
        if what not in bars:
            bars[what] = tqdm(total=100, desc=what, unit="%", disable=not sys.stderr.isatty())
        bars[what].update(round(part * 100) - bars[what].n)

    try:
        yield tell
    finally:
        for bar in bars.values():
            bar.close()


def log_to_stderr() -> None:
    """Warnings and errors with their time; INFO with ACCORD_VERBOSE=1."""
    import logging

    logging.basicConfig(
        level=logging.INFO if os.environ.get("ACCORD_VERBOSE") == "1" else logging.WARNING,
        format="%(asctime)s %(name)s %(levelname)s %(message)s",
    )
