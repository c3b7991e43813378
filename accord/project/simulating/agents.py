"""The agents of the day: each pulls his most important ticket, reads it, thinks, does something, and pulls again."""

import asyncio
import contextlib
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accord.project.simulating import words
from accord.project.simulating.agenda import Agenda
from accord.project.simulating.asking import Answer, Program, Unreachable, Waits
from accord.project.simulating.wish import Wish
from accord.project.simulating.workspace import Agent, Staff

THINKS_MIN = 12.0
LOOKS_AGAIN_MIN = 6.0
# What an agent does with a ticket, in shares of a hundred.
DEEDS = {
    "resolve": 56,
    "answer": 28,
    "postpone": 4,
    "transfer": 4,
    "give back": 3,
    "note": 3,
    "resolve alone": 2,
}


@dataclass(frozen=True)
class Given:
    """To Solve gave this ticket to that agent."""

    at: datetime
    person_id: int
    code: str
    departments: tuple[int, ...]
    waiting_since: datetime


@dataclass
class Shift:
    """What all agents know for sure: tickets they were given, answers that are stored, and what went wrong."""

    given: list[Given] = field(default_factory=list)
    holding: dict[str, int] = field(default_factory=dict)
    taken_away: Counter[str] = field(default_factory=Counter)
    stored: list[str] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)
    did: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)


class Worker:
    """One agent's day."""

    def __init__(
        self, agent: Agent, wish: Wish, staff: Staff, agenda: Agenda, shift: Shift, waits: Waits, port: int
    ):
        self.agent, self.wish, self.agenda, self.shift, self._port = agent, wish, agenda, shift, port
        self._others = [each for each in staff.departments.values() if each not in agent.departments]
        self._chance = random.Random(wish.seed * 1000 + agent.person_id)
        self._program = Program(port, agent.token, waits)
        self._keys = 0

    async def work(self) -> None:
        """Until the day is over."""
        await self.agenda.after(self._chance.uniform(0, LOOKS_AGAIN_MIN))
        while self.agenda.clock.now() < self.wish.ends:
            code = await self._pull()
            if code is None:
                await self.agenda.after(self._chance.expovariate(1 / LOOKS_AGAIN_MIN))
                continue
            await self._deal_with(code)
        self._program.close()

    async def listen(self) -> None:
        """Keep a page open, so that the desk knows that he is here; for those to whom tickets are handed."""
        while True:
            with contextlib.suppress(Unreachable, OSError):
                await _stream(self._port, self.agent.listens)
            await asyncio.sleep(0.5)

    async def _pull(self) -> str | None:
        answer = await self._post("/to-solve", {})
        if answer.status != 200:
            self._trouble("to solve", answer)
            return None
        ticket = answer.json()["ticket"]
        if ticket is None:
            return None
        code, shift = str(ticket["code"]), self.shift
        before = shift.holding.get(code)
        if before is not None and before != self.agent.person_id:
            shift.taken_away[code] += (
                1  # a rule or a colleague gave it back or moved it; judging.py knows whether so
            )
        shift.holding[code] = self.agent.person_id
        since = ticket["waiting_since"]
        if since is not None:
            shift.given.append(
                Given(
                    self.agenda.clock.now(),
                    self.agent.person_id,
                    code,
                    self.agent.departments,
                    datetime.fromisoformat(since),
                )
            )
        return code

    async def _deal_with(self, code: str) -> None:
        messages = await self._program.ask("GET", f"/tickets/{code}/messages")
        await self.agenda.after(self._chance.expovariate(1 / THINKS_MIN))
        deed = self._chance.choices(list(DEEDS), list(DEEDS.values()))[0]
        seen = messages.json()["messages"][-1]["id"] if messages.status == 200 else None
        if deed in ("postpone", "transfer", "give back"):  # from here on somebody else may get it
            self.shift.holding.pop(code, None)
        await self._do(deed, code, seen)
        self.shift.holding.pop(code, None)

    async def _do(self, deed: str, code: str, seen: int | None) -> None:
        if deed in ("resolve", "answer"):
            await self._answer(code, seen, resolve=deed == "resolve")
            return
        ticket = f"/tickets/{code}"
        if deed == "postpone":
            until = self.agenda.clock.now() + timedelta(minutes=self._chance.uniform(20, 120))
            answer = await self._post(f"{ticket}/postponement", {"until": until.isoformat()})
        elif deed == "transfer":
            answer = await self._program.ask(
                "PATCH", ticket, {"department": self._chance.choice(self._others)}
            )
        elif deed == "give back":
            answer = await self._program.ask("DELETE", f"{ticket}/assignment")
        elif deed == "note":
            await self._post(f"{ticket}/notes", {"text": "Asked the workshop; they know this one."})
            answer = await self._answer(code, seen, resolve=False)
        else:
            answer = await self._post(f"{ticket}/resolution", {"reason": "solved", "ready": True})
        await self._count(deed, code, answer)

    async def _answer(self, code: str, seen: int | None, *, resolve: bool) -> Answer:
        """Answer what was read; where the customer wrote meanwhile, read that and answer once more."""
        mark = f"mark-{self.agent.person_id}-{len(self.shift.tried)}-{self._chance.randbytes(4).hex()}"
        self.shift.tried.add(mark)
        body: dict[str, Any] = {"text": f"{words.answer(self._chance)}\n\n{mark}"}
        if resolve:
            body["resolve"] = {"reason": "solved"}
        for _try in range(3):
            if seen is not None:
                body["seen"] = seen
            answer = await self._post(f"/tickets/{code}/messages", body)
            if answer.status != 409 or answer.json()["key"] != "somebody_answered":
                break
            self.shift.refused["somebody wrote meanwhile"] += 1
            messages = await self._program.ask("GET", f"/tickets/{code}/messages")
            seen = messages.json()["messages"][-1]["id"]
        await self._count("resolve" if resolve else "answer", code, answer)
        if answer.status < 300:
            self.shift.stored.append(mark)
        return answer

    async def _count(self, deed: str, code: str, answer: Answer) -> None:
        if answer.status < 300:
            self.shift.did[deed] += 1
        elif answer.status in (404, 409):  # the customer, a rule or a colleague was faster
            self.shift.refused[f"{deed}: {answer.json().get('key')}"] += 1
        elif answer.status == 403 and await self._is_elsewhere(code):  # moved under his hands
            self.shift.refused[f"{deed}: moved"] += 1
        else:
            self._trouble(deed, answer)

    async def _is_elsewhere(self, code: str) -> bool:
        """Whether the ticket is in none of the agent's departments now."""
        ticket = await self._program.ask("GET", f"/tickets/{code}")
        return ticket.status in (403, 404) or ticket.json()["department"]["id"] not in self.agent.departments

    def _trouble(self, deed: str, answer: Answer) -> None:
        self.shift.troubles.append(f"{deed} by {self.agent.email}: {answer.status} {answer.body[:300]!r}")

    async def _post(self, path: str, body: Any) -> Answer:
        self._keys += 1
        return await self._program.ask("POST", path, body, key=f"{self.agent.person_id}-{self._keys}")


async def _stream(port: int, cookie: str) -> None:
    """Hear the live stream until it ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        ask = f"GET /live/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n"
        writer.write(ask.encode())
        while await reader.read(65536):
            pass
    finally:
        writer.close()
