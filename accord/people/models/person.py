"""One table for everybody: agents, contacts and the system itself."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Company(models.Model):
    """A customer's company; a contact belongs to one at most."""

    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "company"

    def __str__(self) -> str:
        return self.name


class PersonKind(models.TextChoices):
    AGENT = "agent", _("Agent")
    CONTACT = "contact", _("Contact")
    SYSTEM = "system", _("System")


class Role(models.TextChoices):
    NONE = "", _("No role")
    AGENT = "agent", _("Agent")
    ADMIN = "admin", _("Administrator")
    OWNER = "owner", _("Owner")


class PersonManager(BaseUserManager["Person"]):
    """Finds persons by the address they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username or "", kind=PersonKind.AGENT)


class Person(AbstractBaseUser):
    """Somebody who acts on tickets. `email` is the address shown first; all of them are in `Address`."""

    kind = models.CharField(max_length=8, choices=PersonKind.choices, default=PersonKind.CONTACT)
    role = models.CharField(max_length=8, choices=Role.choices, blank=True, default=Role.NONE)
    name = models.CharField(max_length=200, blank=True)
    alias = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True, db_index=True)
    phone = models.CharField(max_length=40, blank=True)
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="people")
    language = models.CharField(max_length=8, blank=True)
    language_set_by_hand = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    keys_on = models.BooleanField(default=True)
    signature = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        db_table = "person"
        indexes: ClassVar = [
            models.Index(fields=["kind", "name"], name="person_kind_name"),
            models.Index(fields=["kind", "id"], name="person_kind_newest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["email"], condition=models.Q(kind="agent"), name="agent_email_once")
        ]


    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name that colleagues see."""
        return self.name or self.email or self.phone

    @property
    def public_name(self) -> str:
        """The name that customers see: an agent's alias, if there is one."""
        return self.alias or self.name or self.email

    @property
    def is_agent(self) -> bool:
        return self.kind == PersonKind.AGENT

    @property
    def is_admin(self) -> bool:
        return self.is_agent and self.role in (Role.ADMIN, Role.OWNER)


class Address(models.Model):
    """A mail address of a person, lower case. Bounces are remembered here."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    email = models.CharField(max_length=254, unique=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "address"

    def __str__(self) -> str:
        return self.email


class ContactWord(models.Model):
    """A word by whose beginning a contact is found, as `people/finding.py` folds it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="words", db_index=False)
    word = models.CharField(max_length=80)
    objects: ClassVar[models.Manager["ContactWord"]] = models.Manager()

    class Meta:
        db_table = "contact_word"
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "word"], name="contact_word_once")]
        indexes: ClassVar = [
            # PostgreSQL's usual indexes follow a language's order, which knows no beginnings.
            models.Index(
                fields=["word", "person"], name="contact_word_begins", opclasses=["varchar_pattern_ops", "int8_ops"]
            )
        ]

    def __str__(self) -> str:
        return self.word
