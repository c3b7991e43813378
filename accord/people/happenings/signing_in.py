"""How a person comes in: links, passwords, second steps, tokens. None carries a secret."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.events.kinds import kind, personal
from accord.people.happenings.subjects import PersonEvent


@kind("person.link_made")
class LinkMade(PersonEvent):
    """A one-time link; the ones made before it for the same purpose ceased to work."""

    purpose: str
    icon = "i-link"
    sentence = _("%(actor)s made a link for signing in.")


@kind("person.password_set")
class PasswordSet(PersonEvent):
    """A new password. All other sessions of this person ended with it."""

    icon = "i-key-round"
    sentence = _("%(actor)s chose a new password.")


@kind("person.two_step_on")
class TwoStepOn(PersonEvent):
    icon = "i-smartphone"
    sentence = _("%(actor)s turned on the second step of signing in.")


@kind("person.two_step_off")
class TwoStepOff(PersonEvent):
    icon = "i-smartphone"
    sentence = _("%(actor)s turned off the second step of signing in.")


@kind("person.two_step_taken")
class TwoStepTaken(PersonEvent):
    """Somebody had lost it, and an administrator let him in by the password alone."""

    icon = "i-smartphone"
    sentence = _("%(actor)s took away passkeys and second step of signing in.")


@kind("person.passkey_added")
class PasskeyAdded(PersonEvent):
    icon = "i-key-round"
    sentence = _("%(actor)s added a passkey for signing in.")


@kind("person.passkey_removed")
class PasskeyRemoved(PersonEvent):
    icon = "i-key-round"
    sentence = _("%(actor)s removed a passkey.")


@kind("token.made")
class TokenMade(PersonEvent):
    """A token for programs that act as this person."""

    token: int
    scopes: list[str]
    name: str = personal()
    icon = "i-key-round"
    sentence = _("%(actor)s made the API token “%(name)s”.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data.get("name", "")}


@kind("token.revoked")
class TokenRevoked(PersonEvent):
    token: int
    name: str = personal()
    icon = "i-key-round"
    sentence = _("%(actor)s revoked the API token “%(name)s”.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data.get("name", "")}
