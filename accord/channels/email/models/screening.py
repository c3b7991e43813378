"""What screening remembers: words of spam and of good mail, keys that sign our mail, files with a virus."""

from typing import ClassVar

from django.db import models


class SpamWord(models.Model):
    """In how many spam mails and in how many good ones a word was. The word "" counts the mails themselves."""

    word = models.CharField(max_length=64, unique=True)
    spam = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "spam_word"


class LearnedMail(models.Model):
    """A message that the filter has learned from, so that it counts once and can be unlearned."""

    ticket_message_id = models.BigIntegerField(unique=True)
    is_spam = models.BooleanField()

    class Meta:
        db_table = "learned_mail"


class LearningPlace(models.Model):
    """How far the filter has read the history: one row."""

    cursor = models.CharField(max_length=60)

    class Meta:
        db_table = "learning_place"


class SigningKey(models.Model):
    """A key that signs the mail of one domain (DKIM). `secret` is sealed with the key file.

    `state`: new until its record is published, then active; of two of one algorithm the newer active one signs, and
    the older is old: its record must stay a while for mail under way.
    """

    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=63)
    algorithm = models.CharField(max_length=16)  # rsa-sha256, ed25519-sha256
    secret = models.TextField()
    public = models.TextField()  # the base64 that the record's p= holds
    state = models.CharField(max_length=8, default="new")
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # its record was found in the domain name system

    class Meta:
        db_table = "signing_key"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["domain", "selector"], name="signing_key_selector")
        ]


class InfectedFile(models.Model):
    """A stored file in which a virus was found: kept, and not handed out."""

    sha256 = models.CharField(max_length=64, unique=True)
    virus = models.CharField(max_length=120)
    found_at = models.DateTimeField()

    class Meta:
        db_table = "infected_file"


class ServiceTrouble(models.Model):
    """A server that screening asks and that does not answer: rspamd, clamd, dns. Gone when it answers again."""

    service = models.CharField(max_length=20, unique=True)
    since = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "service_trouble"
