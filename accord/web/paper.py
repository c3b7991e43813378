"""A ticket as PDF: what stands on its print page, set by a process of its own (`paper_child`)."""

import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext_lazy as _

from accord.core.errors import AccordError

PATIENCE_S = 30
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes some 60 MB for a second


class NoPaper(AccordError):
    """The PDF could not be made."""

    key = "no_paper"
    status = 503
    sentence = _("The PDF could not be made just now. Print the page instead, or try again.")


@dataclass(frozen=True)
class Piece:
    """One thing that was said: its head in bold, when, a quiet line below, the words, files as a line."""

    kind: str
    head: str
    when: str
    below: str = ""
    text: str = ""
    files: str = ""


@dataclass(frozen=True)
class Paper:
    """What is set: plain text throughout. `foot` has the gaps {page} and {pages}."""

    title: str
    over: str
    foot: str
    language: str
    author: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    notice: str = ""


def pdf(paper: Paper) -> bytes:
    """The bytes of the PDF. Raises NoPaper."""
    if not _AT_ONCE.acquire(timeout=PATIENCE_S):
        raise NoPaper()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "accord.web.paper_child"],
            input=json.dumps(asdict(paper)).encode(),
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoPaper(str(error)) from error
    finally:
        _AT_ONCE.release()
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise NoPaper(done.stderr.decode(errors="replace")[-500:])
    return done.stdout
