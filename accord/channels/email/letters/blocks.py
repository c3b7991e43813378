"""The blocks of a letter. One template for HTML and one for plain text show them in the order in which they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from accord.core.models import StoredFile


@dataclass(frozen=True)
class Over:
    """The small line above a title: what it is about."""

    text: str
    kind: ClassVar[str] = "over"


@dataclass(frozen=True)
class Title:
    """The one thing that this mail says or asks."""

    text: str
    kind: ClassVar[str] = "title"


@dataclass(frozen=True)
class Line:
    """A paragraph of ours; `small` for what may be skipped."""

    text: str
    small: bool = False
    kind: ClassVar[str] = "line"


@dataclass(frozen=True)
class Said:
    """One of the parts of an explanation, under its label."""

    label: str
    text: str
    kind: ClassVar[str] = "said"


@dataclass(frozen=True)
class Words:
    """What an agent wrote: clean HTML and the same as text."""

    text: str
    html: str
    kind: ClassVar[str] = "words"


@dataclass(frozen=True)
class Signature:
    """Who writes, line by line."""

    text: str
    kind: ClassVar[str] = "signature"


@dataclass(frozen=True)
class Link:
    """One button that leads to a page."""

    label: str
    url: str
    kind: ClassVar[str] = "link"


@dataclass(frozen=True)
class Choice:
    """The two buttons. Both lead to one page that asks once more, so `plain` names them together above one address."""

    yes: str
    no: str
    plain: str
    url: str
    kind: ClassVar[str] = "choice"


@dataclass(frozen=True)
class Quote:
    """What the customer wrote last, under our marker."""

    marker: str
    intro: str
    text: str
    kind: ClassVar[str] = "quote"


@dataclass(frozen=True)
class Told:
    """One thing that was said, in a conversation that is told from its beginning; `files` are names."""

    who: str
    when: str
    text: str
    html: str
    files: Sequence[str] = ()
    kind: ClassVar[str] = "told"


Block = Over | Title | Line | Said | Words | Signature | Link | Choice | Quote | Told


@dataclass(frozen=True)
class Look:
    """How mails of a team look; "" is the standard. `feet` are lines at the foot by language; sizes in pixels."""

    accent: str = ""
    head: str = ""
    feet: Mapping[str, str] = field(default_factory=dict)
    logo: StoredFile | None = None
    logo_type: str = ""
    logo_width: int = 0
    logo_height: int = 0


@dataclass(frozen=True)
class Letter:
    """A letter in one language, ready to be rendered: `desk` at its top, `code`, a link and `why` at its foot."""

    language: str
    desk: str
    blocks: Sequence[Block]
    code: str = ""
    link_label: str = ""
    link_url: str = ""
    why: str = ""
    look: Look | None = None
