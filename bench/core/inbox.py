"""The inbox page of 50 rows, counters included, over HTTP, warm."""

from collections.abc import Iterator

from bench.asking import Order, ask
from bench.figures import Measure, Row, median, percentile
from bench.workspaces import Bench

PATH = "/inbox/todo/"
RUNS = 5


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """Five runs alone, five with 16 connections; then what its parts cost alone."""
    cookie = bench.cookie
    with bench.served() as desk:
        alone = Order(desk.port, [PATH], cookie, warm=60, expect='class="row"')
        ms = [ask(alone).ms for _ in range(RUNS)]
        many = Order(desk.port, [PATH], cookie, connections=16, warm=30, requests=800, expect='class="row"')
        per_s = median(ask(many).per_s for _ in range(RUNS))
    inside = bench.large.inside
    parts = (
        bench.hello_ms
        + inside.do("warm_queries_ms", path=PATH, cookie=cookie)
        + inside.do("rendering_ms", path=PATH, cookie=cookie)
    )
    p50 = median(percentile(each, 0.5) for each in ms)
    yield "inbox.p50_ms", p50, parts
    yield "inbox.p95_ms", median(percentile(each, 0.95) for each in ms), None
    yield "inbox.per_s_16", per_s, None
    yield "inbox.ratio", p50 / parts, None


MEASURE = Measure(
    (
        Row("inbox.p50_ms", "ms", 4, "inbox page of 50, counters included, p50"),
        Row("inbox.p95_ms", "ms", 10, "the same, p95"),
        Row("inbox.per_s_16", "1/s", 250, "the same with 16 connections", True),
        Row("inbox.ratio", "times", 2.0, "its p50 against hello + its raw queries + its bare rendering"),
    ),
    run,
)
