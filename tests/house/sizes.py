"""Says which modules and functions are larger than they should be: `python -m tests.house.sizes`.

Aims (docs/ARCHITECTURE.md): a module 300 lines, a test module 500, a function 40. What is over and listed with a
reason in `sizes.toml` beside this file is left out; an entry that is no longer needed is reported, too.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = Path(__file__).with_name("sizes.toml")
MODULE_LINES, TEST_MODULE_LINES, FUNCTION_LINES = 300, 500, 40


@dataclass(frozen=True, slots=True)
class Over:
    """Something too large: `name` as in sizes.toml, `lines` it has, `aim` it should have at most."""

    name: str
    lines: int
    aim: int


def sources(root: Path = ROOT) -> Iterator[Path]:
    """Every Python file that people wrote."""
    for room in ("accord", "bench", "tests"):
        for path in sorted((root / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def too_large(root: Path = ROOT) -> Iterator[Over]:
    """All that is over its aim, in order of paths."""
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        text = path.read_text("utf-8")
        aim = TEST_MODULE_LINES if name.startswith("tests/") else MODULE_LINES
        if (lines := text.count("\n")) > aim:
            yield Over(name, lines, aim)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    yield Over(f"{name}::{node.name}", length, FUNCTION_LINES)


def main() -> int:
    """Print what is over and not accepted; the exit code is 1 when there is any."""
    accepted: dict[str, str] = tomllib.loads(ACCEPTED.read_text("utf-8"))["accepted"]
    over = list(too_large())
    faults = [f"{o.name}: {o.lines} lines, the aim is {o.aim}" for o in over if o.name not in accepted]
    faults += [
        f"sizes.toml accepts {name}, which is not over" for name in accepted.keys() - {o.name for o in over}
    ]
    faults += [
        f"sizes.toml gives no reason for {name}" for name, reason in accepted.items() if not reason.strip()
    ]
    for fault in faults:
        print("  ", fault)
    print(f"sizes: {len(over)} over their aim, {len(accepted)} of them accepted with a reason")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
