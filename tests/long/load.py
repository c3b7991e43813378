"""Customers and agents who keep a desk busy while it is being killed, each in a thread, and what they know for sure."""

import contextlib
import hashlib
import os
import random
import re
import smtplib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.channels.email.outbox import Sink, Taken, smtp_server
from tests.insider import Gone
from tests.running import SUPPORT, Desk, desk, eventually

CUSTOMERS = 3
AGENTS = ("ieva@example.com", "jaan@example.com")
SETTLE_S = 600.0  # on a machine that does much else
MARK = re.compile(r"mark-[a-z]\d+-\d+-\w+")


@dataclass
class Mail:
    """One mail of a customer: what was sent, how often it was tried, how often it was acknowledged."""

    mark: str
    raw: bytes
    tried: int = 0
    acknowledged: int = 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()


class Customer(threading.Thread):
    """Sends new requests and answers to what came, three a connection; like a mail server, mostly tries again."""

    def __init__(self, desk: Desk, sink: Sink, number: int, seed: int, stop: threading.Event) -> None:
        super().__init__(name=f"customer-{number}", daemon=True)
        self.desk, self.sink, self.number, self.stop = desk, sink, number, stop
        self.chance = random.Random(seed)
        self.mails: list[Mail] = []

    def run(self) -> None:
        unsure: Mail | None = None
        while not self.stop.is_set():
            with contextlib.suppress(OSError, smtplib.SMTPException), self.desk.smtp() as client:
                for _ in range(3):
                    mail = unsure or self._write()
                    unsure = mail if self.chance.random() < 0.7 else None
                    mail.tried += 1
                    client.sendmail(f"c{self.number}@example.com", [SUPPORT], mail.raw)
                    mail.acknowledged += 1
                    unsure = None
                    self.stop.wait(self.chance.uniform(0.1, 0.8))
            self.stop.wait(0.1)

    def _write(self) -> Mail:
        mark = f"mark-c{self.number}-{len(self.mails)}-{self.chance.randbytes(4).hex()}"
        message = EmailMessage()
        person = f"c{self.number}-{self.chance.randrange(60)}@example.com"
        message["From"], message["Message-ID"] = person, f"<{mark}@example.com>"
        message["To"], message["Subject"] = SUPPORT, f"The grinder stops {mark}"
        text = f"It stops after ten seconds, what can I do? {mark}\n" + self._more()
        with self.sink.lock:
            answers = [each for each in self.sink.mails[-40:] if b"Clean the burrs" in each.raw]
        if answers and self.chance.random() < 0.4:
            answer = self.chance.choice(answers).mail
            del message["From"], message["To"], message["Subject"]
            message["From"], message["To"] = str(answer["To"]), str(answer["Reply-To"] or answer["From"])
            message["Subject"], message["In-Reply-To"] = f"Re: {answer['Subject']}", str(answer["Message-ID"])
        message.set_content(text)
        if self.chance.random() < 0.2:
            size = self.chance.choice([2_000, 300_000])
            message.add_attachment(self.chance.randbytes(size), maintype="application", subtype="pdf", filename="b.pdf")
        mail = Mail(mark, message.as_bytes(policy=policy.SMTP))
        self.mails.append(mail)
        return mail

    def _more(self) -> str:
        return "More words about it.\n" * self.chance.choice([1, 20, 400])


@dataclass
class Answered:
    """The marks of answers: those that agents know to be stored, and all that they tried."""

    sure: list[str] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)


class Agent(threading.Thread):
    """Answers by verbs, in a process of its own; when that is killed it goes on in a new one."""

    def __init__(self, desk: Desk, number: int, email: str, seed: int, stop: threading.Event) -> None:
        super().__init__(name=f"agent-{number}", daemon=True)
        self.desk, self.number, self.email, self.stop = desk, number, email, stop
        self.chance = random.Random(seed)
        self.answered = Answered()
        self.insider = desk.insider()
        self.troubles: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            marks = [
                f"mark-a{self.number}-{len(self.answered.tried) + each}-{self.chance.randbytes(4).hex()}"
                for each in range(self.chance.randint(1, 3))
            ]
            self.answered.tried.update(marks)
            try:
                self.answered.sure += self.insider.do("tests.long.agents:answer", email=self.email, marks=marks)
            except Gone:
                self.insider = self.desk.insider()
            except Exception as error:
                self.troubles.append(str(error))
            self.stop.wait(self.chance.uniform(0.05, 0.3))


class Moody:
    """Makes a mail server misbehave at random: says "later", hangs up before or after it has taken a mail."""

    def __init__(self, sink: Sink, seed: int) -> None:
        self.sink, self.chance = sink, random.Random(seed)
        self.bad = True
        self.offered = self.refused = self.hung_up = 0
        sink.at_data = self._at_data

    def _at_data(self, sender: str) -> str | None:
        self.offered += 1
        if not self.bad:
            return None
        mood = self.chance.random()
        if mood < 0.08:
            self.refused += 1
            return "451 4.3.0 Not now"
        if mood < 0.16:
            self.hung_up += 1
            self.sink.hang_up_after_data += 1
        return None


def marks_in(raw: bytes) -> set[str]:
    """The marks in the plain text of a mail, quoted text included."""
    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    return set(MARK.findall(body.get_content())) if body is not None else set()


def by_message_id(mails: list[Taken]) -> dict[str, list[Taken]]:
    """What a mail server took, by Message-ID without < >."""
    found: dict[str, list[Taken]] = {}
    for taken in mails:
        found.setdefault(str(taken.mail["Message-ID"]).strip("<> "), []).append(taken)
    return found


class Load:
    """Customers, agents and a moody mail server, working until `end`."""

    def __init__(self, desk: Desk, sink: Sink, seed: int) -> None:
        self.desk, self.sink = desk, sink
        self.moody = Moody(sink, seed)
        self.stop = threading.Event()
        self.customers = [Customer(desk, sink, n, seed * 100 + n, self.stop) for n in range(CUSTOMERS)]
        self.agents = [Agent(desk, n, email, seed * 100 + 50 + n, self.stop) for n, email in enumerate(AGENTS)]
        for thread in (*self.customers, *self.agents):
            thread.start()

    def end(self) -> None:
        self.stop.set()
        for thread in (*self.customers, *self.agents):
            thread.join(SETTLE_S)
            assert not thread.is_alive()

    def acknowledged(self) -> set[str]:
        """The SHA-256 of each mail that the desk has taken over by now."""
        return {mail.sha256 for customer in self.customers for mail in list(customer.mails) if mail.acknowledged}

    def settle(self, patience_s: float = SETTLE_S) -> None:
        """Let the desk do all that is left to do, as time passes; the mail server is kind to the last ten."""

        def quiet() -> bool:
            self.desk.inside("tests.setting:time_passes")
            time.sleep(0.3)
            waiting = self.desk.inside("tests.setting:waiting")
            self.moody.bad = self.moody.bad and waiting > 10
            return waiting == 0 and self.desk.inside("tests.long.providers:in_spool") == 0

        eventually(quiet, patience_s=patience_s)


@contextmanager
def busy_desk(folder: Path, seed: int) -> Iterator[tuple[Desk, Load]]:
    """An open desk under load."""
    with smtp_server() as (sink, port), desk(folder / "data") as made:
        made.open(sink_port=port)
        load = Load(made, sink, seed)
        try:
            yield made, load
        finally:
            load.stop.set()


def seeded() -> int:
    """The seed of a test's chances: printed, and repeated by ACCORD_TEST_SEED."""
    seed = int(os.environ.get("ACCORD_TEST_SEED") or random.SystemRandom().randrange(1 << 20))
    print(f"ACCORD_TEST_SEED={seed}")
    return seed


def told(load: Load) -> str:
    """What the load came to, for whoever reads the test's output."""
    sent = [mail for customer in load.customers for mail in customer.mails]
    copies = by_message_id(load.sink.mails)
    return (
        f"{sum(mail.acknowledged for mail in sent)} mails acknowledged of {sum(mail.tried for mail in sent)} tried, "
        f"{sum(len(agent.answered.sure) for agent in load.agents)} answers, {len(copies)} mails out, "
        f"{sum(len(each) > 1 for each in copies.values())} of them more than once; the mail server said later "
        f"{load.moody.refused} times and hung up {load.moody.hung_up} times"
    )
