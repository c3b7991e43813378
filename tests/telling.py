"""Says at once, and in whole, what failed: a long run that is stopped has told by then what it found.

Loaded as a plugin (`-p` in pyproject.toml). Where tests run in several processes, the one that collects their reports
speaks.
"""

import time

import pytest
from _pytest.terminal import TerminalReporter

SLOW = 30.0  # seconds: what took longer is named when it ends


class Telling:
    def __init__(self, terminal: TerminalReporter) -> None:
        self._terminal = terminal
        self._begun = time.monotonic()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        passed = time.monotonic() - self._begun
        if report.failed:
            self._terminal.write_line(f"\n--- FAILED after {passed:.0f} s: {report.nodeid} ({report.when})")
            self._terminal.write_line(report.longreprtext)
        elif report.when == "call" and report.duration > SLOW:
            self._terminal.write_line(f"\n--- after {passed:.0f} s: {report.nodeid} took {report.duration:.0f} s")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Telling(terminal), "telling")
