"""Due timers of time rules, each carried out by the verb, one transaction each; and that their number alone counts."""

from collections.abc import Iterator

from bench.figures import Measure, Row, median
from bench.workspaces import Bench

RUNS, DUE = 3, 1000


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """A sweep over 1,000 due timers, by turns in the large workspace and the small one."""
    bench.queue_small.inside.do("prepare_small")
    pairs = []
    for _ in range(RUNS):
        large = float(bench.queue.inside.do("sweep_s", due=DUE))
        pairs.append((large, float(bench.queue_small.inside.do("sweep_s", due=DUE))))
    yield (
        "timers.verbs_per_s",
        DUE / median(large for large, _small in pairs),
        bench.queue.inside.do("synced_per_s"),
    )
    yield "growth.timers", median(large / small for large, small in pairs), None


MEASURE = Measure(
    (
        Row("timers.verbs_per_s", "1/s", 500, "due timers carried out, one worker", True),
        Row("growth.timers", "times", 1.5, "a sweep of 1,000 due, 1,000,000 tickets against 10,000"),
    ),
    run,
)
