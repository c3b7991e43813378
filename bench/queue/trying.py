"""A closing rule tried on ninety days of history."""

from collections.abc import Iterator

from bench.figures import Measure, Row
from bench.workspaces import Bench


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """From pressing the button until the whole result stands, by one worker's chore."""
    yield "try_rule.s", float(bench.queue.inside.do("try_rule_s")), None


MEASURE = Measure((Row("try_rule.s", "s", 20, "a closing rule on 90 days of history"),), run)
