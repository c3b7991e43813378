"""Taking a backup while the desk runs.

The order is what makes it whole. First what the spool holds: a mail that is taken into the database meanwhile is then
in both, and its spool id makes it count once. Then the bulk of the files, which never change. Then the database, at
one moment. Last the files that came in between. All of it under a hidden name, synced, and renamed when it is done.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import OperationalError

from accord.channels.email.spool.writing import FOLDER as SPOOL
from accord.channels.email.spool.writing import SUFFIX as SEGMENT
from accord.core import clock, durable, keys
from accord.core.models import StoredFile
from accord.transfer import copying, dumping, erasures, freshness, manifest
from accord.transfer.manifest import Manifest, Part

PREFIX = "accord-"
_LOCK = ".accord-backup.lock"
_UNDONE = ".part"
FILES = "files"
Progress = Callable[[str, float], None]


class CannotBackUp(Exception):
    """No backup was made; the sentence says why. `later` when another try may do."""

    def __init__(self, sentence: str, *, later: bool = False) -> None:
        super().__init__(sentence)
        self.later = later


def make(root: Path, *, with_key: bool = False, keep: int = 0, progress: Progress = lambda _what, _part: None) -> Path:
    """Make a backup as a new folder in `root` and give its path; with `keep`, only so many of the newest stay.

    Files that the newest backup there holds are linked, not copied. `progress` hears what is done and how much of it,
    0..1. Raises CannotBackUp; nothing half-made has the name of a backup.
    """
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(root):
            _sweep(root)
            done = _make(root, with_key, progress)
            for old in finished(root)[:-keep] if keep else []:
                _remove(old)
            freshness.note(done)
            return done
    except OSError as error:
        where = f"{error.strerror or error} ({error.filename or root})"
        raise CannotBackUp(f"No backup was made: {where}", later=True) from error
    except OperationalError as error:
        raise CannotBackUp(f"No backup was made: the database said: {error}", later=True) from error


def finished(root: Path) -> list[Path]:
    """The backups in a folder, the oldest first."""
    return sorted(path.parent for path in root.glob(f"{PREFIX}*/{manifest.FILE_NAME}"))


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    with (root / _LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotBackUp(f"Another backup into {root} is being made.", later=True) from None
        yield


def _remove(old: Path) -> None:
    """Take the name of a backup away first: a kill in between leaves none that is not whole."""
    hidden = old.with_name(f".{old.name}{_UNDONE}")
    os.rename(old, hidden)
    copying.remove_tree(hidden)


def _sweep(root: Path) -> None:
    """Remove what backups that were killed have left."""
    for part in root.glob(f".{PREFIX}*{_UNDONE}"):
        copying.remove_tree(part)


def _make(root: Path, with_key: bool, progress: Progress) -> Path:
    now = clock.now()
    place = root / f"{PREFIX}{now:%Y%m%d-%H%M%S}"
    for number in range(2, 1000):
        if not place.exists():
            break
        place = root / f"{PREFIX}{now:%Y%m%d-%H%M%S}-{number:03d}"
    part = root / f".{place.name}{_UNDONE}"
    part.mkdir(mode=0o700)
    try:
        before = next(reversed(finished(root)), None)
        _fill(part, before, Manifest.begin(now, keys.load(settings.DATA)), with_key, progress)
        copying.sync_folders(part)
        os.rename(part, place)
        durable.sync_folder(root)
    except BaseException:
        copying.remove_tree(part)
        raise
    erasures.keep_beside(root)
    return place


def _fill(part: Path, before: Path | None, told: Manifest, with_key: bool, progress: Progress) -> None:
    data = Path(settings.DATA)
    progress("spool", 0.0)
    _copy_spool(data, part)
    _Store(data / FILES, part / FILES, before, progress).copy_all()
    progress("database", 0.0)
    dumping.dump(part)
    store = _Store(data / FILES, part / FILES, before, progress)
    told.files_count, told.files_bytes = store.copy_listed(part)
    told.gone, told.missing = _apart(store.absent)
    erasures.copy_to(part)
    if with_key:
        copying.written(part / keys.FILE_NAME, "".join(f"{key.decode()}\n" for key in keys.load(data)))
        os.chmod(part / keys.FILE_NAME, 0o600)
    told.with_key = with_key
    progress("hashes", 0.0)
    for path in sorted(part.rglob("*")):
        if path.is_file() and (part / FILES) not in path.parents:
            durable.sync_file(path)
            told.parts[path.relative_to(part).as_posix()] = Part(*copying.hashed(path))
    copying.written(part / manifest.FILE_NAME, told.text())


def _copy_spool(data: Path, part: Path) -> None:
    """Segments as they are now. One that vanishes meanwhile was taken whole, and the database comes later."""
    target = part / SPOOL
    target.mkdir(mode=0o700)
    for segment in sorted((data / SPOOL).glob(f"*{SEGMENT}")):
        with contextlib.suppress(FileNotFoundError):
            copying.copied(segment, target / segment.name)


def _apart(absent: list[str]) -> tuple[list[str], list[str]]:
    """Which of the files that the store does not hold were deleted meanwhile, and which should be there."""
    known = set(StoredFile.objects.filter(sha256__in=absent).values_list("sha256", flat=True))
    return [each for each in absent if each not in known], [each for each in absent if each in known]


class _Store:
    """Copies files of the store that the backup lacks: a second name for what an older backup has, else the bytes."""

    def __init__(self, source: Path, target: Path, before: Path | None, progress: Progress) -> None:
        self.source, self.target = source, target
        self.before = before / FILES if before is not None else None
        self.progress = progress
        self.absent: list[str] = []

    def copy_all(self) -> None:
        """Whatever the store holds now; the long part, done before the database's moment."""
        folders = sorted(path for path in self.source.glob("??") if path.is_dir())
        for number, folder in enumerate(folders):
            (self.target / folder.name).mkdir(parents=True, exist_ok=True)
            copying.for_all(self._copy, [name for name in os.listdir(folder) if len(name) == 64])
            self.progress("files", (number + 1) / len(folders))
        self.absent.clear()

    def copy_listed(self, part: Path) -> tuple[int, int]:
        """What the dumped database names and is not there yet; other files go. Gives number and bytes."""
        wanted = dict(manifest.listed(part))
        here = {name for _folder, _folders, names in os.walk(self.target) for name in names}
        for name in here - wanted.keys():
            self._place(self.target, name).unlink()
        fresh = wanted.keys() - here
        for folder in {name[:2] for name in fresh}:
            (self.target / folder).mkdir(parents=True, exist_ok=True)
        copying.for_all(self._copy, fresh)
        return len(wanted) - len(self.absent), sum(size for name, size in wanted.items() if name not in self.absent)

    def _copy(self, name: str) -> None:
        target = self._place(self.target, name)
        if self.before is not None and copying.linked(self._place(self.before, name), target):
            return
        try:
            _size, digest = copying.copied(self._place(self.source, name), target)
        except FileNotFoundError:
            self.absent.append(name)
            return
        if digest != name:  # the disk has changed it; better to know than to keep it under a wrong name
            target.unlink()
            self.absent.append(name)

    @staticmethod
    def _place(root: Path, name: str) -> Path:
        return root / name[:2] / name
