"""From `accord serve` on the command line to the first page."""

import http.client
import time
from collections.abc import Iterator

from bench.desk import Desk, eventually
from bench.figures import Measure, Row, median
from bench.workspaces import Bench

RUNS = 5


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """Five starts; the page is the inbox."""
    cookie, desk = bench.cookie, bench.large.desk
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        with desk.running("serve", "--port", str(desk.port)):
            eventually(lambda: _page(desk, cookie), "the first page", 0.01)
            taken.append(time.perf_counter() - began)
    yield "start.s", median(taken), None


def _page(desk: Desk, cookie: str) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=30)
    try:
        line.request("GET", "/inbox/todo/", headers={"Cookie": cookie})
        answer = line.getresponse()
        return answer.status == 200 and b'class="row"' in answer.read()
    except OSError:
        return False  # nobody listens yet
    finally:
        line.close()


MEASURE = Measure((Row("start.s", "s", 3, "`accord serve` on that workspace to its first page"),), run)
