"""A process that lives inside a desk's data folder and does there what a test asks: by verbs, on the real database.

Run as `python -m tests.insider`. Each line in is a JSON object {"do": "module:function", "with": {...}}; each line out
{"gave": ...} or {"failed": "..."}. The functions are ordinary ones of the test modules.
"""

import importlib
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


class Insider:
    """The test's end. `do` raises InsiderFailed with the other side's traceback, Gone when it was killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.insider"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, what: str, **given: Any) -> Any:
        """Call "module:function" over there with these JSON values; gives what it gave."""
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps({"do": what, "with": given}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Gone(what) from None
        line = self.process.stdout.readline()
        if not line.endswith("\n"):
            raise Gone(what)
        answer = json.loads(line)
        if "failed" in answer:
            raise InsiderFailed(answer["failed"])
        return answer["gave"]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


class InsiderFailed(Exception):
    """What was asked raised something over there."""


class Gone(Exception):
    """The process ended before it answered."""


def main() -> None:
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever prints by the way is no answer
    import django

    django.setup()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            module, _, name = asked["do"].partition(":")
            answer = {"gave": getattr(importlib.import_module(module), name)(**asked["with"])}
        except Exception:
            answer = {"failed": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
