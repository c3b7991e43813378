"""What an action is: its fields, its sentence, what can be wrong with it, and what it does to a ticket.

The values of an action are JSON: what a form gives, checked by `clean`. An action calls the verbs that people use, as
`Acting.by` and with `Acting.because`; it never writes a ticket itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Invalid
from accord.tickets.models import State, Ticket

if TYPE_CHECKING:
    from accord.automation.actions.acting import Acting

Values = dict[str, Any]


class Group(Enum):
    """Where a picker shows an action."""

    ASSIGN = ("assign", _("Who works on it"))
    STATE = ("state", _("State"))
    TICKET = ("ticket", _("Ticket"))
    PEOPLE = ("people", _("People"))
    TELL = ("tell", _("Write and tell"))
    AWAY = ("away", _("Put away"))
    FLOW = ("flow", _("Other rules"))

    @property
    def place(self) -> int:
        return list(Group).index(self)

    @property
    def label(self) -> Promise:
        return self.value[1]


class FieldKind(StrEnum):
    """What a form shows for a field, and what its value is."""

    CHOICE = "choice"  # one of `choices`, as text
    TEXT = "text"  # one line
    LONG = "long"  # several lines, plain
    WORDS = "words"  # HTML per language: {"en": "<p>..</p>"}; template variables allowed
    DURATION = "duration"  # seconds
    MOMENT = "moment"  # ISO 8601 with zone
    CHOICES = "choices"  # several of `choices`, a list
    NUMBER = "number"
    SWITCH = "switch"  # True or False
    ADDRESSES = "addresses"  # mail addresses, a list
    TAGS = "tags"  # names of tags, a list
    URL = "url"  # an https address; template variables allowed
    HEADERS = "headers"  # {"Name": "value"}; template variables allowed in values


class Choice(NamedTuple):
    """One of a list: what is stored and what is read."""

    value: str
    label: str


class ActionField(NamedTuple):
    """One value of an action. `variables` allows template variables in plain text."""

    name: str
    label: Promise | str
    kind: FieldKind
    required: bool = True
    help: Promise | str = ""
    choices: Callable[[], Sequence[Choice]] | None = None
    variables: bool = False
    default: Any = None
    secrets: bool = False  # `{secret.NAME}` may stand in it


class Action(ABC):
    """One thing that can be done. The registry holds one instance; values come with each call."""

    key: ClassVar[str] = ""
    label: ClassVar[Promise | str]
    help: ClassVar[Promise | str] = ""
    group: ClassVar[Group] = Group.TICKET
    place: ClassVar[int] = 50  # within its group, smallest first
    fields: ClassVar[tuple[ActionField, ...]] = ()
    on_closed: ClassVar[bool] = False  # allowed on a closed ticket, which it leaves alone (DOMAIN 6.4)
    leaves: ClassVar[bool] = False  # something goes out of the desk
    for_macros: ClassVar[bool] = True
    for_mass: ClassVar[bool] = True
    for_admins: ClassVar[bool] = False  # who puts it into a macro or a mass action is an administrator
    undone_by: ClassVar[str] = (
        ""  # what a mass action's undo does, see `automation.mass.undoing`; "" cannot be undone
    )

    def problem(self, values: Values) -> Promise | str | None:
        """Why this cannot work any more, such as an agent who has left; None when all is well."""
        return None

    def others(self, values: Values) -> tuple[int, ...]:
        """The ids of the tickets that it changes besides: all are locked together, in one order."""
        return ()

    def shown(self, values: Values) -> Values:
        """The stored values as a form shows them, with today's names."""
        return values

    @abstractmethod
    def run(self, act: "Acting", values: Values) -> None:
        """Do it by the human's verb. Raises AccordError where the verb says no."""

    @abstractmethod
    def sentence(self, values: Values) -> str:
        """What it does, in the reader's language and with today's names: "Give it to Ieva"."""

    def clean(self, values: Mapping[str, Any]) -> Values:
        """The values as they are stored. Raises Invalid naming the field (`detail`) with a sentence."""
        from accord.automation.actions.cleaning import cleaned

        found = {field.name: cleaned(field, values.get(field.name)) for field in self.fields}
        return {name: value for name, value in found.items() if value is not None}

    def possible(self, ticket: Ticket) -> bool:
        """Whether the ticket's being closed forbids it."""
        return self.on_closed or ticket.state != State.CLOSED


def one_of(field: ActionField, value: Any) -> bool:
    """Whether the value is among the choices that the field has today."""
    return field.choices is not None and any(choice.value == value for choice in field.choices())


def label_of(field: ActionField, value: Any) -> str:
    """What is read for a chosen value; "?" when it is gone."""
    for choice in field.choices() if field.choices else ():
        if choice.value == value:
            return choice.label
    return "?"


def wrong(field: str, sentence: Promise | str) -> Invalid:
    """The error of a field's value."""
    return Invalid(field, sentence=sentence)
