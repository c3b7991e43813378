"""Rules of the house that no linter knows."""

import ast
from pathlib import Path

import pytest

from tests.house.sizes import sources

ROOT = Path(__file__).resolve().parents[2]
CLOCKS = {"now", "utcnow", "today"}
_OWNERS_OF_CLOCKS = {"datetime", "date", "timezone"}
CLOCK_ROOM = ROOT / "accord" / "core" / "clock.py"


def own_clocks(source: str) -> list[int]:
    """Lines where a module asks another clock than accord.core.clock."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and _last_name(node.func.value) in _OWNERS_OF_CLOCKS
    ]


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("datetime.now(UTC)", [1]),
        ("x = 1\ndt.datetime.utcnow()", [2]),
        ("timezone.now()", [1]),
        ("clock.now()", []),
    ],
)
def test_own_clocks_are_recognised(source: str, lines: list[int]) -> None:
    assert own_clocks(source) == lines


def test_time_comes_from_the_one_clock() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        if path.is_relative_to(ROOT / "accord") and path != CLOCK_ROOM
        for line in own_clocks(path.read_text("utf-8"))
    ]
    assert found == []


def test_no_module_is_named_after_nothing() -> None:
    """A room or module is named by what it knows (the house rules of docs/ARCHITECTURE.md)."""
    empty_names = {"utils", "helpers", "base", "common", "manager", "service", "misc"}
    named = {p.relative_to(ROOT).as_posix() for p in sources() if {p.stem, p.parent.name} & empty_names}
    assert named == {"accord/core/sqlite/base.py"}, "Django looks for a database backend under that name"


def test_each_page_of_tests_has_its_own_module_to_mirror() -> None:
    """tests/ mirrors accord/: a folder of tests is a room of accord/, or one of the few named here."""
    others = {"docs", "domain", "house", "bin", "long", "stories", "bench", "project"}
    rooms = {p.name for p in (ROOT / "accord").iterdir() if p.is_dir()}
    folders = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and list(p.rglob("test_*.py"))}
    assert folders <= rooms | others
