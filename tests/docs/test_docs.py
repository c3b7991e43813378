"""The documentation tells the truth: what it names is there."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_FRONT = [path for path in (ROOT / "README.md", ROOT / "CHANGELOG.md") if path.exists()]
PAGES = [*_FRONT, *sorted((ROOT / "docs").rglob("*.md"))]
_NOT_TEXT = (".png", ".mo", ".eml", ".woff2", ".ico", "test_docs.py")
_PATH = re.compile(r"`((?:accord|bin|bench|docs|locale|tests|\.ci)/[\w./-]*\w/?|[\w-]+\.(?:md|toml|lock))`")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)[^)]*\)|<img[^>]+src=\"(?!https?:)([^\"]+)\"")
_COMMAND = re.compile(r"(?:bin/accord|(?<![\w/.-])accord) ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_PROBLEM = re.compile(r"Problem\(\s*\"([a-z]+(?:-[a-z]+)+)\"")
_SETTING = re.compile(r"\bACCORD_[A-Z_]*[A-Z]\b")

page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())


@cache
def tracked() -> frozenset[str]:
    """What a clone would hold or may be committed: not what is ignored."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    folders = {parent.as_posix() for name in listed for parent in Path(name).parents}
    return frozenset(listed) | frozenset(folders)


@page
def test_named_paths_exist(page: Path) -> None:
    named = set(_PATH.findall(page.read_text("utf-8")))
    here = page.parent.relative_to(ROOT)
    assert {n for n in named if {n.rstrip("/"), (here / n).as_posix()}.isdisjoint(tracked())} == set()


@page
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    targets = {one or other for one, other in _LINK.findall(page.read_text("utf-8"))}
    assert {
        t for t in targets if not (page.parent / t).exists() and not (ROOT / t.lstrip("/")).exists()
    } == set()


@page
def test_named_commands_exist(page: Path) -> None:
    code = "\n".join(_CODE.findall(page.read_text("utf-8")))
    named = {(first, second) for first, second in _COMMAND.findall(code)}
    unknown = {first for first, _second in named if first not in commands()}
    unknown |= {f"{a} {b}" for a, b in named if b and commands().get(a) and b not in commands()[a]}
    assert unknown == set()


@cache
def commands() -> dict[str, frozenset[str]]:
    """The `accord` command's subcommands, each with its own subcommands."""
    import click

    from accord.project import cli

    found = next(value for value in vars(cli).values() if isinstance(value, click.Group))
    context = click.Context(found)
    tree = {}
    for name in found.list_commands(context):
        command = found.get_command(context, name)
        tree[name] = (
            frozenset(command.list_commands(context)) if isinstance(command, click.Group) else frozenset()
        )
    return tree


@cache
def settings() -> frozenset[str]:
    """Every ACCORD_ variable that the project's own files read."""
    found: set[str] = set()
    for name in tracked():
        ours = name.startswith(("accord/", "bin/", "bench/", "tests/", ".ci/")) and not name.endswith(
            _NOT_TEXT
        )
        if ours and (ROOT / name).is_file():
            found.update(_SETTING.findall((ROOT / name).read_text("utf-8", errors="replace")))
    return frozenset(found)


@page
def test_named_settings_exist(page: Path) -> None:
    assert set(_SETTING.findall(page.read_text("utf-8"))) - settings() == set()


def test_every_setting_of_a_process_is_documented() -> None:
    """What accord/ itself reads from outside; the tests' and commands' own variables are told where they are read."""
    read = set()
    for path in (ROOT / "accord").rglob("*.py"):
        read.update(re.findall(r"environ(?:\.get)?[(\[]\s*\"(ACCORD_[A-Z_]+)\"", path.read_text("utf-8")))
    told = {setting for path in PAGES for setting in _SETTING.findall(path.read_text("utf-8"))}
    assert read - told - {"ACCORD_ROLE", "ACCORD_DEMO", "ACCORD_TEST_DATABASE"} == set()


def test_every_command_is_documented() -> None:
    told = {first for path in PAGES for first, _second in _COMMAND.findall(path.read_text("utf-8"))}
    assert set(commands()) - told == set()


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "bin/accord demo" in readme
    assert "bin/test" in readme


def test_each_scope_is_documented() -> None:
    from accord.people.tokens import SCOPES
    from accord.project.commands.token_create import command

    page = (ROOT / "docs/API.md").read_text("utf-8")
    assert {scope for scope in SCOPES if f"`{scope}`" not in page} == set()
    assert {scope for scope in SCOPES if scope not in (command.help or "")} == set()


def test_each_problem_of_the_doctor_has_its_cure() -> None:
    page = (ROOT / "docs/OPERATING.md").read_text("utf-8")
    found = {key for path in (ROOT / "accord").rglob("*.py") for key in _PROBLEM.findall(path.read_text("utf-8"))}
    assert len(found) > 10
    assert {key for key in found if f"`{key}`" not in page and not key.startswith("certificate-")} == set()
