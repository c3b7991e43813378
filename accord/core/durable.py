"""Putting bytes under their digest on the disk so that they outlive a power cut: synced, renamed, folder synced.

Nothing half-written is left under a final name. All raise OSError when the disk is full.
"""

import contextlib
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

DRAFT = "incoming-"
LEAVING = "leaving-"
_SYNCS_AT_ONCE = 8


def place(root: str, digest: str) -> str:
    """256 folders: a batch of new files must sync the folder of each, and a million files are 4,000 in each."""
    return os.path.join(root, digest[:2], digest)


def held(root: str, digest: str) -> bool:
    """Whether the bytes are there. Then they are touched too: whoever found them relies on them (`core.letting_go`)."""
    try:
        os.utime(place(root, digest))
    except FileNotFoundError:
        return False
    return True


def write(root: str, content: bytes) -> tuple[str, bool]:
    """Keep bytes; (digest, whether they are new). Those that are there are not written again."""
    digest = hashlib.sha256(content).hexdigest()
    if held(root, digest):
        return digest, False
    os.makedirs(root, exist_ok=True)
    name = _draft(root, content)
    try:
        sync_file(name)
        _give_name(root, name, place(root, digest))
    except BaseException:
        _drop([name])
        raise
    return digest, True


def write_pieces(root: str, pieces: Iterable[bytes]) -> tuple[str, int, bool]:
    """Keep what comes piece by piece; (digest, size, whether it is new)."""
    os.makedirs(root, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=root, prefix=DRAFT)
    try:
        with os.fdopen(handle, "wb") as out:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                out.write(piece)
        known = held(root, digest.hexdigest())
        if not known:
            sync_file(name)
            _give_name(root, name, place(root, digest.hexdigest()))
    finally:
        _drop([name])
    return digest.hexdigest(), size, not known


def _give_name(root: str, draft: str, target: str) -> None:
    folder = os.path.dirname(target)
    if not os.path.isdir(folder):
        os.makedirs(folder, exist_ok=True)
        sync_folder(root)
    os.replace(draft, target)
    sync_folder(folder)


def _draft(root: str, content: bytes) -> str:
    """The name of a new file with these bytes, not yet synced."""
    handle, name = tempfile.mkstemp(dir=root, prefix=DRAFT)
    try:
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(handle, view) :]
        finally:
            os.close(handle)
    except BaseException:
        _drop([name])
        raise
    return name


def _drop(names: Iterable[str]) -> None:
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


class Writing:
    """A thread of its own that writes files; nobody has to wait for it, and an error waits for who does."""

    def __init__(self, root: str, contents: dict[str, bytes]) -> None:
        self._error: Exception | None = None
        run = threading.Thread(target=self._run, args=(root, contents), name="files")
        self._thread = run if contents else None
        if self._thread is not None:
            self._thread.start()

    def _run(self, root: str, contents: dict[str, bytes]) -> None:
        try:
            _write_together(root, contents)
        except Exception as error:  # noqa: BLE001  (raised where it is waited for)
            self._error = error

    def wait(self) -> None:
        """Until all is durable. Raises what went wrong."""
        if self._thread is not None:
            self._thread.join()
        if self._error is not None:
            raise self._error


def _write_together(root: str, contents: dict[str, bytes]) -> None:
    """Write under temporary names, sync all, give the final names, sync the folders."""
    os.makedirs(root, exist_ok=True)
    drafts: dict[str, str] = {}
    try:
        for digest, content in contents.items():
            drafts[digest] = _draft(root, content)
        with ThreadPoolExecutor(_SYNCS_AT_ONCE) as pool:
            _for_all(pool, sync_file, list(drafts.values()))
            folders = {root}
            for digest in contents:
                target = place(root, digest)
                folder = os.path.dirname(target)
                if folder not in folders:
                    os.makedirs(folder, exist_ok=True)
                    folders.add(folder)
                os.replace(drafts[digest], target)
                del drafts[digest]
            _for_all(pool, sync_folder, list(folders))
    finally:
        _drop(drafts.values())


def _for_all(pool: ThreadPoolExecutor, do: Callable[[str], None], names: Sequence[str]) -> None:
    """In as many threads as the pool has, a share of the names each: a task for each name costs more than the sync."""
    shares = [names[at::_SYNCS_AT_ONCE] for at in range(min(_SYNCS_AT_ONCE, len(names)))]

    def work(share: Sequence[str]) -> None:
        for name in share:
            do(name)

    list(pool.map(work, shares))


def sync_file(name: str | os.PathLike[str]) -> None:
    """The file's bytes outlive a power cut; its name only when its folder is synced, too."""
    handle = os.open(name, os.O_RDONLY)
    try:
        os.fdatasync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: str | os.PathLike[str]) -> None:
    """A rename is durable only when its folder is (POSIX leaves it to fsync on the directory)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
