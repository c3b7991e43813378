"""kill -9 at random moments of all that a desk does under load: nothing acknowledged is lost or doubled.

Customers send by SMTP and answer what they get, agents answer in processes of their own, the mail server for what
goes out misbehaves, mail comes into three mailboxes elsewhere. Which process dies, and when, comes from a seed that is
printed; set ACCORD_TEST_SEED to repeat it. ACCORD_TEST_KILLS says how many: 200, which take nine minutes of a quiet
machine, unless it is set.
"""

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.long.backups import Operator, brought_back, is_whole_and_silent
from tests.long.disks import fill, make_room, small_disk
from tests.long.load import SETTLE_S, Load, busy_desk, seeded, told
from tests.long.outcome import all_is_there, all_was_fetched, holds, nothing_is_nowhere
from tests.long.parts import Parts, accord
from tests.long.postman import Postman, Wire
from tests.long.providers import Box, fetch_once
from tests.running import Desk, eventually
from tests.services import host_and_port, require

pytestmark = [pytest.mark.long, pytest.mark.service]

KILLS = int(os.environ.get("ACCORD_TEST_KILLS", "200"))  # of workers, intakes and backups
KILLS_OF_EACH = KILLS * 3 // 20
KILLS_OF_ALL = max(6, KILLS * 3 // 25)
FULL_S = 60.0
DISK_MB = 640
RESTORED = 2  # of those that are restored, so many are also set to work
INSIDE = "tests.long.providers"
# Kept as it is there, moved away when it is stored, and emptied.
WAYS: list[dict[str, Any]] = [
    {"kind": "imap"},
    {"kind": "imap", "after_fetch": "move:Done"},
    {"kind": "pop3", "after_fetch": "delete"},
]


@dataclass
class Scene:
    """A desk on a small disk, all that keeps it busy, and what was killed."""

    desk: Desk
    load: Load
    parts: Parts
    boxes: list[Box]
    wires: list[Wire]
    postman: Postman
    operator: Operator
    chance: random.Random
    disk: Path
    kills: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)

    @property
    def killed(self) -> int:
        """Agents' processes, which are no part of the desk's own, left out."""
        return self.kills["worker"] + self.kills["mail-in"] + self.operator.kills

    def enough(self, part: float = 1.0) -> bool:
        """Whether that part of all kills has been, of each kind too."""
        each = (self.hits["fetching"], self.hits["parsing"], self.hits["sending"])
        fewest = min(*each, self.kills["mail-in"], self.operator.kills)
        return self.killed >= part * KILLS and fewest >= part * KILLS_OF_EACH

    def kill_worker(self) -> None:
        """In the midst of what it was not killed at so often, or at any moment of its life, or before it works."""
        self.postman.go_round()
        if self.chance.random() < 0.9:
            self.parts.wait_for_worker()
            self._await(min(("fetching", "parsing", "sending"), key=lambda kind: self.hits[kind]))
            time.sleep(self.chance.uniform(0.0, self.chance.choice((0.02, 0.1, 0.3)) * self.parts.start_s))
        else:
            time.sleep(self.chance.uniform(0.0, self.parts.start_s))
        fetching = any(wire.busy for wire in self.wires)
        self.hits.update(self.parts.kill_worker() | ({"fetching"} if fetching else set()))
        self.kills["worker"] += 1

    def kill_others(self) -> None:
        for victim in self.chance.choices(("mail-in", "mail-in", "mail-in", "agent"), k=self.chance.randint(1, 4)):
            if victim == "mail-in":
                self.parts.kill_mail_in()
            else:
                self.chance.choice(self.load.agents).insider.process.kill()
            self.kills[victim] += 1
            time.sleep(self.chance.uniform(0.0, 0.1))

    def _await(self, kind: str) -> None:
        """Until the worker is seen at that kind of work; a while at most, for it may have nothing to do."""
        offered = self.load.moody.offered
        works: Callable[[], bool] = {
            "fetching": lambda: any(wire.busy for wire in self.wires),
            "parsing": self.parts.parses,
            "sending": lambda: self.load.moody.offered > offered,
        }[kind]
        until = time.monotonic() + 2 * self.parts.start_s
        while not works() and time.monotonic() < until:
            time.sleep(0.002)


@contextmanager
def scene(folder: Path, seed: int) -> Iterator[Scene]:
    targets = [host_and_port(require(way["kind"])) for way in WAYS]
    with small_disk(folder / "disk", DISK_MB) as disk, busy_desk(disk, seed) as (made, load):
        made.said = folder / "said.log"  # what it says must not need the room that it lacks
        boxes = [Box() for _ in WAYS]
        wires = [Wire(target, seed + number) for number, target in enumerate(targets)]
        for box, way, wire in zip(boxes, WAYS, wires, strict=True):
            number = made.inside(f"{INSIDE}:source", **box.fields(**way, port=wire.port))
            assert fetch_once(made, number) == 0  # the first connection, to a mailbox that is still empty
        postman, operator = Postman(boxes, seed), Operator(made, load, disk / "backups", seed)
        parts = Parts(made)
        parts.wait_for_worker()
        postman.start()
        operator.start()
        yield Scene(made, load, parts, boxes, wires, postman, operator, random.Random(seed), disk)


@pytest.mark.timeout(1_200)
def test_killing_all_that_a_desk_does(tmp_path: Path) -> None:
    """Fetching, taking in, parsing, answering, sending and backing up at once; the disk is full in the middle."""
    seed = seeded()
    with scene(tmp_path, seed) as each:
        began = time.monotonic()
        for part in (0.5, 1.0):
            while not each.enough(part):
                each.kill_worker()
                each.parts.start_worker()
                each.kill_others()
                holds(each.desk)
                nothing_is_nowhere(each.desk, each.boxes)
                assert each.killed < 3 * KILLS, each.hits
            if part < 1.0:
                the_disk_is_full(each)
        lasted_s = time.monotonic() - began
        each.operator.end()
        each.postman.end()
        each.load.end()
        each.operator.make_one()
        each.load.settle()
        all_was_fetched(each.desk, *each.boxes)
        all_is_there(each.desk, each.load, [subject for box in each.boxes for subject in box.sent])
        settled_s = time.monotonic() - began - lasted_s
        each.desk.clear()
        backups_are_whole(each, tmp_path)
        kills = {**each.kills, "backup": each.operator.kills}
        print(f"{each.killed} kills {kills} in {lasted_s:.0f} s; the worker was {dict(each.hits)}; {told(each.load)};")
        fetched = sum(len(box.sent) for box in each.boxes)
        print(f"{fetched} mails fetched, {len(each.operator.finished)} backups finished; settled in {settled_s:.0f} s")


def the_disk_is_full(each: Scene) -> None:
    """For a minute in the midst of it all, and until it has hit backups: kills go on, and mail waits elsewhere.

    Whether anything is fetched then is a matter of luck: where not even a lease can be written, nothing is.
    """
    operator, sent = each.operator, sum(len(box.sent) for box in each.boxes)
    kills, refused = each.killed, operator.refused
    operator.full = True
    fill(each.disk)
    until = time.monotonic() + FULL_S
    hit: set[str] = set()
    while time.monotonic() < until or len(hit) < 4:
        each.kill_worker()
        each.parts.start_worker()
        each.kill_others()
        fill(each.disk)
        holds(each.desk)
        nothing_is_nowhere(each.desk, each.boxes)
        if "doctor" not in hit and "disk-full" in accord(each.desk, "doctor", "--json").stdout:
            hit.add("doctor")
        hit |= {"elsewhere"} if sum(len(box.sent) for box in each.boxes) > sent + 10 else set()
        hit |= {"backup"} if operator.refused > refused + 2 else set()
        hit |= {"kills"} if each.killed > kills + 5 else set()
        assert time.monotonic() < until + SETTLE_S, hit
    make_room(each.disk)
    operator.full = False
    for agent in each.load.agents:  # "the disk is full" was said to them, and is no trouble of ours
        agent.troubles[:] = [said for said in agent.troubles if "full" not in said and "No space" not in said]
    known = len(each.load.acknowledged())
    eventually(lambda: len(each.load.acknowledged()) > known, patience_s=SETTLE_S)


def backups_are_whole(each: Scene, folder: Path) -> None:
    """Each finished one comes back; set to work it fetches, sends nothing and takes nothing away elsewhere."""
    finished, root = each.operator.finished, each.disk / "backups"
    assert not list(root.glob(".accord-*.part")), "the last backup swept what the killed ones left"
    for box in each.boxes:
        box.deliver()
    with ThreadPoolExecutor(2) as pool:
        restored = pool.map(lambda place: brought_back(each.desk, place, folder), finished)
        back = dict(zip(finished, restored, strict=True))
        some = each.chance.sample(sorted(finished), min(RESTORED, len(finished)))
        list(pool.map(lambda place: is_whole_and_silent(back[place], finished[place], each.load, each.boxes), some))
    assert [box.count() for box in each.boxes[1:]] == [1, 1]


def test_killing_the_whole_desk(tmp_path: Path) -> None:
    """`accord serve`: its children, the supervisor alone, and all three at once, started anew at once each time."""
    seed = seeded()
    chance = random.Random(seed)
    with busy_desk(tmp_path, seed) as (made, load):
        kills: Counter[str] = Counter()
        while kills.total() < KILLS_OF_ALL:
            began = time.monotonic()
            served = made.serve()
            start_s = time.monotonic() - began
            eventually(lambda served=served: "worker" in children(served.pid))
            time.sleep(chance.uniform(0.0, start_s))
            victim = chance.choice(("worker", "web", "supervisor", "all"))
            if victim in ("worker", "web"):
                old = children(served.pid)[victim]
                os.kill(old, signal.SIGKILL)
                eventually(lambda served=served, old=old, victim=victim: children(served.pid).get(victim, old) != old)
                kills[victim] += 1
                holds(made)
                time.sleep(chance.uniform(0.0, start_s))
                victim = "all"
            for pid in children(served.pid).values() if victim == "all" else ():
                os.kill(pid, signal.SIGKILL)
                kills["of all"] += 1
            made.end(served, signal.SIGKILL)
            kills[victim] += 1
            holds(made)
        served = made.serve()
        load.end()
        load.settle()
        all_is_there(made, load)
        assert made.end(served) == 0
        print(dict(kills), told(load))


def children(pid: int) -> dict[str, int]:
    """The living children of a supervisor by what they do."""
    found = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, IndexError):
            if entry.name.isdigit():
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(stat[1]) == pid and stat[0] != "Z":
                    found[(entry / "cmdline").read_bytes().split(b"\0")[3].decode()] = int(entry.name)
    return found
