"""The client of the benchmarks asks a real server and counts no wrong answer."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bench.asking import Order, WrongAnswer, ask
from bench.desk import ROOT, answers, eventually, free_port


@pytest.fixture(scope="module")
def hello() -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.hello", str(port)], cwd=ROOT, env=dict(os.environ))
    try:
        eventually(lambda: answers(port), "hello")
        yield port
    finally:
        process.kill()
        process.wait()


def test_each_answer_is_counted_once(hello: int) -> None:
    found = ask(Order(hello, ["/", "/other/"], connections=4, warm=3, requests=50, expect="hello"))
    assert len(found.ms) == 50 and min(found.ms) > 0 and found.per_s > 0


def test_something_is_sent(hello: int) -> None:
    assert len(ask(Order(hello, ["/"], body='{"number": {n}}', requests=5)).ms) == 5


def test_an_answer_without_what_is_expected_ends_it(hello: int) -> None:
    with pytest.raises(WrongAnswer):
        ask(Order(hello, ["/"], requests=5, expect="good bye"))
