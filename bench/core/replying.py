"""A reply by the API: stored and committed durably before the answer comes."""

from collections.abc import Iterator

from bench.asking import Order, ask
from bench.figures import Measure, Row, median, percentile
from bench.workspaces import AGENT, Bench

RUNS, TICKETS = 3, 100


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """Replies to a hundred tickets by turns; the worker of `accord serve` makes their mails meanwhile."""
    inside = bench.large.inside
    codes = inside.do("answered_tickets", address=AGENT, number=TICKETS)
    headers = {"Authorization": f"Bearer {bench.token}", "Content-Type": "application/json"}
    body = '{"text": "Your parcel {n} is on its way and should be with you within two days."}'
    with bench.served() as desk:
        order = Order(
            desk.port,
            [f"/api/v1/tickets/{code}/messages" for code in codes],
            headers=headers,
            body=body,
            warm=20,
            requests=200,
        )
        p50 = median(percentile(ask(order).ms, 0.5) for _ in range(RUNS))
    yield "api_reply.p50_ms", p50, bench.hello_ms + inside.do("commit_ms")


MEASURE = Measure(
    (Row("api_reply.p50_ms", "ms", 3, "reply by the API, committed with synchronous=FULL, p50"),), run
)
