"""To Solve by the API: one agent again and again, and a hundred at once."""

from collections.abc import Iterator

from bench.asking import Order, ask
from bench.figures import Measure, Row, median, percentile
from bench.workspaces import Bench

RUNS, PULLS, AT_ONCE, CLAIMS, WARM = 3, 200, 100, 1000, 20


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """Each claim is a ticket assigned and committed; afterwards the claims are compared with the order of work."""
    with bench.queue_served() as (place, desk):
        inside = place.inside
        tokens = inside.do("pullers_tokens")

        def order(number: int, at_once: int) -> Order:
            json = {"Content-Type": "application/json"}
            headers = [{"Authorization": f"Bearer {each}", **json} for each in tokens[:at_once]]
            path = ["/api/v1/to-solve"]
            return Order(
                desk.port,
                path,
                each_headers=headers,
                body="{}",
                connections=at_once,
                warm=20,
                requests=number,
            )

        yield (
            "to_solve.p50_ms",
            median(percentile(ask(order(PULLS, 1)).ms, 0.5) for _ in range(RUNS)),
            bench.hello_ms + inside.do("commit_ms"),
        )
        rates, doubles = [], 0
        for _ in range(RUNS):
            expected = inside.do("order_of_work", number=CLAIMS + WARM)
            rates.append(ask(order(CLAIMS, AT_ONCE)).per_s)
            doubles += inside.do("wrong_claims", expected=expected)
        yield "to_solve.claims_per_s", median(rates), None
        yield "to_solve.doubles", float(doubles), None


MEASURE = Measure(
    (
        Row("to_solve.p50_ms", "ms", 6, "To Solve, claim included, p50"),
        Row("to_solve.claims_per_s", "1/s", 150, "100 agents pulling at once", True),
        Row("to_solve.doubles", "", 0, "tickets given twice or out of order in that run"),
    ),
    run,
)
