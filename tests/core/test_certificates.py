"""Certificate files: read, refused with a sentence, noticed when they are renewed."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accord.core.certificates import BadCertificate, CertificateFacts, CertificateFiles, changed
from tests.certificates import certificate


def test_what_a_certificate_says(tmp_path: Path) -> None:
    until = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
    facts = certificate(tmp_path, "desk.example.com", "*.example.org", "192.0.2.1", until=until).facts()
    assert facts.until == until
    assert [facts.covers(h) for h in ("Desk.example.com.", "a.example.org", "192.0.2.1")] == [True] * 3
    assert [facts.covers(h) for h in ("example.com", "a.b.example.org", "example.org", "192.0.2.2")] == [False] * 4


def test_without_names_it_covers_nobody() -> None:
    assert not CertificateFacts((), datetime.now(UTC)).covers("desk.example.com")


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    good, other = certificate(tmp_path), certificate(tmp_path, name="other")
    with pytest.raises(BadCertificate, match=r"missing\.pem: No such file"):
        CertificateFiles(tmp_path / "missing.pem", good.key).context()
    with pytest.raises(BadCertificate, match="no certificate and its key"):
        CertificateFiles(good.certificate, other.key).context()
    with pytest.raises(BadCertificate):
        CertificateFiles(good.key, good.key).facts()


def test_a_renewal_counts_once_both_files_fit(tmp_path: Path) -> None:
    files, renewed = certificate(tmp_path), certificate(tmp_path, name="new")

    async def renew() -> bool:
        waiting = asyncio.create_task(changed(files, every_s=0.01))
        await asyncio.sleep(0.05)
        files.certificate.write_bytes(renewed.certificate.read_bytes())
        early, _late = await asyncio.wait({waiting}, timeout=0.2)
        files.key.write_bytes(renewed.key.read_bytes())
        await asyncio.wait_for(waiting, 30)
        return not early

    assert asyncio.run(renew())
    assert files.der() == renewed.der()
