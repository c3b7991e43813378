"""The spool: what was acknowledged is there, exactly once, whatever broke."""

import os
import resource
import subprocess
import sys
import threading
from concurrent.futures import wait
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.channels.email import spool
from accord.channels.email.spool import Body, Envelope, SegmentWriter, Spool, SpoolFull
from accord.core import clock


def envelope(**known: object) -> Envelope:
    values: dict[str, object] = {
        "received_at": clock.now(),
        "peer": "192.0.2.1",
        "sender": "ann@example.org",
        "recipients": ("support@example.com",),
        "protocol": "smtp",
    }
    return Envelope(**(values | known))  # type: ignore[arg-type]


def body(folder: Path, raw: bytes) -> Body:
    made = Body(folder)
    for start in range(0, len(raw), 100_000):
        made.write(raw[start : start + 100_000])
    return made


def store(writer: SegmentWriter, folder: Path, *mails: bytes) -> list[str]:
    return writer.append([(envelope(size=len(raw)), body(folder, raw)) for raw in mails])


def only_segment(folder: Path) -> Path:
    (path,) = folder.glob("*.segment")
    return path


def test_a_mail_comes_back_as_it_was(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    writer = SegmentWriter(folder)
    known = envelope(recipients=("a@example.com", "б@example.com"), protocol="lmtp", helo="mx", size=3)
    (spool_id,) = writer.append([(known, body(folder, b"\0\xff\r"))])
    (record,) = Spool(tmp_path).pending()
    assert (record.id, record.raw) == (spool_id, b"\0\xff\r")
    assert all(getattr(record, name) == getattr(known, name) for name in Envelope.__slots__)
    assert len(spool_id) <= 48


def test_what_no_database_can_hold_is_replaced_in_the_envelope(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    SegmentWriter(folder).append([(envelope(sender="a\0\udcff@example.org"), body(folder, b""))])
    (record,) = Spool(tmp_path).pending()
    assert record.sender == "a??@example.org"


def test_a_large_mail_goes_through_a_file(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    raw = os.urandom(3_000_000)
    ids = store(SegmentWriter(folder), folder, b"before", raw, b"after")
    assert [(r.id, r.raw) for r in Spool(tmp_path).pending()] == list(
        zip(ids, [b"before", raw, b"after"], strict=True)
    )


def test_the_oldest_come_first_across_writers_and_limits_hold(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    one, two = SegmentWriter(folder), SegmentWriter(folder)
    ids = [store(writer, folder, b"x" * 1000)[0] for writer in (one, two, two, one, two, one)]
    reader = Spool(tmp_path)
    assert [record.id for record in reader.pending()] == ids
    assert [record.id for record in reader.pending(limit=2)] == ids[:2]
    assert [record.id for record in reader.pending(max_bytes=3500)] == ids[:3]
    assert [record.id for record in reader.pending(max_bytes=1)] == ids[:1]


def test_done_is_remembered_by_other_readers_and_a_finished_segment_goes(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    writer = SegmentWriter(folder)
    first, second, third = store(writer, folder, b"1", b"2", b"3")
    Spool(tmp_path).pending()
    reader = Spool(tmp_path)
    reader.pending()
    reader.done([second, "nobody-1", third])
    for _ in range(3):
        assert [record.id for record in reader.pending()] == [first]
    assert [record.id for record in Spool(tmp_path).pending()] == [first]
    reader.done([first])
    assert reader.pending() == [] == Spool(tmp_path).pending()
    assert only_segment(folder), "its writer may still append"
    (fourth,) = store(writer, folder, b"4")
    assert [record.id for record in reader.pending()] == [fourth]
    reader.done([fourth])
    writer.close()
    assert reader.pending() == []
    assert [path.name for path in folder.iterdir()] == ["wake"]


def test_a_torn_mark_marks_nothing(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    ids = store(SegmentWriter(folder), folder, b"1", b"2", b"3")
    reader = Spool(tmp_path)
    reader.pending()
    reader.done(ids[:1])
    marks = only_segment(folder).with_suffix(".done")
    whole = marks.read_bytes()
    for size in range(len(whole) - 1):
        marks.write_bytes(whole[:size])
        late = Spool(tmp_path)
        assert [record.id for record in late.pending()] == ids
    late.done(ids[1:2])
    assert [record.id for record in Spool(tmp_path).pending()] == [ids[0], ids[2]]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mails=st.lists(st.binary(max_size=300), min_size=1, max_size=6), data=st.data())
def test_a_torn_tail_costs_only_what_was_torn(
    tmp_path_factory: pytest.TempPathFactory, mails: list[bytes], data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("spool")
    folder = spool.prepare(root)
    writer = SegmentWriter(folder)
    path, ends = None, []
    for raw in mails:
        store(writer, folder, raw)
        path = only_segment(folder)
        ends.append(path.stat().st_size)
    writer.close()
    assert path is not None
    size = data.draw(st.integers(0, ends[-1]))
    os.truncate(path, size)
    later = SegmentWriter(folder)
    store(later, folder, b"later")
    whole = [raw for raw, end in zip(mails, ends, strict=True) if end <= size]
    reader = Spool(root)
    found = reader.pending()
    assert [record.raw for record in found] == [*whole, b"later"]
    reader.done([record.id for record in found])
    later.close()
    assert reader.pending() == []
    assert [path.name for path in folder.iterdir()] == ["wake"]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mails=st.lists(st.binary(max_size=300), min_size=1, max_size=6), data=st.data())
def test_damage_never_changes_a_mail_and_never_hides_its_neighbours(
    tmp_path_factory: pytest.TempPathFactory, mails: list[bytes], data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("spool")
    folder = spool.prepare(root)
    writer = SegmentWriter(folder)
    ends = [0]
    for raw in mails:
        store(writer, folder, raw)
        ends.append(only_segment(folder).stat().st_size)
    writer.close()
    path = only_segment(folder)
    place = data.draw(st.integers(0, ends[-1] - 1))
    content = bytearray(path.read_bytes())
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    hit = next(number for number, end in enumerate(ends[1:]) if place < end)
    reader = Spool(root)
    found = reader.pending()
    assert [record.raw for record in found] == mails[:hit] + mails[hit + 1 :]
    reader.done([record.id for record in found])
    assert reader.pending() == []
    if hit < len(mails) - 1:
        assert list(folder.glob("*.damaged")), "damage amid good mails is kept for a person"


def test_a_mail_that_holds_a_record_is_one_mail(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    writer = SegmentWriter(folder)
    store(writer, folder, b"innocent")
    copied = only_segment(folder).read_bytes()
    store(writer, folder, copied * 2)
    assert [record.raw for record in Spool(tmp_path).pending()] == [b"innocent", copied * 2]


def test_a_torn_mail_that_holds_a_foreign_record_yields_nothing(tmp_path: Path) -> None:
    """Who knows the format, but not this segment's nonce, cannot plant a record for the search to find."""
    forger = spool.prepare(tmp_path / "forger")
    store(SegmentWriter(forger), forger, b"forged")
    planted = only_segment(forger).read_bytes()
    folder = spool.prepare(tmp_path)
    writer = SegmentWriter(folder)
    store(writer, folder, b"good", planted + b"x" * 100)
    writer.close()
    os.truncate(only_segment(folder), only_segment(folder).stat().st_size - 10)
    assert [record.raw for record in Spool(tmp_path).pending()] == [b"good"]


def test_a_record_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    writer = SegmentWriter(folder)
    first, second = store(writer, folder, b"first", b"second" * 50)
    path = only_segment(folder)
    whole = path.read_bytes()
    os.truncate(path, len(whole) - 10)
    reader = Spool(tmp_path)
    assert [record.id for record in reader.pending()] == [first]
    reader.done([first])
    assert reader.pending() == []
    with path.open("r+b") as file:
        file.write(whole)
    assert [record.id for record in reader.pending()] == [second]


def test_a_full_disk_stores_nothing_and_uses_no_id_twice(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    writer = SegmentWriter(folder)
    before = store(writer, folder, b"before")
    mails = [(envelope(), body(folder, b"small")), (envelope(), body(folder, b"x" * 200_000))]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        for _ in range(3):
            with pytest.raises(SpoolFull):
                writer.append(mails)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    after = store(writer, folder, b"after")
    found = Spool(tmp_path).pending()
    assert [(record.id, record.raw) for record in found] == [(before[0], b"before"), (after[0], b"after")]
    assert len(list(folder.glob("*.segment"))) == 2


def test_a_folder_that_cannot_be_made_is_a_full_spool(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("in the way")
    with pytest.raises(SpoolFull):
        spool.prepare(tmp_path)


def test_many_who_wait_share_one_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    syncs = []
    all_submitted = threading.Event()
    real = os.fdatasync

    def counted(fd: int) -> None:
        syncs.append(fd)
        all_submitted.wait(10)
        real(fd)

    monkeypatch.setattr(os, "fdatasync", counted)
    committer = spool.Committer(tmp_path)
    bodies = [body(committer.folder, b"%d" % number) for number in range(100)]
    stored = [committer.submit(envelope(), one) for one in bodies]
    all_submitted.set()
    wait(stored, 10)
    committer.close()
    assert len(syncs) in (1, 2)
    records = Spool(tmp_path).pending(limit=200)
    assert [record.id for record in records] == [future.result() for future in stored]
    assert [record.raw for record in records] == [b"%d" % number for number in range(100)]


def test_whoever_waits_learns_of_a_failure_and_later_mails_pass(tmp_path: Path) -> None:
    committer = spool.Committer(tmp_path)
    for path in committer.folder.iterdir():
        path.unlink()
    committer.folder.rmdir()
    with pytest.raises(SpoolFull):
        committer.submit(envelope(), Body(tmp_path)).result(10)
    spool.prepare(tmp_path)
    assert committer.submit(envelope(), Body(tmp_path)).result(10)
    committer.close()
    with pytest.raises(SpoolFull):
        committer.submit(envelope(), Body(tmp_path))


def test_a_client_that_goes_away_tears_nothing(tmp_path: Path) -> None:
    """Whatever becomes of the one who waits: a mail that was handed over is stored whole or not at all."""
    committer = spool.Committer(tmp_path)
    bodies = [body(committer.folder, b"%d" % number * 500) for number in range(300)]
    given_up = sum(committer.submit(envelope(), one).cancel() for one in bodies)
    last = committer.submit(envelope(), body(committer.folder, b"last"))
    last.result(10)
    committer.close()
    raws = [record.raw for record in Spool(tmp_path).pending(limit=1000)]
    assert len(raws) == len(bodies) - given_up + 1
    assert raws[-1] == b"last" and set(raws[:-1]) <= {b"%d" % number * 500 for number in range(300)}


def test_a_mail_without_its_body_is_not_written(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    writer = SegmentWriter(folder)
    gone = body(folder, b"gone")
    gone.close()
    with pytest.raises(ValueError, match="given up"):
        writer.append([(envelope(), body(folder, b"its neighbour")), (envelope(), gone)])
    store(writer, folder, b"the next")
    assert [record.raw for record in Spool(tmp_path).pending()] == [b"the next"]


def test_an_idle_writer_lets_its_segment_go(tmp_path: Path) -> None:
    committer = spool.Committer(tmp_path, idle_seconds=0.01)
    reader = Spool(tmp_path)
    reader.done([committer.submit(envelope(), Body(tmp_path)).result(10)])
    for _ in range(1000):
        reader.done(record.id for record in reader.pending())
        if not list(committer.folder.glob("*.segment")):
            break
        reader.wait(0.01)
    else:
        pytest.fail("the segment stayed")
    committer.close()


def test_writers_in_several_processes_at_once(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from accord.channels.email.spool import Body, SegmentWriter, prepare
from accord.channels.email import spool
from accord.core import clock
folder = prepare(sys.argv[1])
writer = SegmentWriter(folder)
for number in range(30):
    body = Body(folder)
    body.write(b"%s %d" % (sys.argv[2].encode(), number))
    known = spool.Envelope(received_at=clock.now(), peer="", sender="", recipients=(), protocol="pipe")
    writer.append([(known, body)])
"""
    writers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in "abc"]
    reader = Spool(tmp_path)
    found: dict[str, bytes] = {}
    while len(found) < 90:
        assert reader.wait(30), "nothing woke the reader"
        while records := reader.pending(limit=7):
            assert not found.keys() & {record.id for record in records}
            found |= {record.id: record.raw for record in records}
            reader.done(record.id for record in records)
        if all(writer.poll() is not None for writer in writers):
            found |= {record.id: record.raw for record in reader.pending()}
            break
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert sorted(found.values()) == sorted(
        b"%s %d" % (name, n) for name in (b"a", b"b", b"c") for n in range(30)
    )


def test_leftovers_of_crashed_processes_are_swept(tmp_path: Path) -> None:
    folder = spool.prepare(tmp_path)
    old, fresh, marks = folder / "1-a.draft", folder / "2-b.draft", folder / "3-c.done"
    for path in (old, fresh, marks):
        path.touch()
    os.utime(old, (0, 0))
    Spool(tmp_path)
    assert (old.exists(), fresh.exists(), marks.exists()) == (False, True, False)
