"""An empty spool for each test of the intake."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def desk(world: "World", data_dir: Path) -> Iterator["World"]:
    """The world with one mailbox of Support, support@example.com, and an empty spool."""
    from accord.channels.email import intake
    from accord.channels.email.screening import deciding
    from tests.channels.email.mails import mailbox

    intake.forget()
    deciding.forget()  # how many mails came from one address within a minute
    shutil.rmtree(data_dir / "spool", ignore_errors=True)
    mailbox(world.support, language="en")
    yield world
    intake.forget()
    shutil.rmtree(data_dir / "spool", ignore_errors=True)
