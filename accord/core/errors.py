"""Errors that a person can act on. Each has a sentence, translated when shown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AccordError(Exception):
    """The base of our own errors. `sentence` is what a person reads; `key` is what a program reads."""

    key = "error"
    status = 400
    sentence: Promise | str = _("That did not work.")

    def __init__(self, detail: str = "", *, sentence: Promise | str | None = None, **gaps: object) -> None:
        super().__init__(detail or self.key)
        self.detail = detail
        self.gaps = gaps
        if sentence is not None:
            self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence) % self.gaps if self.gaps else str(self.sentence)


class NotAllowed(AccordError):
    """The person lacks the right, or the ticket's state does not allow it."""

    key = "not_allowed"
    status = 403
    sentence = _("You have no right to do this here.")


class NotPossible(AccordError):
    """The transition table has no such step from this state."""

    key = "not_possible"
    status = 409
    sentence = _("This cannot be done in the ticket's present state.")


class Missing(AccordError):
    """A part that is owed is missing, such as the reason of a closing."""

    key = "missing"
    status = 422
    sentence = _("Something is missing.")


class Invalid(AccordError):
    """A value is not of the expected form."""

    key = "invalid"
    status = 422
    sentence = _("That value does not fit here.")


class Conflict(AccordError):
    """Somebody else changed the thing meanwhile."""

    key = "conflict"
    status = 409
    sentence = _("Somebody changed this meanwhile.")


class NotFound(AccordError):
    """It does not exist, or not for this person."""

    key = "not_found"
    status = 404
    sentence = _("There is nothing here for you.")
