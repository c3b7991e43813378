"""Options of the commands that are reached from outside: TLS, and the proxies that are believed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from accord.core.certificates import CertificateFiles


def tls_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--certificate FILE and --key FILE; `certificate_files` makes one thing of them."""
    file = click.Path(exists=True, dir_okay=False, path_type=Path, resolve_path=True)
    certificate = click.option(
        "--certificate", type=file, help="Speak TLS with this certificate (PEM, its chain after it)."
    )
    return certificate(click.option("--key", type=file, help="The key of the certificate (PEM).")(command))


def certificate_files(certificate: Path | None, key: Path | None) -> "CertificateFiles | None":
    """Both or neither, and they fit together. Raises click.UsageError."""
    from accord.core.certificates import BadCertificate, CertificateFiles

    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise click.UsageError("--certificate and --key go together.")
    files = CertificateFiles(certificate, key)
    try:
        files.context()
    except BadCertificate as problem:
        raise click.UsageError(str(problem)) from problem
    return files


def _set_proxies(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    from accord.project import proxies

    os.environ["ACCORD_TRUSTED_PROXIES"] = value
    try:
        proxies.from_environment()
    except proxies.NotANetwork as problem:
        raise click.UsageError(str(problem)) from problem
    return value


def proxies_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--trusted-proxies; ACCORD_TRUSTED_PROXIES without it, which it also sets for the processes below."""
    return click.option(
        "--trusted-proxies",
        envvar="ACCORD_TRUSTED_PROXIES",
        default="",
        callback=_set_proxies,
        expose_value=False,
        help="Addresses and networks of proxies whose word about a client is believed.",
    )(command)
