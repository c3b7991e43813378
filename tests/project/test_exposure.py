"""What is told about a weak way of being reached, and that a sound one is silent."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accord.core import clock
from accord.project import exposure, facts
from accord.project.web_process import Serving
from tests.certificates import certificate


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def keys(data: Path, **found: Any) -> list[str]:
    told = {"base_url": "https://desk.example.com", "host": "127.0.0.1", "port": 8000, **found}
    (data / facts.NAME).write_text(json.dumps(told))
    return [problem.key for problem in exposure.check()]


def test_nothing_is_told_of_what_was_never_served_or_cannot_be_read(data: Path) -> None:
    assert list(exposure.check()) == []
    (data / facts.NAME).write_text("{")
    assert list(exposure.check()) == []


@pytest.mark.parametrize(
    "base_url", ["http://127.0.0.1:8000", "http://localhost", "http://desk.internal", "http://192.168.1.4:8000"]
)
def test_plain_http_at_home_is_nobodys_business(data: Path, base_url: str) -> None:
    assert keys(data, base_url=base_url) == []


@pytest.mark.parametrize("base_url", ["http://desk.example.com", "http://8.8.8.8:8000"])
def test_plain_http_in_the_open_is_severe(data: Path, base_url: str) -> None:
    assert keys(data, base_url=base_url) == ["plain-http"]
    assert [problem.severe for problem in exposure.check()] == [True]


def test_https_that_nobody_speaks(data: Path) -> None:
    assert keys(data) == ["tls-missing"]
    assert keys(data, proxies="10.0.0.1") == []


def test_a_door_around_the_proxy(data: Path) -> None:
    assert keys(data, proxies="10.0.0.1", host="0.0.0.0") == ["around-the-proxy"]


def test_a_certificate_near_its_end(data: Path) -> None:
    until = datetime(2031, 1, 31, 12, tzinfo=UTC)
    files = certificate(data, "desk.example.com", until=until)
    told = {"certificate": str(files.certificate), "key": str(files.key)}
    for before, expected, severe in (
        (timedelta(days=14, seconds=1), [], []),
        (timedelta(days=13), ["certificate-ends"], [False]),
        (timedelta(days=2), ["certificate-ends"], [True]),
        (timedelta(days=-1), ["certificate-ends"], [True]),
    ):
        with clock.running(lambda before=before: until - before):  # type: ignore[misc]
            assert keys(data, **told) == expected
            assert [problem.severe for problem in exposure.check()] == severe
    assert "2031-01-31" in str(next(iter(_at(until - timedelta(days=5)))).title)


def _at(moment: datetime) -> list[exposure.Problem]:
    with clock.running(lambda: moment):
        return list(exposure.check())


def test_a_certificate_for_another_name_and_one_that_is_gone(data: Path) -> None:
    files = certificate(data, "www.example.com")
    told = {"certificate": str(files.certificate), "key": str(files.key)}
    assert keys(data, **told) == ["certificate-names"]
    assert keys(data, **told, base_url="http://www.example.com") == ["address-http"]
    files.certificate.unlink()
    assert keys(data, **told) == ["certificate-unreadable"]


def test_a_key_that_everybody_can_read(data: Path) -> None:
    files = certificate(data, "desk.example.com")
    told = {"certificate": str(files.certificate), "key": str(files.key)}
    assert keys(data, **told) == []
    files.key.chmod(0o644)
    assert keys(data, **told) == ["certificate-key-open"]


def test_the_web_process_writes_how_it_serves(data: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BASE_URL = "https://desk.example.com"
    monkeypatch.setenv("ACCORD_TRUSTED_PROXIES", "10.0.0.1")
    files = certificate(data)
    facts.write(Serving("0.0.0.0", 443, tls=files))
    found = facts.read()
    assert found is not None and (found.host, found.port, found.proxies) == ("0.0.0.0", 443, "10.0.0.1")
    assert (found.base_url, found.certificate) == ("https://desk.example.com", str(files.certificate))
