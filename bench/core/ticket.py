"""The page of a ticket with 20 messages."""

from collections.abc import Iterator

from bench.asking import Order, ask
from bench.figures import Measure, Row, median, percentile
from bench.workspaces import Bench

RUNS = 5


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """Five runs, then the parts alone."""
    cookie, path = bench.cookie, bench.ticket
    with bench.served() as desk:
        ms = [
            ask(Order(desk.port, [path], cookie, warm=60, expect='class="msg-body"')).ms for _ in range(RUNS)
        ]
    inside = bench.large.inside
    parts = (
        bench.hello_ms
        + inside.do("warm_queries_ms", path=path, cookie=cookie)
        + inside.do("rendering_ms", path=path, cookie=cookie)
    )
    yield "ticket.p50_ms", median(percentile(each, 0.5) for each in ms), parts
    yield "ticket.p95_ms", median(percentile(each, 0.95) for each in ms), None


MEASURE = Measure(
    (
        Row("ticket.p50_ms", "ms", 3, "ticket page with 20 messages, p50"),
        Row("ticket.p95_ms", "ms", 8, "the same, p95"),
    ),
    run,
)
