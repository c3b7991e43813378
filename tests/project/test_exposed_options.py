"""Options of what is reached from outside: what does not go together is refused before anything starts."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from accord.project.cli import main
from tests.certificates import certificate


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ACCORD_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ACCORD_TRUSTED_PROXIES", "")


@pytest.mark.parametrize("command", ["serve", "web", "mail-in"])
def test_certificate_and_key_go_together_and_fit(tmp_path: Path, command: str) -> None:
    files, other = certificate(tmp_path), certificate(tmp_path, name="other")
    alone = run(command, "--certificate", str(files.certificate))
    assert alone.exit_code == 2 and "--certificate and --key go together" in alone.output
    wrong = run(command, "--certificate", str(files.certificate), "--key", str(other.key))
    assert wrong.exit_code == 2 and "no certificate and its key" in wrong.output
    missing = run(command, "--certificate", str(tmp_path / "none.pem"), "--key", str(files.key))
    assert missing.exit_code == 2 and "does not exist" in missing.output


@pytest.mark.parametrize("command", ["serve", "mail-in"])
def test_mail_within_tls_needs_a_certificate(command: str) -> None:
    result = run(command, "--smtps-port", "465")
    assert result.exit_code == 2 and "--smtps-port needs --certificate and --key" in result.output


@pytest.mark.parametrize("command", ["serve", "web"])
def test_a_proxy_is_an_address_or_a_network(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for way in (["--trusted-proxies", "10.0.0.0/33"], []):
        monkeypatch.setenv("ACCORD_TRUSTED_PROXIES", "10.0.0.0/33")
        result = run(command, *way)
        assert result.exit_code == 2 and "no address and no network" in result.output
    monkeypatch.setenv("ACCORD_PROXY_HEADERS", "x-real-ip")
    assert "may be x-forwarded or forwarded" in run(command, "--trusted-proxies", "10.0.0.1").output
