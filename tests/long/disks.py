"""A disk of a few megabytes that can really be full."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.services import without


@contextlib.contextmanager
def small_disk(folder: Path, size_mb: int) -> Iterator[Path]:
    """Mount one at `folder`. What a desk there says (`Desk.said`) must go elsewhere."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=700", "accord-test", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        without("a small disk cannot be mounted", "run as root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Take every byte that is left."""
    with open(folder / "ballast", "ab", buffering=0) as file:
        for piece in (1 << 20, 4096, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"x" * piece)


def make_room(folder: Path) -> None:
    (folder / "ballast").unlink()


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not one byte is left inside the block."""
    fill(folder)
    try:
        yield
    finally:
        make_room(folder)
