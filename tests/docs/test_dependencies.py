"""docs/DEPENDENCIES.md, pyproject.toml and the two lock files agree."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def name_of(requirement: str) -> str:
    """`django-allauth[mfa]>=65.3` is django-allauth."""
    return re.split(r"[\[<>=~! ;]", requirement)[0].lower()


def told(heading: str) -> set[str]:
    """The packages of one table of the page."""
    page = (ROOT / "docs" / "DEPENDENCIES.md").read_text("utf-8")
    section = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([\w-]+)` \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    assert all(licence.strip() and len(purpose.split()) > 1 for _name, licence, purpose in rows)
    return {name for name, _licence, _purpose in rows}


def locked(file: str) -> set[str]:
    """Lines `name==version` of a lock, with their hashes and markers."""
    text = (ROOT / file).read_text("utf-8").replace("\\\n", " ")
    return {" ".join(line.split()) for line in text.splitlines() if line.strip() and not line.startswith("#")}


def test_the_page_tells_what_each_runtime_dependency_is_for() -> None:
    assert told("To run") == {name_of(r) for r in PROJECT["project"]["dependencies"]}


def test_the_page_tells_what_each_development_dependency_is_for() -> None:
    assert told("To develop") == {name_of(r) for r in PROJECT["dependency-groups"]["dev"]}


def test_what_is_declared_is_locked_with_hashes() -> None:
    for file, declared in {
        "requirements.lock": told("To run"),
        "requirements-dev.lock": told("To develop"),
    }.items():
        lines = locked(file)
        assert all("--hash=sha256:" in line for line in lines)
        assert declared <= {name_of(line) for line in lines}
        assert not any("index" in line or "://" in line for line in lines), "a lock names no address"


def test_the_development_lock_holds_every_line_of_the_runtime_lock() -> None:
    """bin/bootstrap.sh relies on it: after the larger lock the smaller one need not be installed."""
    assert locked("requirements.lock") <= locked("requirements-dev.lock")
