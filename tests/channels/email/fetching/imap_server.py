"""A small IMAP server that misbehaves as it is told; where dovecot behaves, the long tests use dovecot."""

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

CAPABILITIES = ["IMAP4rev1", "IDLE", "UIDPLUS", "MOVE"]


@dataclass
class Held:
    """A mail on the server."""

    uid: int
    raw: bytes
    date: str = "22-Nov-2026 09:00:00 +0000"
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    mails: list[Held] = field(default_factory=list)
    validity: int = 7
    uidnext: int = 1

    def put(self, *raws: bytes, **more: Any) -> None:
        for raw in raws:
            self.mails.append(Held(self.uidnext, raw, **more))
            self.uidnext += 1


class ImapServer:
    """`folders` are what it has; `said` is every command that it got. The rest are its faults."""

    def __init__(self) -> None:
        self.folders: dict[str, Folder] = {"INBOX": Folder()}
        self.said: list[str] = []
        self.capabilities = list(CAPABILITIES)
        self.password = "secret"
        self.hides_uidnext = False
        self.hangs_up_at: dict[int, int] = {}  # UID -> how often it hangs up in the midst of that mail
        self.passes_over: set[int] = set()  # UIDs of which FETCH gives nothing
        self.refuses: set[str] = set()  # commands that it says NO to
        self.on_idle: Callable[[], None] | None = None  # what happens in the very moment of IDLE
        self.port = 0

    @property
    def inbox(self) -> Folder:
        return self.folders["INBOX"]

    def count(self, command: str) -> int:
        return sum(command in line for line in self.said)


@contextmanager
def serving(server: ImapServer, tls: Any = None) -> Iterator[ImapServer]:
    """The server on a port of its own, as long as the block lasts."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if tls is not None:
                try:
                    self.request = tls.wrap_socket(self.request, server_side=True)
                except OSError:
                    return
                self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
            Talk(server, self.rfile, self.wfile).go_on()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, allow_reuse_address = True, True

    with Server(("127.0.0.1", 0), Handler) as listening:
        server.port = listening.server_address[1]
        threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        listening.shutdown()


class HangUp(Exception):
    """The connection ends here."""


class Talk:
    """One connection."""

    def __init__(self, server: ImapServer, reads: BinaryIO, writes: Any) -> None:
        self.server, self.reads, self.writes = server, reads, writes
        self.folder = server.inbox

    def go_on(self) -> None:
        try:
            self.say("* OK ready")
            while line := self.line():
                self.obey(line)
        except (HangUp, OSError, ValueError):
            return

    def line(self) -> str:
        line = self.reads.readline().decode().rstrip("\r\n")
        while line.endswith("}"):  # a literal: an address or a password with odd letters
            size = int(line[line.rindex("{") + 1 : -1].rstrip("+"))
            self.say("+ go on")
            line = line[: line.rindex("{")] + self.reads.read(size).decode()
            line += self.reads.readline().decode().rstrip("\r\n")
        return line

    def say(self, *lines: str) -> None:
        """Send whole lines."""
        self.writes.write("".join(f"{line}\r\n" for line in lines).encode())

    def obey(self, line: str) -> None:
        self.server.said.append(line)
        tag, _, rest = line.partition(" ")
        word, _, given = rest.partition(" ")
        if word.upper() == "UID":
            sub, _, given = given.partition(" ")
            word = f"UID_{sub}"
        if word.upper() in self.server.refuses:
            self.say(f"{tag} NO I will not")
            return
        answer = getattr(self, f"do_{word.lower()}", None)
        if answer is None:
            self.say(f"{tag} BAD what is {word}")
            return
        code = answer(given) or ""
        self.say(f"{tag} {code or 'OK done'}")
        if word.upper() == "LOGOUT":
            raise HangUp

    def do_capability(self, _: str) -> None:
        self.say(f"* CAPABILITY {' '.join(self.server.capabilities)}")

    def do_login(self, given: str) -> str:
        good = given.replace('"', "").endswith(f" {self.server.password}")
        return "" if good else "NO [AUTHENTICATIONFAILED] Wrong password"

    def do_noop(self, _: str) -> None:
        self.say(f"* {len(self.folder.mails)} EXISTS")

    def do_logout(self, _: str) -> None:
        self.say("* BYE")

    def do_list(self, given: str) -> None:
        pattern = given.split(" ", 1)[1].strip('"')
        names = [name for name in self.server.folders if pattern in ("*", name)]
        self.say(*[f'* LIST (\\HasNoChildren) "/" "{name}"' for name in names])

    def do_create(self, given: str) -> None:
        self.server.folders.setdefault(given.strip('"'), Folder())

    def do_status(self, given: str) -> str:
        name = given.split(" (")[0].strip('"')
        if name not in self.server.folders:
            return "NO no such folder"
        mails = self.server.folders[name].mails
        unseen = sum("\\Seen" not in mail.flags for mail in mails)
        self.say(f'* STATUS "{name}" (MESSAGES {len(mails)} UNSEEN {unseen})')
        return ""

    def do_examine(self, given: str) -> str:
        name = given.strip('"')
        if name not in self.server.folders:
            return "NO no such folder"
        self.folder = self.server.folders[name]
        self.say("* FLAGS (\\Seen \\Deleted)", f"* {len(self.folder.mails)} EXISTS", "* 0 RECENT")
        self.say(f"* OK [UIDVALIDITY {self.folder.validity}] valid")
        if not self.server.hides_uidnext:
            self.say(f"* OK [UIDNEXT {self.folder.uidnext}] next")
        return "OK [READ-ONLY] done"

    def do_select(self, given: str) -> str:
        return self.do_examine(given).replace("READ-ONLY", "READ-WRITE")

    def do_uid_search(self, given: str) -> None:
        chosen = [mail for mail in self.folder.mails if self.fits(mail, given)]
        self.say("* SEARCH" + "".join(f" {mail.uid}" for mail in chosen))

    def fits(self, mail: Held, given: str) -> bool:
        """As RFC 3501 has it: `n:*` holds the last mail even when its UID is below n."""
        uids = re.search(r"UID (\S+)", given)
        inside = uids is None or mail.uid in self.uids(uids.group(1))
        return (
            inside
            and ("UNSEEN" not in given or "\\Seen" not in mail.flags)
            and ("DELETED" not in given or "\\Deleted" in mail.flags)
        )

    def uids(self, given: str) -> set[int]:
        last = max((mail.uid for mail in self.folder.mails), default=0)
        found: set[int] = set()
        for part in given.split(","):
            low, _, high = part.partition(":")
            ends = sorted(last if end == "*" else int(end) for end in (low, high or low))
            found |= {mail.uid for mail in self.folder.mails if ends[0] <= mail.uid <= ends[1]}
        return found

    def do_uid_fetch(self, given: str) -> None:
        chosen, _, items = given.partition(" ")
        wanted = self.uids(chosen)
        for number, mail in enumerate(self.folder.mails, 1):
            if mail.uid in wanted:
                self.give(number, mail, items)

    def give(self, number: int, mail: Held, items: str) -> None:
        if "BODY" not in items:
            flags = " ".join(sorted(mail.flags))
            told = f'RFC822.SIZE {len(mail.raw)} INTERNALDATE "{mail.date}" FLAGS ({flags})'
            self.say(f"* {number} FETCH (UID {mail.uid} {told})")
            return
        assert "BODY.PEEK[" in items, items
        if mail.uid in self.server.passes_over:
            return
        part = re.search(r"<(\d+)\.(\d+)>", items)
        raw, name = mail.raw, "BODY[]"
        if part:
            start, size = int(part.group(1)), int(part.group(2))
            raw, name = raw[start : start + size], f"BODY[]<{start}>"
        head = f"* {number} FETCH (UID {mail.uid} {name} {{{len(raw)}}}\r\n".encode()
        if self.server.hangs_up_at.get(mail.uid, 0) > 0:
            self.server.hangs_up_at[mail.uid] -= 1
            self.writes.write(head + raw[: len(raw) // 2])
            raise HangUp
        self.writes.write(head + raw + b")\r\n")

    def do_uid_store(self, given: str) -> None:
        chosen, _, what = given.partition(" ")
        for mail in self.folder.mails:
            if mail.uid in self.uids(chosen):
                mail.flags |= set(re.findall(r"\\\w+", what))

    def do_uid_copy(self, given: str) -> str:
        chosen, _, name = given.partition(" ")
        self.server.folders[name.strip('"')].put(
            *[m.raw for m in self.folder.mails if m.uid in self.uids(chosen)]
        )
        return ""

    def do_uid_move(self, given: str) -> str:
        self.do_uid_copy(given)
        self._remove(self.uids(given.partition(" ")[0]))
        return ""

    def do_uid_expunge(self, given: str) -> None:
        self._remove({mail.uid for mail in self.folder.mails if "\\Deleted" in mail.flags} & self.uids(given))

    def do_expunge(self, _: str) -> None:
        self._remove({mail.uid for mail in self.folder.mails if "\\Deleted" in mail.flags})

    def _remove(self, uids: set[int]) -> None:
        self.folder.mails[:] = [mail for mail in self.folder.mails if mail.uid not in uids]

    def do_idle(self, _: str) -> None:
        known = len(self.folder.mails)
        told = "+ idling\r\n"
        if self.server.on_idle is not None:
            self.server.on_idle()
            if len(self.folder.mails) != known:
                told += f"* {len(self.folder.mails)} EXISTS\r\n"  # in one packet with the answer
        self.writes.write(told.encode())
        self.reads.readline()
