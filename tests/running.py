"""A whole desk for a test: real processes on a data folder of its own, talked to by SMTP, LMTP and HTTP.

Also a mail server for what the desk sends, which keeps every mail and can be told to misbehave.
"""

import http.client
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from accord.core.ports import free_port
from tests import blank
from tests.insider import ROOT, Insider

PATIENCE_S = 60.0
SUPPORT = "support@desk.example.com"


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def eventually(condition: Callable[[], Any], patience_s: float = PATIENCE_S, pause_s: float = 0.05) -> Any:
    """Wait until `condition()` is true and give what it gave."""
    until = time.monotonic() + patience_s
    while not (found := condition()):
        assert time.monotonic() < until, f"it never happened: {condition}"
        time.sleep(pause_s)
    return found


class Desk:
    """The processes of one data folder. Nothing runs until it is started; `clear` ends what still runs."""

    def __init__(self, data: Path, *, lmtp_port: int | None = None) -> None:
        self.data = data
        self.port, self.smtp_port = free_port(), free_port()
        self.lmtp_port = lmtp_port or free_port()
        self.said = data.with_name(data.name + ".log")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("ACCORD_", "DJANGO_"))}
        self.environment |= {
            "ACCORD_DATA": str(data),
            "ACCORD_BASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "accord.project.settings",
        }
        self.served: subprocess.Popen[str] | None = None
        self._running: list[subprocess.Popen[str]] = []
        self._insiders: list[Insider] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(
        self, *arguments: str, variables: dict[str, str] | None = None, **more: Any
    ) -> "subprocess.Popen[str]":
        """`accord ARGUMENTS` on this data folder, left running; its errors go to `said`."""
        environment = self.environment | (variables or {})
        command = [sys.executable, "-m", "accord.project.cli", *arguments]
        with open(self.said, "a") as said:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=said, text=True, **more
            )
        self._running.append(process)
        return process

    def serve(self, **more: Any) -> "subprocess.Popen[str]":
        """`accord serve` with pages, SMTP and LMTP; returns once the first page can be shown."""
        ports = [
            "--port",
            str(self.port),
            "--smtp-port",
            str(self.smtp_port),
            "--lmtp-port",
            str(self.lmtp_port),
        ]
        process = self.run("serve", *ports, **more)
        assert process.stdout is not None
        assert self.url in process.stdout.readline(), self.said.read_text()
        eventually(lambda: answers(self.smtp_port) and answers(self.lmtp_port))
        self.served = process
        return process

    def insider(self) -> Insider:
        """A new process that does inside of the desk what it is told."""
        insider = Insider(self.environment)
        self._insiders.append(insider)
        return insider

    def inside(self, what: str, **given: Any) -> Any:
        """Do one thing inside; see tests/insider.py. The process for it is kept."""
        if not self._insiders or self._insiders[0].process.poll() is not None:
            self._insiders.insert(0, Insider(self.environment))
        return self._insiders[0].do(what, **given)

    def open(self, **chosen: Any) -> dict[str, Any]:
        """Make the workspace of `tests/setting.py`: an owner, agents, a department, a mailbox."""
        self.data.mkdir(parents=True, exist_ok=True)
        if "ACCORD_DATABASE_URL" not in self.environment:
            blank.put(self.data)
        return dict(self.inside("tests.setting:workspace", **chosen))

    def smtp(self, timeout_s: float = 30.0) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.smtp_port, "mx.example.org", timeout=timeout_s)

    def mail(self, raw: bytes, to: Sequence[str] = (SUPPORT,), sender: str = "hannah@example.com") -> None:
        """Hand one mail over by SMTP. Raises what smtplib raises."""
        with self.smtp() as client:
            client.sendmail(sender, list(to), raw)

    def visitor(self, email: str) -> "Visitor":
        """Somebody who has signed in."""
        return Visitor(self.port, self.inside("tests.setting:session", email=email))

    def check(self) -> list[str]:
        """What `accord check --deep` says, in a process that is up already."""
        return list(self.inside("tests.setting:problems"))

    def end(self, process: "subprocess.Popen[str]", with_signal: int = signal.SIGTERM) -> int:
        """End a process that `run` or `serve` started; gives its exit code."""
        process.send_signal(with_signal)
        process.communicate(timeout=PATIENCE_S)
        if process in self._running:
            self._running.remove(process)
        return process.returncode

    def clear(self) -> None:
        for insider in self._insiders:
            insider.kill()
        for process in list(self._running):
            self.end(process, signal.SIGKILL)


class Visitor:
    """One browser without a window: keeps its cookies, sends the mark against forged forms, follows nothing."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port, self.cookies = port, dict(cookies or {})

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> "Answer":
        """Send one request; `form` makes it one of a page's forms."""
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        if form is None:
            return self.send(method, path, None, sent)
        sent |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.cookies["accord_csrf"],
        }
        return self.send(method, path, urlencode(form), sent)

    def send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> "Answer":
        """One request as it is given here."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def get(self, path: str) -> "Answer":
        return self.ask("GET", path)

    def post(self, path: str, **form: str) -> "Answer":
        return self.ask("POST", path, form)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@contextmanager
def desk(data: Path, **more: Any) -> Iterator[Desk]:
    """A desk whose processes end with the block."""
    made = Desk(data, **more)
    try:
        yield made
    finally:
        made.clear()
