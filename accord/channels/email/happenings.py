"""What happens in this channel apart from tickets."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import EventKind, kind
from accord.people.happenings import WORKSPACE


@kind("account.mail_asked")
class AccountMailAsked(EventKind):
    """Somebody is to be mailed a way in. The link itself stands only in the mail, which is deleted once it is taken."""

    person: int = field(metadata={"payload": False})
    purpose: str
    webhook = False
    shown = False
    icon = "i-mail"
    sentence = _("%(actor)s had a mail sent about signing in.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("person", self.person)


@dataclass(frozen=True, kw_only=True)
class MailboxEvent(EventKind):
    """An event about a mailbox. `set` is what changed, but never a password: of that only that it changed."""

    mailbox: int = field(metadata={"payload": False})
    set: dict[str, Any] = field(default_factory=dict)
    webhook = False

    @property
    def subject(self) -> tuple[str, int]:
        return ("mailbox", self.mailbox)


@kind("mailbox.made")
class MailboxMade(MailboxEvent):
    icon = "i-mail"
    sentence = _("%(actor)s made this mailbox.")


@kind("mailbox.changed")
class MailboxChanged(MailboxEvent):
    icon = "i-mail"
    sentence = _("%(actor)s changed this mailbox.")


@kind("signing.changed")
class SigningChanged(EventKind):
    """The keys that sign the mail of a domain. `did`: made, begun, ended."""

    domain: str
    did: str
    webhook = False
    icon = "i-key-round"
    sentence = _("%(actor)s changed the keys that sign the mail of %(domain)s.")

    @property
    def subject(self) -> tuple[str, int]:
        return WORKSPACE

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return {
            "made": _("%(actor)s made keys to sign the mail of %(domain)s."),
            "begun": _("%(actor)s began to sign the mail of %(domain)s."),
            "ended": _("%(actor)s stopped a key that signed the mail of %(domain)s."),
        }.get(data.get("did", ""), cls.sentence)

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"domain": data.get("domain", "")}


@kind("mail_service.changed")
class MailServiceChanged(EventKind):
    """An account at a mail service was made or changed. `set` names what was typed in, never its value."""

    service: int = field(metadata={"payload": False})
    set: dict[str, Any] = field(default_factory=dict)
    webhook = False
    icon = "i-mail"
    sentence = _("%(actor)s changed this mail service.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("mail_service", self.service)


@kind("mail_wording.changed")
class MailWordingChanged(EventKind):
    """A mail of the desk got other words. `mail` is its key; `standard`: what is built in counts again."""

    mail: str
    language: str
    number: int
    department: int | None = None
    standard: bool = False
    webhook = False
    icon = "i-mail"
    sentence = _("%(actor)s changed the words of a mail.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _("%(actor)s went back to the standard words of a mail.") if data.get("standard") else cls.sentence

    @property
    def subject(self) -> tuple[str, int]:
        return WORKSPACE


@kind("mail_look.changed")
class MailLookChanged(EventKind):
    """Mails look otherwise."""

    department: int | None = None
    standard: bool = False
    webhook = False
    icon = "i-image"
    sentence = _("%(actor)s changed how mails look.")

    @property
    def subject(self) -> tuple[str, int]:
        return WORKSPACE


@kind("mail_wording.tried")
class MailWordingTried(EventKind):
    """Somebody sent himself a mail of the desk as a sample."""

    mail: str
    language: str
    webhook = False
    shown = False
    icon = "i-send"
    sentence = _("%(actor)s sent himself a sample of a mail.")

    @property
    def subject(self) -> tuple[str, int]:
        return WORKSPACE
