"""How long the seeder took for the large workspace, as it said when it ran."""

from collections.abc import Iterator

from bench.figures import Measure, Row
from bench.workspaces import Bench


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """A smaller workspace is reckoned up to a million tickets."""
    facts = bench.large.facts()
    yield "seed_1m.min", facts.get("whole_s", facts["seconds"]) / 60 * 1_000_000 / facts["tickets"], None


MEASURE = Measure((Row("seed_1m.min", "min", 10, "`accord seed --tickets 1000000`"),), run)
