"""How to sign in to the sample: kept beside its database, so that a second start need not load Django to say it."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

NOTE = "demo.json"


@dataclass(frozen=True)
class SignIn:
    """One agent of the sample. `role` is owner or a level in departments."""

    role: str
    name: str
    language: str
    address: str
    password: str


def read(data: Path) -> list[SignIn]:
    """The sign-ins of the sample in that folder; none where no finished sample is."""
    try:
        return [SignIn(**each) for each in json.loads((data / NOTE).read_text("utf-8"))]
    except FileNotFoundError:
        return []


def remember(data: Path, sign_ins: Sequence[SignIn]) -> None:
    """Written last: without it a sample is unfinished. Only this account may read it."""
    fresh = data / f"{NOTE}.new"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump([asdict(each) for each in sign_ins], out, ensure_ascii=False)
    os.replace(fresh, data / NOTE)
