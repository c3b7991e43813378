"""Figures say whether a bound is kept, and how far physics is away."""

import json
import re

from bench import core, queue
from bench.desk import ROOT
from bench.figures import Figure, Row, median, percentile

SLOW = Row("page.p50_ms", "ms", 4, "a page")
MANY = Row("page.per_s", "1/s", 250, "pages", at_least=True)


def test_a_time_stays_below_its_bound_and_a_rate_above() -> None:
    assert Figure(SLOW, 4.0).ok(1) and not Figure(SLOW, 4.1).ok(1) and Figure(SLOW, 11.9).ok(3)
    assert Figure(MANY, 250.0).ok(1) and not Figure(MANY, 249.0).ok(1) and Figure(MANY, 84.0).ok(3)


def test_the_ratio_tells_how_many_times_worse_than_physics() -> None:
    assert Figure(SLOW, 4.0, limit=2.0).ratio == 2.0
    assert Figure(MANY, 250.0, limit=1000.0).ratio == 4.0
    assert Figure(MANY, 250.0).ratio is None


def test_an_object_a_line_holds_what_the_table_names() -> None:
    found = json.loads(Figure(SLOW, 3.14159, limit=1.5).as_json(1))
    assert found == {
        "name": "page.p50_ms", "unit": "ms", "value": 3.142, "bound": 4, "limit": 1.5, "ratio": 2.094, "ok": True,
    }  # fmt: skip


def test_the_groups_have_each_figure_of_the_documentation_once() -> None:
    names = [name for measure in (*core.MEASURES, *queue.MEASURES) for name in measure.names()]
    page = (ROOT / "docs" / "PERFORMANCE.md").read_text("utf-8")
    table = "\n".join(line.split("|")[1] for line in page.split("\n## ")[1].splitlines() if line.startswith("|"))
    assert sorted(names) == sorted(re.findall(r"`([a-z_0-9]+\.[a-z_0-9]+)`", table))


def test_percentiles_and_medians() -> None:
    assert percentile([5, 1, 3, 2, 4], 0.5) == 3 and percentile(range(100), 0.95) == 95
    assert median([3, 1, 2]) == 2
