"""The accord command: commands are imported on use, and those that must not need Django do not."""

import json
import os
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from accord.project.cli import COMMANDS, main
from accord.project.commands.options import data_option

ROOT = Path(__file__).parents[2]

WITHOUT_DJANGO = """
import sys
from accord.project.cli import main
try:
    main(sys.argv[1:], prog_name="accord")
except SystemExit as end:
    heavy = [name for name in ("django", "granian", "pydantic") if name in sys.modules]
    print("exit", end.code, "loaded", heavy)
"""


def accord(*arguments: str) -> "click.testing.Result":
    return CliRunner().invoke(main, arguments, prog_name="accord")


def test_help_names_every_command() -> None:
    shown = accord("--help").output
    for name in {name.split(" ")[0] for name in COMMANDS}:
        assert f"  {name} " in shown


@pytest.mark.parametrize("name", [name for name, (target, _) in COMMANDS.items() if target])
def test_each_command_that_is_there_explains_itself(name: str) -> None:
    module, _, attribute = COMMANDS[name][0].partition(":")
    if find_spec(module) is None:
        result = accord(*name.split(" "), "--help")
        assert result.exit_code == 1
        assert "has no command" in result.output
        return
    assert isinstance(getattr(import_module(module), attribute), click.Command)
    result = accord(*name.split(" "), "--help")
    assert result.exit_code == 0, result.output
    assert len(result.output) > 100


def test_an_unknown_command_is_refused() -> None:
    assert accord("sevre").exit_code == 2


def test_the_version_is_the_projects() -> None:
    assert f'version = "{accord("--version").output.strip()}"' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["mail", "receive", "--data", "{empty}"], 75),
        (["mail-in", "--data", "{empty}"], 2),
        (["serve", "--help"], 0),
        (["--help"], 0),
    ],
)
def test_mail_is_taken_in_without_django(arguments: list[str], code: int, tmp_path: Path) -> None:
    given = [argument.format(empty=tmp_path) for argument in arguments]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, *given], cwd=ROOT, input="", capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == f"exit {code} loaded []"


def test_supervising_needs_no_django() -> None:
    source = (
        "import sys, accord.project.serving, accord.channels.email.listening; print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_the_data_folder_comes_from_the_option_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Path, str]] = []

    @click.command()
    @data_option
    def command(data: Path) -> None:
        seen.append((data, os.environ["ACCORD_DATA"]))

    monkeypatch.setenv("ACCORD_DATA", str(tmp_path / "a"))
    CliRunner().invoke(command, [])
    CliRunner().invoke(command, ["--data", str(tmp_path / "b")])
    assert seen == [(tmp_path / "a", str(tmp_path / "a")), (tmp_path / "b", str(tmp_path / "b"))]


def test_mail_is_parsed_to_one_object_a_line(tmp_path: Path) -> None:
    first, second = tmp_path / "a.eml", tmp_path / "b.eml"
    first.write_bytes(b"From: ann@example.com\r\nSubject: Gr\xc3\xbc\xc3\x9fe\r\n\r\nHello\r\n")
    second.write_bytes(b"\xff\x00 no mail at all")
    result = accord("mail", "parse", str(first), str(second))
    assert result.exit_code == 0, result.output
    parsed = [json.loads(line) for line in result.output.splitlines()]
    assert [(one["file"], one["from"]) for one in parsed][0] == ("a.eml", "ann@example.com")
    assert parsed[0]["ticket_subject"] == "Grüße"
    assert parsed[1]["file"] == "b.eml"
