"""A saved view with three conditions, twenty different ones by turns."""

from collections.abc import Iterator

from bench.asking import Order, ask
from bench.figures import Measure, Row, median, percentile
from bench.workspaces import AGENT, Bench

RUNS = 5


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """The page as an agent of twelve departments gets it."""
    with bench.queue_served() as (place, desk):
        paths = place.inside.do("view_paths")
        cookie = place.inside.do("agents_cookie", address=AGENT)
        order = Order(desk.port, paths, cookie, warm=len(paths), requests=300)
        runs = [ask(order).ms for _ in range(RUNS)]
    yield "view.p50_ms", median(percentile(ms, 0.5) for ms in runs), bench.hello_ms
    yield "view.p95_ms", median(percentile(ms, 0.95) for ms in runs), None


MEASURE = Measure(
    (
        Row("view.p50_ms", "ms", 6, "a saved view with 3 conditions, p50"),
        Row("view.p95_ms", "ms", 25, "the same, p95"),
    ),
    run,
)
