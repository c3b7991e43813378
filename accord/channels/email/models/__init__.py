"""Mailboxes, the ledger of what came in, and what went out."""

from accord.channels.email.models.grant import OAuthGrant
from accord.channels.email.models.incoming import IncomingMail
from accord.channels.email.models.mailbox import Mailbox
from accord.channels.email.models.outgoing import AutomaticMail, OutgoingMail
from accord.channels.email.models.probe import MailProbe, ToldProblem
from accord.channels.email.models.provider import ProviderAccount
from accord.channels.email.models.screening import (
    InfectedFile,
    LearnedMail,
    LearningPlace,
    ServiceTrouble,
    SigningKey,
    SpamWord,
)
from accord.channels.email.models.source import FetchedFolder, FetchedMail, MailSource, TakenUidl
from accord.channels.email.models.wording import MailLook, MailWording

__all__ = [
    "AutomaticMail",
    "FetchedFolder",
    "FetchedMail",
    "IncomingMail",
    "InfectedFile",
    "LearnedMail",
    "LearningPlace",
    "MailLook",
    "MailProbe",
    "MailSource",
    "MailWording",
    "Mailbox",
    "OAuthGrant",
    "OutgoingMail",
    "ProviderAccount",
    "ServiceTrouble",
    "SigningKey",
    "SpamWord",
    "TakenUidl",
    "ToldProblem",
]
