"""Fifty rules that listen to every message: what they add to the verb, and when their effects are committed."""

from collections.abc import Iterator

from bench.figures import Measure, Row, median
from bench.workspaces import Bench

RUNS = 3


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """A reply with the rules on and off by turns, in one process; then with the worker running beside."""
    inside = bench.queue.inside
    yield "rules.in_verb_ms", median(inside.do("rules_in_verb_ms") for _ in range(RUNS)), None
    with bench.queue.desk.running("worker"):
        inside.do("rules_after_ms", replies=5)
        yield "rules.after_ms", median(inside.do("rules_after_ms", replies=40) for _ in range(RUNS)), None


MEASURE = Measure(
    (
        Row("rules.in_verb_ms", "ms", 1, "what 50 listening rules add to the transaction of a reply, p50"),
        Row("rules.after_ms", "ms", 50, "from its commit until what they do is committed, p50"),
    ),
    run,
)
