"""Reading the stories: one text file a language in `stories/`.

    === hannah > support, 6.1 days ago          who wrote to which mailbox, and when the story begins
    Subject: Coffee grinder stops
    --- writes files=receipt.pdf,grinder.png    a step: [+hours after the one before] [agent] verb [arguments]
    The text. Lines are joined to paragraphs, an empty line parts them, `|` parts the three parts of an explanation.

Steps of the customer: writes (files=, quoting, html, auto, from=second), yes, no. Of an agent: phones, takes, gives
AGENT, answers (files=, resolving), notes, tags A, B, raises PRIORITY, postpones DAYS, resolves REASON, closes BASIS,
spam, deletes.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

PLACE = Path(__file__).parent / "stories"
_HEAD = re.compile(r"=== (\w+) > (\w+), ([\d.]+) days ago")
_STEP = re.compile(r"--- (?:\+([\d.]+) )?(.+)")
CUSTOMERS = frozenset({"writes", "yes", "no"})


class BadStory(ValueError):
    """A story file that does not follow the format; the text names file and line."""


@dataclass
class Step:
    """One thing that somebody does, `at` hours after the story began."""

    at: float
    who: str
    verb: str
    arguments: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words: lines joined to paragraphs."""
        paragraphs = "\n".join(self.lines).strip().split("\n\n")
        return "\n\n".join(self._flowing(paragraph) for paragraph in paragraphs)

    @property
    def parts(self) -> list[str]:
        """The parts between lines of a single `|`."""
        return [" ".join(part.split()) for part in re.split(r"^\|$", "\n".join(self.lines), flags=re.MULTILINE)]

    def has(self, word: str) -> bool:
        return word in self.arguments.split()

    def files(self) -> list[str]:
        found = re.search(r"files=(\S+)", self.arguments)
        return found[1].split(",") if found else []

    def _flowing(self, paragraph: str) -> str:
        """A signature's short lines stay lines; running text becomes one line."""
        lines = paragraph.split("\n")
        return "\n".join(lines) if max(map(len, lines)) < 60 else " ".join(lines)


@dataclass
class Story:
    """What happened between one customer and the shop."""

    language: str
    contact: str
    mailbox: str
    days_ago: float
    subject: str = ""
    steps: list[Step] = field(default_factory=list)


@cache
def stories() -> list[Story]:
    """All stories, by language. Raises BadStory."""
    return [story for path in sorted(PLACE.glob("*.txt")) for story in read(path.read_text("utf-8"), path.stem)]


def read(text: str, language: str) -> list[Story]:
    """The stories of one file. Raises BadStory."""
    found: list[Story] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("==="):
            head = _HEAD.fullmatch(line)
            if head is None:
                raise BadStory(f"{language}, line {number}: {line}")
            found.append(Story(language, head[1], head[2], float(head[3])))
        elif found and line.startswith("Subject: ") and not found[-1].steps:
            found[-1].subject = line.removeprefix("Subject: ").strip()
        elif found and line.startswith("---"):
            found[-1].steps.append(_step(found[-1], line, f"{language}, line {number}"))
        elif found and found[-1].steps:
            found[-1].steps[-1].lines.append(line.rstrip())
        elif line.strip() and not line.startswith("#"):
            raise BadStory(f"{language}, line {number}: {line}")
    return found


def _step(story: Story, line: str, place: str) -> Step:
    matched = _STEP.fullmatch(line)
    if matched is None:
        raise BadStory(f"{place}: {line}")
    before = story.steps[-1].at if story.steps else 0.0
    words = matched[2].split(" ", 2)
    if words[0] in CUSTOMERS:
        words.insert(0, story.contact)
        words[2:] = [" ".join(words[2:])] if words[2:] else []
    if len(words) < 2:
        raise BadStory(f"{place}: {line}")
    return Step(before + float(matched[1] or 0), words[0], words[1], words[2] if len(words) > 2 else "")
