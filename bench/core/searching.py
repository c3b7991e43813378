"""The search page: two common words, newest first and best first; one common word for those who see little."""

from collections.abc import Iterator

from bench.asking import Order, ask
from bench.figures import Measure, Row, median, percentile
from bench.workspaces import CUSTOMER, NARROW, Bench

RUNS = 5


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """The p95 of each, median of five runs; of the two who see little the slower one counts."""
    words, inside = bench.words, bench.large.inside
    newest, best = f"/inbox/all/?q={words}", f"/inbox/all/?q={words}&sort=best"
    one = words.split("+")[0]
    little = {
        f"/inbox/all/?q={one}": inside.do("agents_cookie", address=NARROW),
        f"/my/?q={one}": inside.do("customers_cookie", address=CUSTOMER),
    }
    with bench.served() as desk:
        yield (
            "search_newest.p95_ms",
            _p95(desk.port, newest, bench.cookie),
            _queries(bench, newest, bench.cookie),
        )
        yield (
            "search_relevance.p95_ms",
            _p95(desk.port, best, bench.cookie),
            _queries(bench, best, bench.cookie),
        )
        slowest = max((_p95(desk.port, path, cookie), path) for path, cookie in little.items())
        yield "search_narrow.p95_ms", slowest[0], _queries(bench, slowest[1], little[slowest[1]])


def _p95(port: int, path: str, cookie: str) -> float:
    order = Order(port, [path], cookie, warm=20, requests=200)
    return median(percentile(ask(order).ms, 0.95) for _ in range(RUNS))


def _queries(bench: Bench, path: str, cookie: str) -> float:
    return float(bench.large.inside.do("warm_queries_ms", path=path, cookie=cookie, repeats=60))


MEASURE = Measure(
    (
        Row("search_newest.p95_ms", "ms", 15, "search page, two common words, newest first, p95"),
        Row("search_relevance.p95_ms", "ms", 80, "the same, best first, p95"),
        Row(
            "search_narrow.p95_ms",
            "ms",
            15,
            "a common word, for an agent with 1 ticket and a customer with 3, p95",
        ),
    ),
    run,
)
