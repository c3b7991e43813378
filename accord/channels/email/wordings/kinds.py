"""The mails that can be worded: for each its standard words, its parts, and what can be filled in.

A wording rearranges the blocks of the standard letter and puts words of its own between them. A part is a block that
the desk makes, such as the two buttons: in a text it stands in braces on a line of its own. What is `needed` cannot be
left out, so that no wording takes away the link or the question.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.channels.email.letters import account
from accord.channels.email.letters.blocks import (
    Block,
    Choice,
    Line,
    Link,
    Quote,
    Said,
    Signature,
    Title,
    Told,
)
from accord.core.registry import Registry

Blocks = Sequence[Block]
CODE = "{ticket.code}"
PERSONAL = ("contact.first_name", "contact.name", "contact.email", "desk.name", "date.today")


@dataclass(frozen=True)
class Part:
    """A piece that the desk makes: what it is, whether it has to be there, and its blocks in the standard letter."""

    label: Promise
    find: Callable[[Blocks], list[Block]]
    needed: bool = True


@dataclass(frozen=True)
class Standard:
    """What is built in, in the active language, written as a team would write it."""

    subject: str
    title: str
    text: str


@dataclass(frozen=True)
class MailKind:
    """A mail of the desk. `own` are variables that only it has; a mail to a `person` speaks of no ticket."""

    label: Promise
    help: Promise
    group: str  # request, end, access
    standard: Callable[[], Standard]
    parts: Mapping[str, Part]
    own: Mapping[str, Promise]
    person: bool = False
    has_subject: bool = True
    has_title: bool = True


kinds: Registry[MailKind] = Registry("mail")
GROUPS: dict[str, Promise] = {
    "request": gettext_lazy("While a request is worked on"),
    "end": gettext_lazy("How a request ends"),
    "access": gettext_lazy("Access to the desk"),
}


def _of(*types: type) -> Callable[[Blocks], list[Block]]:
    return lambda blocks: [each for each in blocks if isinstance(each, types)]


def _from(kind: type) -> Callable[[Blocks], list[Block]]:
    """From the first block of that type, with the small lines that belong to it."""

    def find(blocks: Blocks) -> list[Block]:
        start = next((place for place, each in enumerate(blocks) if isinstance(each, kind)), len(blocks))
        end = start + 1
        while end < len(blocks) and isinstance(blocks[end], Line) and getattr(blocks[end], "small", False):
            end += 1
        return list(blocks[start:end])

    return find


def _answer(blocks: Blocks) -> list[Block]:
    """The agent's words, and the promised day below them."""
    end = next(
        (at for at, each in enumerate(blocks) if isinstance(each, Signature | Title | Quote)), len(blocks)
    )
    return list(blocks[:end])


def _conversation(blocks: Blocks) -> list[Block]:
    """All that was said, with the line that says what is left out."""
    first = next((at for at, each in enumerate(blocks) if isinstance(each, Told | Line)), len(blocks))
    return [each for each in blocks[first:] if isinstance(each, Told | Line)]


BUTTON = Part(gettext_lazy("The button that leads to the request"), _of(Link))
EXPLANATION = Part(gettext_lazy("What happened, why, what comes next"), _of(Said))
SIGNATURE = Part(gettext_lazy("Who writes"), _of(Signature), needed=False)
BUTTONS = Part(
    gettext_lazy("“Yes, it is solved” and “No, I still need help”, and what silence does"), _from(Choice)
)
WHAT_NEXT = Part(
    gettext_lazy("What an answer still does, with the date that applies"), lambda blocks: list(blocks[3:4])
)


def _received() -> Standard:
    keep = _("Its code is %(code)s. Keep it in the subject when you write to us about this.")
    paragraphs = [
        _("Thank you for writing. Your message has arrived, and one of us will read it."),
        "{answer.expected}",
        keep % {"code": CODE},
        "{button}",
        _("To add something, just answer this mail."),
    ]
    return Standard(_again(), _("We have your request"), "\n\n".join(paragraphs))


def _followed_up() -> Standard:
    before = _received()
    closed = _("Your earlier request %(code)s is closed, so we opened a new one that is linked to it.")
    first, rest = before.text.split("\n\n", 1)
    return Standard(
        before.subject, before.title, "\n\n".join([first, closed % {"code": "{earlier.code}"}, rest])
    )


def _again() -> str:
    return f"Re: {{ticket.subject}} [#{CODE}]"


def _asked() -> Standard:
    return Standard(_again(), _("Is it solved?"), "{explanation}\n\n{signature}\n\n{buttons}")


def _reminder(last: bool) -> Callable[[], Standard]:
    def standard() -> Standard:
        title = (
            _("Is it solved? We ask for the last time")
            if last
            else _("Is it solved? We have not heard from you")
        )
        said = _("On %(date)s we told you that your request is solved. You have not said yet whether it is.")
        text = said % {"date": "{resolved.day}"} + "\n\n{explanation}\n\n{signature}\n\n{buttons}"
        return Standard(_again(), title, text)

    return standard


def _closed() -> Standard:
    return Standard(_again(), _("Your request is closed"), "{closed.because}\n\n{what_next}\n\n{button}")


_EXPECTED = {"answer.expected": gettext_lazy("When an answer can be expected")}
kinds.add("received")(
    MailKind(
        gettext_lazy("We have your request"),
        gettext_lazy("To a person whose new request has arrived, once."),
        "request",
        _received,
        {"button": BUTTON},
        _EXPECTED,
    )
)
kinds.add("followed_up")(
    MailKind(
        gettext_lazy("We have your follow-up"),
        gettext_lazy("The same, where the person wrote about a request that is closed."),
        "request",
        _followed_up,
        {"button": BUTTON},
        {**_EXPECTED, "earlier.code": gettext_lazy("Code of the closed request")},
    )
)
kinds.add("answer")(
    MailKind(
        gettext_lazy("The frame of an answer"),
        gettext_lazy(
            "What stands around the words of an agent. The question and the customer's words follow below."
        ),
        "request",
        lambda: Standard("", "", "{answer}\n\n{signature}"),
        {
            "answer": Part(gettext_lazy("What the agent wrote"), _answer),
            "signature": SIGNATURE,
        },
        {},
        has_subject=False,
        has_title=False,
    )
)
_QUESTION = {"explanation": EXPLANATION, "signature": SIGNATURE, "buttons": BUTTONS}
kinds.add("resolved")(
    MailKind(
        gettext_lazy("Is it solved?"),
        gettext_lazy("When a request is resolved without a reply. The customer decides."),
        "end",
        _asked,
        _QUESTION,
        {},
    )
)
_RESOLVED = {"resolved.day": gettext_lazy("Day on which it was resolved")}
for _last, _key, _label in (
    (False, "reminder", gettext_lazy("First reminder")),
    (True, "last_reminder", gettext_lazy("Last reminder")),
):
    kinds.add(_key)(
        MailKind(
            _label,
            gettext_lazy("To a customer who has not said whether it is solved."),
            "end",
            _reminder(_last),
            _QUESTION,
            _RESOLVED,
        )
    )
kinds.add("closed")(
    MailKind(
        gettext_lazy("It is closed"),
        gettext_lazy("When somebody closes a request for a reason, or silence does."),
        "end",
        _closed,
        {"what_next": WHAT_NEXT, "button": BUTTON},
        {"closed.because": gettext_lazy("Why it is closed, as a sentence")},
    )
)


def _transcript() -> Standard:
    return Standard(_again(), _("Your conversation with us"), "{conversation}\n\n{button}")


kinds.add("transcript")(
    MailKind(
        gettext_lazy("The whole conversation"),
        gettext_lazy("To a customer, when somebody mails it to him."),
        "end",
        _transcript,
        {
            "conversation": Part(gettext_lazy("What both sides wrote, from the beginning"), _conversation),
            "button": BUTTON,
        },
        {},
    )
)


def _account(key: str) -> Callable[[], Standard]:
    def standard() -> Standard:
        subject = account.subject(key, "{desk.name}")
        made = account.account(key, "{desk.name}", "-", "-" if key == "one_time_code" else "")
        part = "{code}" if key == "one_time_code" else "{button}"
        first, last = made[1], made[-1]
        assert isinstance(first, Line) and isinstance(last, Line)
        return Standard(subject, subject, f"{first.text}\n\n{part}\n\n{last.text}")

    return standard


def _code(blocks: Blocks) -> list[Block]:
    """The code that is typed, with how long it works."""
    return list(blocks[2:4])


def _way_in(blocks: Blocks) -> list[Block]:
    """The button, with how long it works; the last block is a sentence of its own."""
    return _from(Link)(blocks[:-1])


_ACCOUNT_BUTTON = Part(gettext_lazy("The button that leads in, and how long it works"), _way_in)
_LABELS: dict[str, tuple[Promise, Promise]] = {
    "invitation": (gettext_lazy("Invitation"), gettext_lazy("To a new agent.")),
    "sign_in": (gettext_lazy("Link that signs in"), gettext_lazy("To somebody who asked for it.")),
    "password_reset": (gettext_lazy("A new password"), gettext_lazy("To somebody who forgot it.")),
    "new_link": (gettext_lazy("A new link"), gettext_lazy("To a customer whose link was too old.")),
    "one_time_code": (
        gettext_lazy("Code"),
        gettext_lazy("To a customer who wants to see the whole request."),
    ),
}
for _key, (_name, _help) in _LABELS.items():
    _parts = (
        {"code": Part(gettext_lazy("The code, and how long it works"), _code)}
        if _key == "one_time_code"
        else {"button": _ACCOUNT_BUTTON}
    )
    kinds.add(_key)(MailKind(_name, _help, "access", _account(_key), _parts, {}, person=True))
