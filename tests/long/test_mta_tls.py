"""A real MTA (exim) that hands mail over only within TLS, to a server whose certificate it has checked."""

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.core.certificates import CertificateFiles
from tests.certificates import certificate
from tests.running import SUPPORT, Desk, answers, desk, eventually, free_port
from tests.services import without

pytestmark = [pytest.mark.long, pytest.mark.service]
EXIM = "/usr/sbin/exim4"
CONFIGURATION = """
exim_user = {user}
exim_group = {group}
spool_directory = {spool}
log_file_path = {spool}/%s.log
primary_hostname = mx.example.org
qualify_domain = example.org
never_users =
keep_environment =
trusted_users = {user}
no_local_from_check
begin routers
desk:
  driver = manualroute
  transport = desk
  route_list = * localhost
  self = send
begin transports
desk:
  driver = smtp
  protocol = {protocol}
  port = {port}
  hosts_require_tls = *
  tls_verify_certificates = {trusted}
  tls_verify_hosts = *
  tls_verify_cert_hostnames = *
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, CertificateFiles, int]]:
    if not Path(EXIM).exists():
        without("there is no exim", "bin/services up exim")
    folder = tmp_path_factory.mktemp("tls")
    files, smtps = certificate(folder), free_port()
    with desk(folder / "data") as made:
        made.open()
        ports = ["--port", str(made.port), "--smtp-port", str(made.smtp_port), "--lmtp-port", str(made.lmtp_port)]
        tls = ["--certificate", str(files.certificate), "--key", str(files.key), "--smtps-port", str(smtps)]
        made.run("serve", *ports, *tls)
        eventually(lambda: answers(made.smtp_port) and answers(made.lmtp_port))
        yield made, files, smtps


def hand_over(subject: str, trusted: Path, **chosen: object) -> str:
    """Let exim deliver one mail at once; gives its log. It never delivers as root, so it runs as its own user."""
    user = "Debian-exim" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    account = pwd.getpwnam(user)
    spool = Path(tempfile.mkdtemp(prefix="accord-exim-"))
    try:
        names = {"user": user, "group": grp.getgrgid(account.pw_gid).gr_name, "spool": spool}
        (spool / "trusted.pem").write_bytes(trusted.read_bytes())
        (spool / "exim.conf").write_text(CONFIGURATION.format(**names, trusted=spool / "trusted.pem", **chosen))
        for path in (spool, *spool.iterdir()):
            os.chown(path, account.pw_uid, account.pw_gid)
        mail = f"From: ann@example.org\nTo: {SUPPORT}\nSubject: {subject}\n\nIs this safe on its way?\n"
        command = [EXIM, "-C", str(spool / "exim.conf"), "-odf", "-oi", "-f", "ann@example.org", SUPPORT]
        subprocess.run(
            command, input=mail, text=True, check=False, timeout=120, cwd="/", user=account.pw_uid,
            group=account.pw_gid, extra_groups=[] if os.getuid() == 0 else None,
        )  # fmt: skip
        return (spool / "main.log").read_text()
    finally:
        shutil.rmtree(spool, ignore_errors=True)


@pytest.mark.parametrize("protocol", ["smtp", "lmtp", "smtps"])
def test_a_checked_certificate_at_each_door(served: tuple[Desk, CertificateFiles, int], protocol: str) -> None:
    made, files, smtps = served
    port = {"smtp": made.smtp_port, "lmtp": made.lmtp_port, "smtps": smtps}[protocol]
    subject = f"Within TLS {time.time_ns()}"
    log = hand_over(subject, files.certificate, protocol=protocol, port=port)
    assert f"=> {SUPPORT}" in log and "X=TLS1." in log and "CV=yes" in log, log
    rows = eventually(lambda: made.inside("tests.long.looking:mails", subject=subject))
    assert [row["fate"] for row in rows] == ["opened"]


def test_another_certificate_gets_no_mail(served: tuple[Desk, CertificateFiles, int], tmp_path: Path) -> None:
    made, _files, _smtps = served
    other = certificate(tmp_path, name="other")
    log = hand_over("Nothing", other.certificate, protocol="smtp", port=made.smtp_port)
    assert "=> " not in log and "certificate verification failed" in log, log
