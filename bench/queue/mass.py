"""One thing done to 10,000 tickets, each with its events."""

from collections.abc import Iterator

from bench.figures import Measure, Row
from bench.workspaces import Bench

TICKETS = 10_000


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """The job from its start to its end, by one worker's sweeps."""
    inside = bench.queue.inside
    yield "mass.per_s", TICKETS / float(inside.do("mass_s", tickets=TICKETS)), inside.do("synced_per_s")


MEASURE = Measure(
    (Row("mass.per_s", "1/s", 300, "mass action on 10,000 tickets, each with its events", True),), run
)
