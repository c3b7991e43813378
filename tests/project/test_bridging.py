"""The bridge: a WSGI application on threads, its answers sent by the loop."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest

from accord.project import bridging
from accord.project.answering import IN_MEMORY_BYTES
from accord.project.bridging import Bridge
from accord.project.threads import Threads, _seconds
from tests.project.asgi_world import Client

Environ = dict[str, Any]


def ask(handler: Any, *clients: Client, threads: int = 2) -> None:
    """Let all clients ask at once."""

    async def go() -> None:
        bridge = Bridge(handler, threads=threads)
        await asyncio.gather(*(bridge(c.scope, c.receive, c.send) for c in clients))
        await bridge.stop(5)

    asyncio.run(go())


def text(body: bytes | Iterable[bytes], *headers: tuple[str, str]) -> Any:
    def handler(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain"), *headers])
        return [body] if isinstance(body, bytes) else body

    return handler


def until(condition: Callable[[], bool]) -> None:
    """Wait for it, at most ten seconds."""
    for _ in range(10_000):
        if condition():
            return
        threading.Event().wait(0.001)
    pytest.fail("it never happened")


def test_an_answer_arrives() -> None:
    client = Client()
    ask(text(b"hello", ("X-Name", "Jürgen")), client)
    assert (client.status, client.body) == (200, b"hello")
    assert client.answer_headers[b"x-name"] == "Jürgen".encode("latin-1")


def test_the_application_reads_the_body() -> None:
    def handler(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("201 Created", [])
        return [environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).upper()]

    client = Client(method="POST", headers=[(b"content-length", b"4")], pieces=[b"ab", b"cd"])
    ask(handler, client)
    assert (client.status, client.body) == (201, b"ABCD")


def test_a_failing_application_is_a_500(caplog: pytest.LogCaptureFixture) -> None:
    def handler(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise RuntimeError("on purpose")

    client = Client("/broken")
    ask(handler, client)
    assert client.status == 500
    assert "/broken" in caplog.text


def test_a_refused_body_never_reaches_the_application() -> None:
    called: list[Environ] = []
    client = Client(method="POST", headers=[(b"content-length", b"999999999999")])
    ask(lambda environ, start: called.append(environ), client)
    assert (client.status, called) == (413, [])
    assert client.answer_headers[b"connection"] == b"close"


def test_somebody_who_left_gets_no_answer() -> None:
    client = Client(method="POST", headers=[(b"content-length", b"9")], gone=True)
    ask(text(b"x"), client)
    assert client.got == []


def test_what_is_streamed_is_finished_on_the_thread_and_sent_in_pieces() -> None:
    ended: list[str] = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(40):
                yield b"z" * (IN_MEMORY_BYTES // 20)

        def close(self) -> None:
            ended.append(threading.current_thread().name)

    client = Client()
    ask(text(Body()), client)
    assert client.body == b"z" * (IN_MEMORY_BYTES // 20 * 40)
    assert len(client.got) > 3
    assert [name.startswith("accord-web") for name in ended] == [True]


def test_head_and_empty_answers_have_no_body() -> None:
    client = Client(method="HEAD")
    ask(text(b"hello", ("Content-Length", "5")), client)
    assert client.body == b""
    assert client.answer_headers[b"content-length"] == b"5"


def file_answer(open_file: Callable[[], Any]) -> Any:
    def handler(environ: Environ, start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"](open_file(), 4096)

    return handler


def test_a_file_is_sent_by_its_path_where_the_server_can(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(b"p" * 1000)
    client = Client(extensions={"http.response.pathsend": {}})
    ask(file_answer(lambda: open(path, "rb")), client)  # noqa: SIM115
    assert client.got[1] == {"type": "http.response.pathsend", "path": str(path)}


def test_a_file_is_read_where_the_server_cannot(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(b"p" * 1000)
    client = Client()
    ask(file_answer(lambda: open(path, "rb")), client)  # noqa: SIM115
    assert client.body == b"p" * 1000


def test_a_file_that_ends_with_the_answer_is_still_sent_whole() -> None:
    def passing() -> Any:
        file = NamedTemporaryFile()  # noqa: SIM115
        file.write(b"t" * 1000)
        file.seek(0)
        return file

    client = Client(extensions={"http.response.pathsend": {}})
    ask(file_answer(passing), client)
    assert client.body == b"t" * 1000


def test_a_file_that_does_not_stand_at_its_start_is_sent_from_there(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(b"abcdef")

    def behind() -> Any:
        file = open(path, "rb")  # noqa: SIM115
        file.seek(3)
        return file

    client = Client(extensions={"http.response.pathsend": {}})
    ask(file_answer(behind), client)
    assert client.body == b"def"


def test_too_many_at_once_are_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridging, "WAITING_LIMIT", 3)
    clients = [Client() for _ in range(5)]
    gate = threading.Event()

    def handler(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        gate.wait(5)
        start_response("200 OK", [])
        return [b""]

    async def go() -> None:
        bridge = Bridge(handler, threads=1)
        asked = [asyncio.ensure_future(bridge(c.scope, c.receive, c.send)) for c in clients]
        while sum(bool(c.got) for c in clients) < 2:
            await asyncio.sleep(0.001)
        gate.set()
        await asyncio.gather(*asked)
        await bridge.stop(5)

    asyncio.run(go())
    assert sorted(c.status for c in clients) == [200, 200, 200, 503, 503]
    assert all(c.answer_headers[b"retry-after"] for c in clients if c.status == 503)


def test_work_goes_to_the_thread_that_became_idle_last() -> None:
    threads, names = Threads(4, "t"), list[str]()
    for _ in range(20):
        done = threading.Event()

        def work(done: threading.Event = done) -> None:
            names.append(threading.current_thread().name)
            done.set()

        while len(threads._idle) < 4:
            done.wait(0.0005)
        threads.submit(work)
        assert done.wait(5)
    threads.end()
    assert len(set(names)) == 1


def _working(threads: Threads, count: int, gate: threading.Event) -> tuple[list[int], list[int]]:
    """Submit so many works that wait for the gate; gives those begun and those done, which grow."""
    begun, done = list[int](), list[int]()

    def work(number: int) -> None:
        begun.append(number)
        gate.wait(10)
        done.append(number)

    for number in range(count):
        threads.submit(partial(work, number))
    return begun, done


def test_short_work_is_done_one_after_the_other() -> None:
    threads, gate = Threads(4, "t", quick_s=3600.0), threading.Event()
    begun, done = _working(threads, 20, gate)
    until(lambda: begun == [0])
    assert threads.look() and begun == [0]
    gate.set()
    until(lambda: done == list(range(20)))
    assert begun == list(range(20)) and not threads.look()
    threads.end()


def test_work_that_thinks_is_not_joined_by_more_until_it_has_taken_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim of 6 ms that computes all the time is no reason to let a second one in; after LONG_S anything is."""
    monkeypatch.setattr("accord.project.threads._seconds", lambda clock: time.monotonic())
    threads, gate = Threads(4, "t", quick_s=0.0, long_s=3600.0), threading.Event()
    begun, done = _working(threads, 6, gate)
    until(lambda: begun == [0])
    assert threads.look() and begun == [0]
    threads._long_s = 0.0
    until(lambda: not threads.look() or len(begun) == 4)
    gate.set()
    until(lambda: len(done) == 6)
    threads.end()


def test_each_thread_has_its_own_clock() -> None:
    """Work that computes has had the processor, work that waits has not: as the system counts it."""
    gate = threading.Event()
    threads = Threads(2, "t", quick_s=0.0)

    def think() -> None:
        end = time.thread_time() + 0.02
        while time.thread_time() < end:
            pass
        gate.wait(10)

    threads.submit(think)
    (seat,) = threads._working
    until(lambda: _seconds(seat._clock) - seat._thought >= 0.02)
    gate.set()
    threads.end()
    until(threads.ended)


def test_work_that_waits_holds_nobody_up() -> None:
    threads, gate = Threads(4, "t", quick_s=0.0), threading.Event()
    begun, done = _working(threads, 6, gate)
    until(lambda: not threads.look() or len(begun) == 4)
    until(lambda: sorted(begun) == [0, 1, 2, 3])
    gate.set()
    until(lambda: len(done) == 6)
    threads.end()


def test_the_bridge_lets_the_next_in_when_one_takes_long() -> None:
    slow, quick, gate = Client(), Client(), threading.Event()

    def handler(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            gate.wait(10)
        start_response("200 OK", [])
        return [b"done"]

    slow.scope["path"] = "/slow"

    async def go() -> None:
        bridge = Bridge(handler, threads=2)
        first = asyncio.ensure_future(bridge(slow.scope, slow.receive, slow.send))
        await bridge(quick.scope, quick.receive, quick.send)
        assert not first.done()
        gate.set()
        await first
        await bridge.stop(5)

    asyncio.run(go())
    assert (slow.body, quick.body) == (b"done", b"done")


def test_threads_finish_what_was_submitted_and_say_goodbye() -> None:
    done, goodbyes = list[int](), list[int]()
    threads = Threads(2, "t", at_end=lambda: goodbyes.append(1))
    for number in range(50):
        threads.submit(lambda number=number: done.append(number))  # type: ignore[misc]
    threads.end()
    while not threads.ended():
        threading.Event().wait(0.001)
    assert sorted(done) == list(range(50))
    assert goodbyes == [1, 1]
