"""The customers of the day: they write, read what comes, and say what they think of it, by mail or on their page."""

import asyncio
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from html import unescape
from urllib.parse import urlencode, urlsplit

from accord.project.simulating import words
from accord.project.simulating.agenda import Agenda
from accord.project.simulating.asking import Answer, Line, Unreachable, Waits
from accord.project.simulating.post import UNKNOWN, Carrier
from accord.project.simulating.wish import Wish
from accord.project.simulating.workspace import DEPARTMENTS

READS_AFTER_MIN = 12.0
_LINK = re.compile(r"https?://[^\s<>\"]+/my/answer/[^\s<>\"]+")
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
# What is done when the agent says that it is solved, and when he only answers: shares of a hundred, else silence.
ASKED = {"yes": 40, "no": 9, "thanks": 12, "again": 9, "away": 2, "twice": 1}
ANSWERED = {"yes": 6, "thanks": 8, "again": 34, "away": 2, "twice": 2}


@dataclass
class Customer:
    """`patience` shrinks with each round, so that nobody writes for ever."""

    address: str
    department: str
    patience: float = 1.0
    seen: set[str] = field(default_factory=set)


class Crowd:
    """All customers. `received` may be called from any thread."""

    def __init__(
        self, wish: Wish, agenda: Agenda, carrier: Carrier, port: int, mailboxes: dict[str, str], waits: Waits
    ) -> None:
        self.agenda, self.carrier, self.waits = agenda, carrier, waits
        self._wish, self._port, self._mailboxes = wish, port, mailboxes
        self._chance = random.Random(wish.seed + 1)
        self._loop = asyncio.get_running_loop()
        self._numbers = 0
        self.did: Counter[str] = Counter()
        self.customers: dict[str, Customer] = {}

    def begin(self) -> None:
        """Everybody gets a moment of the day at which he writes; most in its first three quarters."""
        for number in range(self._wish.customers):
            unknown = UNKNOWN if number % 97 == 96 else ""
            department = self._chance.choice(DEPARTMENTS)
            customer = Customer(f"{unknown}c{number}@customers.example.org", department)
            self.customers[customer.address] = customer
            part = self._chance.betavariate(1.4, 2.2)
            moment = self._wish.begins + timedelta(hours=self._wish.hours * part)
            self.agenda.begin(self._opens(customer, moment))

    def received(self, address: str, mail: EmailMessage) -> None:
        """The desk's mail has come."""
        self._loop.call_soon_threadsafe(self._read, address, mail)

    def _read(self, address: str, mail: EmailMessage) -> None:
        customer = self.customers.setdefault(address, Customer(address, DEPARTMENTS[0]))
        name = str(mail["Message-ID"])
        if name in customer.seen or self.agenda.clock.now() > self._wish.ends:
            return
        customer.seen.add(name)
        body = mail.get_body(("plain",))
        link = _LINK.search(body.get_content()) if body is not None else None
        if link is None and str(mail.get("Auto-Submitted", "no")) != "no":
            return  # that the request has come, or a reminder
        shares = ASKED if link is not None else ANSWERED
        dice = self._chance.uniform(0, 100) / customer.patience
        for what, share in shares.items():
            dice -= share
            if dice < 0:
                customer.patience *= 0.75
                self.agenda.begin(self._reacts(customer, mail, what, link.group() if link else ""))
                return

    async def _opens(self, customer: Customer, moment: datetime) -> None:
        await self.agenda.until(moment)
        mail = self._mail(customer, words.question(self._chance))
        mail["To"], mail["Subject"] = self._mailboxes[customer.department], words.subject(self._chance)
        self.did["opened"] += 1
        await self.carrier.bring(mail, self._mailboxes[customer.department])

    async def _reacts(self, customer: Customer, mail: EmailMessage, what: str, link: str) -> None:
        await self.agenda.after(self._chance.expovariate(1 / READS_AFTER_MIN))
        self.did[what] += 1
        if what in ("yes", "no") and link:
            await self._says(link, what)
            return
        text = {"thanks": self._chance.choice(words.THANKS), "yes": words.THANKS[0], "away": words.AWAY}.get(
            what
        )
        answer = self._mail(customer, text or words.again(self._chance))
        to = str(mail["Reply-To"] or mail["From"])
        answer["To"], answer["In-Reply-To"] = to, str(mail["Message-ID"])
        answer["Subject"] = (
            f"Re: {mail['Subject']}" if what != "away" else f"Out of office: {mail['Subject']}"
        )
        if what == "away":
            answer["Auto-Submitted"] = "auto-replied"
        for _copy in range(2 if what == "twice" else 1):
            await self.carrier.bring(answer, _bare(to))

    async def _says(self, link: str, what: str) -> None:
        """Open the page of the link and press one of its two buttons."""
        line, path = Line(self._port), urlsplit(link).path
        page = await self._ask(line, "GET", path, {})
        fields = {name: unescape(value) for name, value in _HIDDEN.findall(page.body.decode())}
        cookie = page.headers.get("set-cookie", "").split(";")[0]
        form = urlencode({**fields, "answer": what}).encode()
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        said = await self._ask(line, "POST", path, headers, form)
        self.did[f"page {said.status}"] += 1
        line.close()

    async def _ask(
        self, line: Line, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> Answer:
        while True:
            try:
                return await line.ask(method, path, headers, body)
            except Unreachable:
                self.waits.cut += 1
                await asyncio.sleep(0.5)

    def _mail(self, customer: Customer, text: str) -> EmailMessage:
        self._numbers += 1
        mail = EmailMessage()
        mail["From"], mail["Message-ID"] = (
            customer.address,
            f"<s{self._wish.seed}-{self._numbers}@customers.example.org>",
        )
        mail.set_content(f"{text}\n\n-- \n{customer.address.partition('@')[0]}\n")
        return mail


def _bare(address: str) -> str:
    return address.rpartition("<")[2].strip("<> ")
