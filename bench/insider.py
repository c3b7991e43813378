"""A process inside a workspace that does there what a benchmark asks: makes sessions, times statements and templates.

Run as `python -m bench.insider`: JSON lines in, JSON lines out. The functions stand in `bench/inside.py`
and `bench/inside_queue.py`.
"""

import importlib
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


class Failed(Exception):
    """What was asked raised something over there."""


class Insider:
    """The benchmark's end of it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.insider"],
            cwd=ROOT,
            env={**environment, "ACCORD_ROLE": "web"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, what: str, **given: Any) -> Any:
        """Call a function of `bench.inside` or `bench.inside_queue` over there. Raises Failed."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, "with": given}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"failed": "the process ended"}
        if "failed" in answer:
            raise Failed(answer["failed"])
        return answer["gave"]

    def end(self) -> None:
        """Let it go."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()


def main() -> None:
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever prints by the way is no answer
    import django

    django.setup()
    rooms = [
        importlib.import_module(name)
        for name in ("bench.inside", "bench.inside_queue", "bench.preparing_queue")
    ]
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            asked_of = next(room for room in rooms if hasattr(room, asked["do"]))
            answer = {"gave": getattr(asked_of, asked["do"])(**asked["with"])}
        except Exception:  # noqa: BLE001  (the other side is told)
            answer = {"failed": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
