"""Bringing a backup back into an empty place. Nothing is believed before its hash was compared.

A file DATA/.restoring stands there until all is done; while it does, no process serves that folder, and the same
command begins again. Afterwards nothing leaves the desk until a person has said go.
"""

import os
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from accord.core import durable, keys
from accord.transfer import copying, manifest
from accord.transfer.manifest import Manifest

MARK = ".restoring"
FILES = "files"
SPOOL = "spool"
DATABASE = "accord.sqlite3"
ERASURES = "erasures.jsonl"
Progress = Callable[[str, float], None]
_SHOWN = 5


class CannotRestore(Exception):
    """Nothing was brought back, or not all; the sentence says why."""


def verify(backup: Path, progress: Progress) -> Manifest:
    """Read every byte of the backup and compare it with its hash; gives the manifest.

    Raises CannotRestore with the first few files that are damaged, NoBackup when it is none.
    """
    told = manifest.read(backup)
    wrong = [name for name, part in told.parts.items() if not _is(backup / name, part.size, part.sha256)]
    _demand(wrong)
    absent = {*told.gone, *told.missing}
    names = [each for each in manifest.listed(backup) if each[0] not in absent]

    def look(one: tuple[str, int]) -> None:
        if not _is(backup / FILES / one[0][:2] / one[0], one[1], one[0]):
            wrong.append(f"{FILES}/{one[0]}")

    for at in range(0, len(names), 500):
        copying.for_all(look, names[at : at + 500])
        progress("hashes", min(1.0, (at + 500) / len(names)))
    _demand(wrong)
    return told


def _demand(wrong: list[str]) -> None:
    if wrong:
        some = ", ".join(wrong[:_SHOWN])
        raise CannotRestore(f"The backup is damaged: {len(wrong)} of its files are not what they were: {some}")


def _is(path: Path, size: int, sha256: str) -> bool:
    try:
        return copying.hashed(path) == (size, sha256)
    except OSError:
        return False


def begin(backup: Path, told: Manifest, data: Path, key_file: Path | None, *, new_key: bool = False) -> None:
    """Take the empty folder and see to its key, before anything else looks for one.

    The key comes from `key_file`, from the backup, or it is there already. Raises CannotRestore when the folder holds
    a desk, or when no key fits: links in mails and stored passwords would be lost; with `new_key` they are.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = data / MARK
    if not mark.exists():
        held = [name for name in (DATABASE, FILES, SPOOL) if (data / name).exists()]
        if held:
            raise CannotRestore(f"{data} is not empty: it holds {', '.join(held)}. Restore into a new folder.")
    mark.touch()
    here = data / keys.FILE_NAME
    if not here.exists() and not os.environ.get(keys.VARIABLE, "").strip():
        source = key_file or (backup / keys.FILE_NAME if told.with_key else None)
        if source is not None:
            copying.written(here, source.read_text("utf-8"))
            here.chmod(0o600)
        elif not new_key:
            raise CannotRestore("The backup holds no key. Name the file with --key, or go on without by --new-key.")
    prints = {manifest.fingerprint(key) for key in keys.load(data)}
    if not prints.issuperset(told.keys[:1]) and not new_key:
        raise CannotRestore(
            "The key is not the one of this backup: links in mails and stored passwords could not be read."
            " Name the right file with --key, or go on without it by --new-key."
        )


def bring_files(backup: Path, data: Path, progress: Progress) -> int:
    """Copy the stored files and the spool; what is there from an earlier try stays. Gives the number of files."""
    spool = data / SPOOL
    spool.mkdir(mode=0o700, exist_ok=True)
    for segment in (backup / SPOOL).iterdir():
        (spool / segment.name).unlink(missing_ok=True)
        copying.copied(segment, spool / segment.name)
    names = [Path(folder) / name for folder, _folders, files in os.walk(backup / FILES) for name in files]
    for folder in {path.parent.name for path in names}:
        (data / FILES / folder).mkdir(mode=0o700, parents=True, exist_ok=True)

    def bring(source: Path) -> None:
        target = data / FILES / source.parent.name / source.name
        if target.exists() and target.stat().st_size == source.stat().st_size:
            return
        draft = target.with_name(f"{target.name}.restoring")
        draft.unlink(missing_ok=True)
        copying.copied(source, draft)
        draft.replace(target)

    for at in range(0, len(names), 500):
        copying.for_all(bring, names[at : at + 500])
        progress("files", min(1.0, (at + 500) / len(names)))
    (data / FILES).mkdir(mode=0o700, exist_ok=True)
    copying.sync_folders(data / FILES)
    durable.sync_folder(spool)
    return len(names)


def erasures_known(backup: Path, data: Path, more: Path | None) -> Iterator[Path]:
    """The logs of erasures to be replayed: of the backup, beside it (what came later), in the folder, a named one."""
    for path in (backup / ERASURES, backup.parent / ERASURES, data / ERASURES, more):
        if path is not None and path.exists():
            yield path


def keep_erasures(backup: Path, data: Path, more: Path | None) -> int:
    """Replay what was erased after the backup was made, and go on remembering it. Gives how many were erased again."""
    from accord.transfer import erasures

    entries = list(chain.from_iterable(erasures.read(path) for path in erasures_known(backup, data, more)))
    again = erasures.replay(entries)
    erasures.append(data / ERASURES, entries)
    return again


def forget_gone(told: Manifest) -> None:
    """Rows of files that were deleted while the backup was made (a mail with a sign-in link that was sent, a
    ticket that was deleted for good)."""
    from django.db import transaction

    from accord.core.letting_go import pointers
    from accord.core.models import StoredFile

    rows = list(StoredFile.objects.filter(sha256__in=told.gone).values_list("pk", flat=True))
    with transaction.atomic():
        for field in pointers():
            holders = field.model._default_manager.filter(**{f"{field.name}__in": rows})
            if field.null:
                holders.update(**{field.name: None})
            else:  # an attachment of a ticket that was deleted for good meanwhile
                holders.delete()
        StoredFile.objects.filter(pk__in=rows).delete()


def finish(data: Path) -> None:
    """All is there: the folder may be served."""
    (data / MARK).unlink()
    durable.sync_folder(data)
