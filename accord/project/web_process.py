"""The web process: granian in this very process, with our ASGI application."""

import asyncio
import gc
import logging
import os
import resource
import signal
import socket
import ssl
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from accord.core.certificates import BadCertificate, CertificateFiles
from accord.project import proxies
from accord.project.lifelines import Lifeline

if TYPE_CHECKING:
    from accord.project.asgi import Application

logger = logging.getLogger(__name__)

CONNECTIONS = 2048
"""granian's backpressure counts every open request, live streams too; with its usual 1,024 (128 embedded) a desk
with as many open browsers would answer nobody."""

SWITCH_S = 0.002
"""How long a busy thread may keep the interpreter from the event loop."""

TAKES_OVER = "ACCORD_TAKES_OVER"
"""Set by the supervisor for a process that replaces a running one, with which it shares the port for a moment."""

KNOCK_S = 0.02
"""Between two tries of the process to reach itself at its start."""


@dataclass(frozen=True)
class Serving:
    """Where the web process listens; `create` lets it make the tables of an empty database.

    With `tls` it speaks https; `redirect_port` then sends on whoever comes by http.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    create: bool = False
    tls: CertificateFiles | None = None
    redirect_port: int | None = None


def main(serving: Serving) -> int:
    """Serve until SIGTERM, SIGINT or the supervisor's end; gives the exit code.

    78 (EX_CONFIG) means that another try is useless: wrong schema, port taken.
    """
    lifeline = Lifeline()
    os.environ["ACCORD_ROLE"] = "web"
    sys.setswitchinterval(SWITCH_S)
    _allow_many_files()
    taking_over = os.environ.pop(TAKES_OVER, "") == "1"
    try:
        if serving.tls:
            serving.tls.context()
        if not taking_over:
            _check_port(serving)
        proxies.from_environment()
    except OSError as problem:
        print(f"Cannot listen on {serving.host}:{serving.port}: {problem.strerror}", file=sys.stderr)
        return os.EX_CONFIG
    except (BadCertificate, proxies.NotANetwork) as problem:
        print(problem, file=sys.stderr)
        return os.EX_CONFIG
    from accord.project.asgi import application, django_handler

    django_handler()
    from accord.project import facts, key_following, schema

    try:
        schema.require(create=serving.create)
    except schema.WrongSchema as problem:
        print(problem, file=sys.stderr)
        return os.EX_CONFIG
    facts.write(serving)
    key_following.start()
    _load_pages()
    beginning = _how_to_begin()
    gc.collect()
    gc.freeze()
    return asyncio.run(listen(application, serving, lifeline, beginning))


async def listen(application: "Application", serving: Serving, lifeline: Lifeline, beginning: str = "") -> int:
    """Answer requests until told to stop; 1 when the server ended by itself. `beginning` is said when it can be
    followed.
    """
    from granian.constants import HTTPModes, Interfaces, SSLProtocols
    from granian.log import LogLevels
    from granian.server.embed import Server

    plain = await _redirect(serving)
    server = Server(
        application,
        address=serving.host,
        port=serving.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=1024,
        backpressure=CONNECTIONS,
        runtime_blocking_threads=8,
        log_level=LogLevels.error,
        ssl_cert=serving.tls.certificate if serving.tls else None,
        ssl_key=serving.tls.key if serving.tls else None,
        ssl_protocol_min=SSLProtocols.tls12,
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        application.end_streams()
        server.stop()  # type: ignore[no-untyped-call]

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    lifeline.when_cut(lambda: loop.call_soon_threadsafe(stop))
    telling = loop.create_task(_tell_when_reachable(serving, lifeline, beginning))
    await server.serve()
    telling.cancel()
    if plain is not None:
        plain.close()
    return 1 if server.interrupt_children else 0


async def _redirect(serving: Serving) -> "asyncio.Server | None":
    """The plain door, where one is wanted; the pages are served without it too."""
    if serving.redirect_port is None:
        return None
    from django.conf import settings

    from accord.project.redirecting import redirect

    try:
        return await redirect(settings.BASE_URL, serving.host, serving.redirect_port)
    except OSError as problem:
        logger.error("Cannot listen on %s:%s: %s", serving.host, serving.redirect_port, problem.strerror)
        return None


async def _tell_when_reachable(serving: Serving, lifeline: Lifeline, beginning: str) -> None:
    """Tell the supervisor once a connection is taken. granian begins to listen in a thread of its own, some time
    after the application's start, and says nothing about it.
    """
    while not await _reached(serving):
        await asyncio.sleep(KNOCK_S)
    if beginning:
        print(beginning, flush=True)
    lifeline.ready()


async def _reached(serving: Serving) -> bool:
    """Whether it is this process that takes connections: one that is to be replaced shows another certificate."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(serving.host, serving.host)
    context = None
    if serving.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # nothing is said on this connection: whose it is matters
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        _, writer = await asyncio.open_connection(host, serving.port, ssl=context)
        within = writer.get_extra_info("ssl_object")
        writer.close()
        return serving.tls is None or bool(within.getpeercert(binary_form=True) == serving.tls.der())
    except (OSError, BadCertificate):
        return False


def _check_port(serving: Serving) -> None:
    """Raise OSError when somebody listens there. granian itself would share the port without a word."""
    family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((serving.host, serving.port))
        probe.listen(1)


def _load_pages() -> None:
    """Import all views now: the first visitor need not wait, and what never goes away is collected no more."""
    from django.conf import settings

    import_module(settings.ROOT_URLCONF)


def _how_to_begin() -> str:
    """What to tell whoever reads the console of a workspace without an owner; empty when there is one."""
    from django.conf import settings

    from accord.people import setting_up

    code = setting_up.code()
    return f"Set it up at {settings.BASE_URL}/set-up/?code={code} (set-up code {code})" if code else ""


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(4 * CONNECTIONS, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
