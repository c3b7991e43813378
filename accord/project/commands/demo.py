"""accord demo"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from accord.project.commands.options import data_option, log_to_stderr, port_option, set_up_django
from accord.project.sample import signing_in
from accord.project.sample.signing_in import SignIn


@click.command()
@data_option
@port_option("--port", 8000, "The port of the pages.")
@port_option("--smtp-port", 2525, "Take mail in by SMTP on this port.")
@click.pass_context
def command(ctx: click.Context, data: Path, port: int, smtp_port: int) -> None:
    """Show a sample desk in six languages.

    Makes it on first use, in ./data/demo unless --data says otherwise. No mail leaves this machine: what would go out
    is kept and can be read in the browser.
    """
    if ctx.get_parameter_source("data") is click.core.ParameterSource.DEFAULT:
        data = data / "demo"
        os.environ["ACCORD_DATA"] = str(data)
    os.environ["ACCORD_DEMO"] = "1"
    address = os.environ.setdefault("ACCORD_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    log_to_stderr()
    from accord.project import serving

    sign_ins = signing_in.read(data) or _made(data)
    say = _welcome(sign_ins, address, smtp_port)
    sys.exit(serving.main(serving.Plan(data, port=port, smtp_port=smtp_port, say=say)))


def _made(data: Path) -> Sequence[SignIn]:
    """Make the sample. Only now Django is loaded; the supervisor of a sample that is there does without."""
    from tqdm import tqdm

    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    form = "{desc} {percentage:3.0f}% {bar}"
    with tqdm(total=100, desc="Making the sample desk", bar_format=form, file=sys.stderr, leave=False) as bar:
        set_up_django()
        from django.db import connections

        from accord.project import schema
        from accord.project.sample import making

        try:
            schema.require(create=True)
            bar.update(15)
            making.make(data, lambda done, of: bar.update(15 + round(85 * done / of) - bar.n))
        except (schema.WrongSchema, making.NotEmpty) as problem:
            raise click.ClickException(str(problem)) from None
        connections.close_all()
    return signing_in.read(data)


def _welcome(sign_ins: Sequence[SignIn], address: str, smtp_port: int) -> str:
    width = max(len(each.address) for each in sign_ins)
    people = "\n".join(
        f"    {each.address:<{width}}  {each.password}   {each.role}: {each.name} ({each.language})"
        for each in sign_ins
    )
    return f"""
Accord shows its sample desk at {address}/

Sign in as
{people}

Mail that goes out stays on this machine; read it at {address}/outbox/
Write to the desk as a customer would:

    printf 'Subject: The lid is broken\\n\\nHello, may I have a new one?\\n' |
      curl -sS smtp://127.0.0.1:{smtp_port} --mail-from you@example.org --mail-rcpt support@example.com -T -

Ctrl-C ends it. The same command goes on where it stopped.
"""
