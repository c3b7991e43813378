"""An empty database with all its tables, made once for each set of migrations and copied from then on.

Making one takes two seconds of a core, and twenty tests want one whose subject is something else.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.insider import ROOT
from tests.surroundings import surroundings

KEPT_S = 86_400.0  # of another state of the code, whose tests may run at this moment
FOLDER = Path(tempfile.gettempdir()) / f"accord-blank-{os.getuid()}"


def put(folder: Path) -> None:
    """Lay an empty database into that data folder, as if `schema.make` had just made it there. SQLite only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_as(folder / "accord.sqlite3")


def put_as(target: Path) -> None:
    """The same under that name."""
    shutil.copyfile(_made(), target)
    target.chmod(0o600)


def _made() -> Path:
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    made = FOLDER / f"{_key()}.sqlite3"
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in FOLDER.glob("*.sqlite3"):
                if time.time() - old.stat().st_mtime > KEPT_S:
                    old.unlink()
            _make(made)
    return made


def _key() -> str:
    """Of all that the making of tables depends on."""
    sources = [
        *ROOT.glob("accord/**/migrations/*.py"),
        *ROOT.glob("accord/core/sqlite/*.py"),
        ROOT / "accord/project/first_tables.py",
        ROOT / "requirements.lock",
    ]
    whole = hashlib.sha256()
    for source in sorted(sources):
        whole.update(source.relative_to(ROOT).as_posix().encode() + source.read_bytes())
    return whole.hexdigest()[:24]


def _make(made: Path) -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        make = "import django; django.setup(); from accord.project import schema; schema.require(create=True)"
        environment = surroundings(ACCORD_DATA=folder, DJANGO_SETTINGS_MODULE="accord.project.settings")
        subprocess.run([sys.executable, "-c", make], cwd=ROOT, env=environment, check=True, timeout=300)
        database = Path(folder) / "accord.sqlite3"
        whole = sqlite3.connect(database)
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole.close()
        database.rename(made)
