"""`accord serve`: this process takes mail in and looks after two children, web and worker. It imports no Django.

Three Python processes in all. Mail is stored even while the other two start, fall or are busy.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accord.core.certificates import CertificateFiles, changed
from accord.project.children import Child, UselessToRetry

LOCK_NAME = "serve.lock"
FAREWELL_S = 4.5
TAKE_OVER_WITHIN_S = 60.0

logger = logging.getLogger(__name__)


class AlreadyServed(Exception):
    """Another `accord serve` looks after this data folder."""


@dataclass(frozen=True)
class Plan:
    """What to serve. A mail port of None is not opened; `say` is printed once the first page can be shown."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    smtp_port: int | None = None
    lmtp_port: int | None = None
    say: str = ""
    smtps_port: int | None = None
    tls: CertificateFiles | None = None
    redirect_port: int | None = None

    @property
    def takes_mail(self) -> bool:
        return any(port is not None for port in (self.smtp_port, self.lmtp_port, self.smtps_port))


@contextlib.contextmanager
def sole_supervisor(data: Path) -> Iterator[None]:
    """Hold the data folder. The lock goes with the process, however it ends. Raises AlreadyServed."""
    data.mkdir(parents=True, exist_ok=True)
    with open(data / LOCK_NAME, "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyServed(f"{data} is served already, by process {file.read().strip()}.") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def main(plan: Plan) -> int:
    """Serve until SIGTERM or SIGINT; gives the exit code."""
    os.umask(0o077)  # What customers wrote is nobody else's business on this machine.
    try:
        with sole_supervisor(plan.data):
            return asyncio.run(_supervise(plan))
    except AlreadyServed as problem:
        print(problem, file=sys.stderr)
        return os.EX_CONFIG


async def _supervise(plan: Plan) -> int:
    environment = {
        "ACCORD_DATA": str(plan.data),
        "ACCORD_BASE_URL": os.environ.get("ACCORD_BASE_URL") or _address(plan),
        "MALLOC_ARENA_MAX": "2",  # Many threads, little memory: glibc would keep up to 8 heaps a core.
    }
    web_ready = asyncio.Event()
    worker = Child("worker", ["worker"], environment)
    tasks = {
        asyncio.create_task(_keep_web(plan, environment, web_ready), name="web"),
        asyncio.create_task(_after(web_ready, worker), name="worker"),
        asyncio.create_task(_announce(web_ready, plan, environment["ACCORD_BASE_URL"]), name="announcement"),
    }
    if plan.takes_mail:
        tasks.add(asyncio.create_task(_take_mail(plan), name="mail"))
    tasks.add(asyncio.create_task(_told_to_stop(), name="stop"))
    return await _until_one_ends(tasks)


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


async def _until_one_ends(tasks: set["asyncio.Task[None]"]) -> int:
    """Wait for the signal to stop or for a part that cannot go on; end all others, and give the exit code."""
    code, going = 0, set(tasks)
    while code == 0:
        done, going = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
        if any(task.get_name() == "stop" for task in done):
            break
        for task in done:
            problem = task.exception()
            if problem is not None:
                print(problem, file=sys.stderr)
                code = problem.code if isinstance(problem, UselessToRetry) else 1
    for task in going:
        task.cancel()
    if going:
        await asyncio.wait(going, timeout=FAREWELL_S)
    return code or 0


async def _after(ready: asyncio.Event, worker: Child) -> None:
    """Start the worker when the tables are there and the first page can be shown."""
    await ready.wait()
    await worker.keep()


async def _announce(ready: asyncio.Event, plan: Plan, address: str) -> None:
    await ready.wait()
    print(plan.say or f"Accord is at {address}", flush=True)


async def _take_mail(plan: Plan) -> None:
    from accord.channels.email.listening import Listening, serve

    await serve(
        Listening(plan.data, plan.host, plan.smtp_port, plan.lmtp_port, smtps_port=plan.smtps_port, tls=plan.tls)
    )


async def _keep_web(plan: Plan, environment: dict[str, str], ready: asyncio.Event) -> None:
    """Keep the web process. When the certificate is renewed, a new process takes the port over, then the old one ends:
    somebody answers at every moment. Raises UselessToRetry.
    """
    serving = asyncio.create_task(Child("web", _web_arguments(plan), environment, ready.set).keep())
    while plan.tls is not None:
        renewed = asyncio.create_task(changed(plan.tls))
        try:
            await asyncio.wait({serving, renewed}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                break
            serving = await _taken_over(plan, environment, serving)
        except asyncio.CancelledError:
            serving.cancel()
            await asyncio.wait({serving})
            raise
        finally:
            renewed.cancel()
    await serving


async def _taken_over(
    plan: Plan, environment: dict[str, str], before: "asyncio.Task[None]"
) -> "asyncio.Task[None]":
    """Start a web process beside the running one and end that once the new one answers; gives the one that stays."""
    ready = asyncio.Event()
    child = Child("web", _web_arguments(plan), {**environment, "ACCORD_TAKES_OVER": "1"}, ready.set)
    after, answers = asyncio.create_task(child.keep()), asyncio.create_task(ready.wait())
    await asyncio.wait({after, answers}, timeout=TAKE_OVER_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
    answers.cancel()
    stays, goes = (after, before) if ready.is_set() else (before, after)
    if stays is before:
        logger.error("The renewed certificate is not in use: the new web process did not answer.")
    goes.cancel()
    await asyncio.wait({goes})
    return stays


def _web_arguments(plan: Plan) -> list[str]:
    arguments = ["web", "--host", plan.host, "--port", str(plan.port), "--create"]
    if plan.tls is not None:
        arguments += ["--certificate", str(plan.tls.certificate), "--key", str(plan.tls.key)]
    if plan.redirect_port is not None:
        arguments += ["--redirect-port", str(plan.redirect_port)]
    return arguments


def _address(plan: Plan) -> str:
    return f"{'https' if plan.tls else 'http'}://{_shown(plan.host)}:{plan.port}"


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
