"""Where a mailbox's mail is fetched from, how far that went, and which mails were taken there."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.channels.email.models.grant import OAuthGrant
from accord.channels.email.models.mailbox import Mailbox


class SourceKind(models.TextChoices):
    IMAP = "imap", _("IMAP")
    POP3 = "pop3", _("POP3")


class Auth(models.TextChoices):
    PASSWORD = "password", _("Password")
    XOAUTH2 = "xoauth2", _("Consent at the provider (OAuth)")


class MailSource(models.Model):
    """One way in of a mailbox; it may have several. `secret` is encrypted (`core.secrets`).

    `after_fetch` is keep, delete or "move:FOLDER". `begin` says what happens to the mail that lies there at the first
    connection: now (it stays where it is), unread, or "days:N"; what is taken of it becomes history (DOMAIN 7.15).
    `last_error` is a key of `fetching.failures`, `error_words` what the server said. `held_by` fetches until
    `held_until`.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=4, choices=SourceKind.choices, default=SourceKind.IMAP)
    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, default="tls")  # none, starttls, tls
    user = models.CharField(max_length=254)
    secret = models.TextField(blank=True)
    auth = models.CharField(max_length=8, choices=Auth.choices, default=Auth.PASSWORD)
    grant = models.ForeignKey(
        OAuthGrant, null=True, on_delete=models.SET_NULL, related_name="sources", db_index=False
    )
    folders = models.JSONField(default=list)  # none: INBOX
    after_fetch = models.CharField(max_length=260, default="keep")
    begin = models.CharField(max_length=12, default="now")
    is_active = models.BooleanField(default=True)
    last_fetched_at = models.DateTimeField(null=True)  # the last look that found the server well
    last_seen_at = models.DateTimeField(null=True)  # the last mail that came this way
    last_error = models.CharField(max_length=40, blank=True)
    error_words = models.TextField(blank=True)
    error_since = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=40, blank=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "mail_source"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind}://{self.user}@{self.host}:{self.port}"

    @property
    def shown_folders(self) -> list[str]:
        """The folders that are read, the first of them watched."""
        return [str(each) for each in self.folders] or ["INBOX"]


class FetchedFolder(models.Model):
    """How far a folder was read. Every mail with a UID below `next_uid` is taken or was not wanted.

    Mails below `history_until` lay there when `since` was written: at the first connection, or when the server numbered
    the folder anew (`renewed`). `leaving` are UIDs that are taken and still to be moved or deleted. POP3 has one row,
    with an empty name, which says that the first connection was made;
    its `leaving` are the UIDLs that are history.
    """

    source = models.ForeignKey(
        MailSource, on_delete=models.CASCADE, related_name="read_folders", db_index=False
    )
    folder = models.CharField(max_length=250, blank=True)
    uidvalidity = models.PositiveBigIntegerField(default=0)
    next_uid = models.PositiveBigIntegerField(default=1)
    history_until = models.PositiveBigIntegerField(default=0)
    renewed = models.BooleanField(default=False)
    since = models.DateTimeField()
    leaving = models.JSONField(default=list)

    class Meta:
        db_table = "fetched_folder"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "folder"], name="fetched_folder_once")
        ]


class TakenUidl(models.Model):
    """A mail on a POP3 server that was taken or was not wanted. `gone_at`: since when the server has it no more."""

    source = models.ForeignKey(MailSource, on_delete=models.CASCADE, related_name="+", db_index=False)
    uidl = models.CharField(max_length=80)
    gone_at = models.DateTimeField(null=True)
    leaving = models.BooleanField(default=False)  # to be deleted there

    class Meta:
        db_table = "taken_uidl"
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "uidl"], name="taken_uidl_once")]


class FetchedMail(models.Model):
    """A mail of the ledger that was fetched. `identity` is what it is at its server: the same is never taken twice."""

    identity = models.CharField(max_length=300, unique=True)
    source = models.ForeignKey(
        MailSource, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    incoming_id = models.BigIntegerField()
    history = models.BooleanField(default=False)

    class Meta:
        db_table = "fetched_mail"
        indexes: ClassVar = [models.Index(fields=["incoming_id", "source"], name="fetched_of_incoming")]
