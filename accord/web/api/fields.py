"""The forms of single values that come in: bounded, and without what no database stores."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from accord.core.errors import AccordError
from accord.people.inviting import mail_address
from accord.tickets.models import Priority

_NO_NUL = r"^[^\x00]*$"
LONGEST_TEXT = 1_000_000

Line = Annotated[str, StringConstraints(max_length=300, pattern=_NO_NUL)]
Paragraph = Annotated[str, StringConstraints(max_length=20_000, pattern=_NO_NUL)]
Body = Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=_NO_NUL)]
TagName = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=_NO_NUL), Field(examples=["refund"])]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Code = Annotated[
    str,
    Field(description="The ticket's code; upper or lower case, with or without dashes.", examples=["K7Q-2MF-88D"]),
]
Limit = Annotated[int, Field(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[
    str,
    StringConstraints(max_length=100, pattern=r"^[0-9.]*$"),
    Field(description="The `next` of the page before; empty for the first page."),
]

Level = Literal["low", "normal", "high", "urgent"]
PRIORITIES: dict[str, int] = {
    "low": Priority.LOW, "normal": Priority.NORMAL, "high": Priority.HIGH, "urgent": Priority.URGENT,
}  # fmt: skip
PRIORITY_NAMES: dict[int, str] = {int(value): name for name, value in PRIORITIES.items()}
StateName = Literal[
    "new", "chatting", "calling", "open", "answered", "postponed", "resolved", "closed", "spam", "deleted"
]


def _address(text: str) -> str:
    try:
        return mail_address(text)
    except AccordError:
        raise PydanticCustomError("mail_address", "not a mail address") from None


Address = Annotated[
    str,
    StringConstraints(max_length=254),
    AfterValidator(_address),
    Field(json_schema_extra={"format": "email"}, examples=["hannah@example.com"]),
]


def examples(*each: dict[str, Any]) -> dict[str, Any]:
    """What a schema says of itself besides its fields."""
    return {"examples": list(each)}
