"""A real listener process for the tests of mail intake."""

import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from accord.channels.email.recipients import Settings, publish

MAILBOX = "support@example.com"
SALES = "sales@example.com"
MAIL = b"From: ann@example.org\r\nSubject: Hello\r\n\r\nMy printer burns.\r\n"


def open_desk(data_dir: Path, max_bytes: int = 40 << 20) -> None:
    """Publish two mailboxes."""
    publish(data_dir, Settings((MAILBOX, SALES), max_bytes, "desk.example.com"))


class Listener:
    """One process with an SMTP and an LMTP port. `port` and `lmtp_port` are known once it is made."""

    def __init__(self, data_dir: Path, *more: str) -> None:
        command = [sys.executable, "-m", "accord.channels.email.listening", "--data", str(data_dir)]
        self.process = subprocess.Popen(
            [*command, "--smtp-port", "0", "--lmtp-port", "0", *more], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        ports = dict(part.split("=") for part in line.split())
        self.port, self.lmtp_port = int(ports["smtp"]), int(ports["lmtp"])
        self.smtps_port = int(ports["smtps"]) if ports["smtps"] != "None" else 0

    def smtp(self) -> smtplib.SMTP:
        client = smtplib.SMTP("127.0.0.1", self.port, local_hostname="mx.example.org", timeout=30)
        client.ehlo()
        return client

    def lmtp(self) -> smtplib.LMTP:
        client = smtplib.LMTP("127.0.0.1", self.lmtp_port, local_hostname="mx.example.org", timeout=30)
        client.ehlo("mx.example.org")
        return client

    def memory_kb(self, name: str) -> int:
        """A figure of /proc/PID/status such as VmHWM, in KiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition(f"{name}:")[2].split()[0])

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self._reap()

    def stop(self) -> int:
        self.process.terminate()
        return self._reap()

    def _reap(self) -> int:
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@contextmanager
def listening(data_dir: Path, *more: str) -> Iterator[Listener]:
    """A listener that ends with the block."""
    listener = Listener(data_dir, *more)
    try:
        yield listener
    finally:
        if listener.process.poll() is None:
            listener.kill()
