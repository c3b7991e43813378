"""What can be wrong with the machine under a desk: room, memory of the journal, files, the key, the clock."""

import os
import resource
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from accord.core import clock, health, key_file, keys
from accord.core.health import Problem

LEAST_FREE_BYTES, LEAST_FREE_PART = 1 << 30, 0.05
SEVERELY_FREE_BYTES = 100 << 20
LARGEST_WAL_BYTES = 1 << 30
LEAST_FILES = 4096
OLDEST_POSTGRES = 150000
SKEW = timedelta(seconds=5)


@health.checks.add("disk")
def disk() -> Iterator[Problem]:
    """Room where the data lies: less than 1 GB or 5 %; severe below 100 MB, when mail will soon be put off."""
    found = shutil.disk_usage(settings.DATA)
    if found.free >= LEAST_FREE_BYTES and found.free >= found.total * LEAST_FREE_PART:
        return
    yield Problem(
        "disk-full",
        _("The disk with the data is nearly full: %(mb)s MB are free.") % {"mb": found.free >> 20},
        _("Make room or give it a larger disk. When it is full, mail is put off and nothing can be written."),
        severe=found.free < max(SEVERELY_FREE_BYTES, found.total * LEAST_FREE_PART / 10),
    )


@health.checks.add("journal")
def journal() -> Iterator[Problem]:
    """The write-ahead log of SQLite: it grows while somebody reads for long."""
    if connection.vendor != "sqlite":
        return
    try:
        size = os.stat(f"{settings.DATABASES['default']['NAME']}-wal").st_size
    except FileNotFoundError:
        return
    if size > LARGEST_WAL_BYTES:
        yield Problem(
            "journal-large",
            _("The journal of the database has grown to %(mb)s MB.") % {"mb": size >> 20},
            _("A program has read in one transaction for long: a backup that hangs, or a foreign one. End it, then"
              " start Accord anew."),
        )


@health.checks.add("key")
def key() -> Iterator[Problem]:
    """The key file readable by others, or a short key from outside."""
    path = Path(settings.DATA) / keys.FILE_NAME
    if key_file.readable_by_others(path):
        yield Problem(
            "key-readable",
            _("Others on this machine can read the secret key."),
            _("Run: chmod 600 %(path)s. If anybody may have read it: accord key rotate.") % {"path": path},
            severe=bool(path.stat().st_mode & 0o007),
        )
    if any(len(set(each)) < 12 for each in keys.load(settings.DATA)):
        yield Problem(
            "key-weak",
            _("The secret key is easy to guess."),
            _("Run accord key rotate; or, if it comes from ACCORD_SECRET_KEY, put 48 random characters on top there."),
            severe=True,
        )


@health.checks.add("demo")
def demo() -> Iterator[Problem]:
    """A demo keeps all mail and lets anybody sign in."""
    if settings.DEMO and settings.SECURE:
        yield Problem(
            "demo-on",
            _("This is a demo: nothing is sent, and its mails can be read by all."),
            _("Serve a real desk by accord serve on a folder of its own."),
        )


@health.checks.add("open-files")
def open_files() -> Iterator[Problem]:
    """How many files a process may hold open: each browser's stream is one."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < LEAST_FILES:
        yield Problem(
            "open-files",
            _("A process may open only %(number)s files; each open browser takes one.") % {"number": hard},
            _("Allow at least 8192: LimitNOFILE=8192 in the unit of the service."),
        )


@health.checks.add("database")
def database() -> Iterator[Problem]:
    """PostgreSQL: its version, its promise to keep what was committed, its clock."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('fsync'),"
            " current_setting('synchronous_commit'), current_setting('server_encoding'), clock_timestamp()"
        )
        version, fsync, commit, encoding, now = cursor.fetchone()
    yield from _settings(version, fsync, commit, encoding)
    skew = abs(now - clock.now())
    if skew > SKEW:
        yield Problem(
            "clock-skew",
            _("The clocks of this machine and of the database differ by %(seconds)s seconds.")
            % {"seconds": round(skew.total_seconds())},
            _("Let both machines follow the same time servers (systemd-timesyncd, chrony)."),
            severe=skew > timedelta(minutes=5),
        )


def _settings(version: int, fsync: str, commit: str, encoding: Any) -> Iterator[Problem]:
    if version < OLDEST_POSTGRES:
        yield Problem(
            "postgres-old",
            _("PostgreSQL is too old: version %(version)s.") % {"version": version // 10000},
            _("Bring it to version 15 or newer."),
            severe=True,
        )
    if fsync != "on" or commit == "off":
        yield Problem(
            "postgres-forgets",
            _("PostgreSQL is set to forget what was committed when the power fails."),
            _("Set fsync = on and synchronous_commit = on."),
            severe=True,
        )
    if encoding != "UTF8":
        yield Problem(
            "postgres-encoding",
            _("The database cannot hold every script: its encoding is %(name)s.") % {"name": encoding},
            _("Make a database with ENCODING 'UTF8' and restore a backup into it."),
            severe=True,
        )
