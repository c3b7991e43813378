"""A desk behind a proxy: whose address counts for limits, who is told to come by https, and what forged headers do."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.running import Desk, desk

pytestmark = [pytest.mark.long, pytest.mark.service]
MOST = 20  # new passwords that may be asked for from one address in an hour


@contextmanager
def behind(data: Path, proxies: str) -> Iterator[Desk]:
    with desk(data) as made:
        made.environment |= {"ACCORD_BASE_URL": "https://desk.example.com", "ACCORD_TRUSTED_PROXIES": proxies}
        made.open()
        process = made.run("serve", "--port", str(made.port))
        assert process.stdout is not None and "desk.example.com" in process.stdout.readline(), made.said.read_text()
        yield made


def ask(made: Desk, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
    """Status, headers and body of what the proxy gets; `headers` are those that it hands on."""
    connection = http.client.HTTPConnection("127.0.0.1", made.port, timeout=60)
    sent = {"Host": "desk.example.com", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if form is not None:
        sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://desk.example.com"}
        sent |= {"Cookie": f"accord_csrf={'a' * 32}", "X-CSRFToken": "a" * 32}
    try:
        connection.request(method, path, urlencode(form) if form else None, sent)
        answer = connection.getresponse()
        return answer.status, str(answer.headers).lower(), answer.read().decode()
    finally:
        connection.close()


def refused(made: Desk, *clients: str) -> list[bool]:
    """Whether each is told that it was too often; an address a request."""
    said = [
        ask(made, "POST", "/forgot/", {"email": f"nobody{n}@example.org"}, X_Forwarded_For=client)
        for n, client in enumerate(clients)
    ]
    assert {status for status, _headers, _body in said} <= {200, 422}, said[0]
    return [status == 422 for status, _headers, _body in said]


def test_the_word_of_a_named_proxy_counts(tmp_path: Path) -> None:
    with behind(tmp_path / "data", "127.0.0.1") as made:
        proxied = {"X_Forwarded_For": "198.51.100.1", "X_Forwarded_Proto": "https"}
        _status, headers, _body = ask(made, "GET", "/sign-in/", **proxied)
        assert "strict-transport-security: max-age=31536000" in headers
        cookies = [line for line in headers.splitlines() if line.startswith("set-cookie")]
        assert cookies and all("; secure" in line for line in cookies)
        _status, headers, _body = ask(made, "GET", "/sign-in/", X_Forwarded_For="198.51.100.1")
        assert "strict-transport-security" not in headers
        forged = [f"203.0.113.{n}, 198.51.100.1" for n in range(MOST + 1)]
        assert refused(made, *forged) == [False] * MOST + [True]
        assert refused(made, "198.51.100.2") == [False]


def test_nobody_elses_word_counts(tmp_path: Path) -> None:
    with behind(tmp_path / "data", "192.0.2.1") as made:
        _status, headers, _body = ask(made, "GET", "/sign-in/", X_Forwarded_Proto="https", Forwarded="proto=https")
        assert "strict-transport-security" not in headers
        assert refused(made, *[f"203.0.113.{n}" for n in range(MOST + 1)]) == [False] * MOST + [True]


def test_a_name_that_is_no_network_is_refused_at_the_start(tmp_path: Path) -> None:
    with desk(tmp_path / "data") as made:
        process = made.run("serve", "--trusted-proxies", "proxy.example.com")
        assert process.wait(60) == 2
        assert "no address and no network" in made.said.read_text()
