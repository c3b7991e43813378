"""`python -m bench [GROUP] [--json] [--only NAME...] [--data DIR] [--tickets N]`; bin/bench runs it."""

import argparse
import importlib
import os
import sys
from pathlib import Path

from bench.figures import Measure
from bench.workspaces import Bench

GROUPS = ("core", "queue")
ROOT = Path(__file__).parents[1]


def arguments() -> argparse.Namespace:
    """What the command line says."""
    about = "Measure Accord against the bounds of docs/PERFORMANCE.md."
    parser = argparse.ArgumentParser(prog="bin/bench", description=about)
    parser.add_argument("group", nargs="?", default="core", choices=GROUPS)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="figures, or beginnings of their names"
    )
    parser.add_argument(
        "--data", type=Path, default=ROOT / ".bench", help="where the seeded data is kept [.bench]"
    )
    parser.add_argument(
        "--tickets", type=int, default=1_000_000, help="tickets of the large workspace [1000000]"
    )
    return parser.parse_args()


def chosen(measures: tuple[Measure, ...], only: list[str]) -> list[Measure]:
    """Those that give one of the wanted figures; all without a wish."""
    if not only:
        return list(measures)
    return [each for each in measures if any(name.startswith(wish) for name in each.names() for wish in only)]


def main() -> int:
    """Measure and print; 1 when a bound is missed. On PostgreSQL three times the bound is allowed."""
    given = arguments()
    url = os.environ.get("ACCORD_DATABASE_URL", "")
    lenience = 3.0 if url.startswith("postgres") else 1.0
    measures: tuple[Measure, ...] = importlib.import_module(f"bench.{given.group}").MEASURES
    bench, missed = Bench(given.data.resolve(), given.tickets, url), False
    try:
        for measure in chosen(measures, given.only):
            for figure in measure.figures(bench):
                print(figure.as_json(lenience) if given.json else figure.as_line(lenience), flush=True)
                missed = missed or not figure.ok(lenience)
    finally:
        bench.end()
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
