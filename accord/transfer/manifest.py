"""What a backup holds: `manifest.json` in its folder, written last, so that a folder without it is no backup."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib import metadata
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from accord.core import keys

FILE_NAME = "manifest.json"
FORMAT = 1
FILE_LIST = "files.txt"  # a line each: SHA-256 and size
_FINGERPRINT_SIGNS = 16


class NoBackup(ValueError):
    """That folder holds no backup that this version can read; the sentence says why."""


@dataclass(frozen=True)
class Part:
    """One file of the backup that is not named by its content."""

    size: int
    sha256: str


@dataclass
class Manifest:
    """`database` is sqlite or postgresql; `keys` are fingerprints. `gone` are files that the database of the backup
    still names and that were deleted while it was made; `missing` are those that the store did not hold whole.
    """

    began_at: str
    database: str
    migrations: list[tuple[str, str]]
    keys: list[str]
    accord: str = ""
    format: int = FORMAT
    with_key: bool = False
    parts: dict[str, Part] = field(default_factory=dict)
    files_count: int = 0
    files_bytes: int = 0
    gone: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, now: datetime, secret_keys: list[bytes]) -> "Manifest":
        """What is known before anything is copied."""
        applied = sorted(MigrationRecorder(connection).applied_migrations())
        prints = [fingerprint(key) for key in secret_keys]
        return cls(now.isoformat(timespec="seconds"), connection.vendor, applied, prints, accord=version())

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises NoBackup."""
    try:
        told = json.loads((folder / FILE_NAME).read_text("utf-8"))
        if told["format"] > FORMAT:
            raise NoBackup(f"{folder} was made by a newer version of Accord ({told['accord']}).")
        told["parts"] = {name: Part(**part) for name, part in told["parts"].items()}
        told["migrations"] = [(app, name) for app, name in told["migrations"]]
        return Manifest(**told)
    except FileNotFoundError:
        raise NoBackup(f"{folder} is no finished backup: it has no {FILE_NAME}.") from None
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, NoBackup):
            raise
        raise NoBackup(f"{folder / FILE_NAME} cannot be read: {error}") from error


def listed(folder: Path) -> Iterator[tuple[str, int]]:
    """The files that the database of a backup names: SHA-256 and size."""
    with (folder / FILE_LIST).open(encoding="ascii") as file:
        for line in file:
            sha256, _, size = line.partition(" ")
            yield sha256, int(size)


def fingerprint(key: bytes) -> str:
    """Tells one key from another and gives neither away."""
    return keys.derive(key, "fingerprint").hex()[:_FINGERPRINT_SIGNS]


def version() -> str:
    """The installed version of Accord; empty in a checkout."""
    try:
        return metadata.version("accord")
    except metadata.PackageNotFoundError:
        return ""
