"""Tables that every room may point to: stored files and the workspace's options."""

from typing import ClassVar

from django.db import models


class StoredFile(models.Model):
    """One file's bytes, kept once under their SHA-256 (see `core.files`)."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "stored_file"


class LetGoFile(models.Model):
    """A file that somebody has let go: from `due_at` on it goes if nobody else points at it (`core.letting_go`)."""

    file = models.OneToOneField(StoredFile, primary_key=True, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()

    class Meta:
        db_table = "let_go_file"


class StoredOption(models.Model):
    """A changed option; what is not here has its default (see `core.options`)."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()

    class Meta:
        db_table = "option"


class RepeatedAnswer(models.Model):
    """The answer given under an idempotency key, so that the same request again gets the same answer."""

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "repeated_answer"
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "key"], name="repeated_answer_once")]
