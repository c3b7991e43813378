"""How this installation is served, written down by the web process: what other processes cannot know by themselves.

The worker and `accord doctor` read it to tell what is weak (`project/exposure.py`).
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accord.project.web_process import Serving

NAME = "serving.json"


@dataclass(frozen=True)
class Facts:
    """Where the pages are served; `proxies` are the named ones, files are paths or nothing."""

    base_url: str
    host: str
    port: int
    certificate: str = ""
    key: str = ""
    proxies: str = ""


def write(serving: "Serving") -> None:
    """Keep the facts in the data folder; a folder that cannot be written is told by others."""
    from django.conf import settings

    tls = serving.tls
    found = Facts(
        settings.BASE_URL,
        serving.host,
        serving.port,
        str(tls.certificate) if tls else "",
        str(tls.key) if tls else "",
        os.environ.get("ACCORD_TRUSTED_PROXIES", ""),
    )
    path = Path(settings.DATA) / NAME
    aside = path.with_name(f"{NAME}.{os.getpid()}")
    try:
        aside.write_text(json.dumps(asdict(found)), "utf-8")
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)


def read() -> Facts | None:
    """What the web process wrote last; None where none ever ran on this folder, or its words cannot be read."""
    from django.conf import settings

    try:
        return Facts(**json.loads((Path(settings.DATA) / NAME).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
