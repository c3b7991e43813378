"""Fields of a team's own: what they ask about tickets, contacts and companies besides what everybody asks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class About(models.TextChoices):
    """What a field belongs to."""

    TICKET = "ticket", _("Tickets")
    CONTACT = "contact", _("Contacts")
    COMPANY = "company", _("Companies")


class Customers(models.TextChoices):
    """What a customer may do with a field of his ticket."""

    HIDDEN = "", _("Customers do not see it")
    SEE = "see", _("Customers see it")
    EDIT = "edit", _("Customers see and change it")


class CustomField(models.Model):
    """The definition of a field. The values stand in the column `fields` of whatever it is about, under `key`.

    `kind` is a key of `people.fields.kinds`; neither it nor `key` ever changes. `names`, `hints` and the names of
    `choices` ([{"key": "red", "names": {"en": "Red"}, "off": false}]) are texts by language. `required_for` holds the
    states that a ticket reaches only with a value: resolved, closed.
    """

    about = models.CharField(max_length=8, choices=About.choices)
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    names = models.JSONField(default=dict)
    hints = models.JSONField(default=dict)
    choices = models.JSONField(default=list)
    required_for = models.JSONField(default=list)
    customers = models.CharField(
        max_length=4, choices=Customers.choices, blank=True, default=Customers.HIDDEN
    )
    searchable = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "custom_field"
        ordering: ClassVar = ["about", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["about", "key"], name="custom_field_key_once"),
            models.CheckConstraint(
                condition=models.Q(about__in=About.values), name="custom_field_about_known"
            ),
        ]


class ContactGroup(models.Model):
    """Contacts that are treated alike, such as VIPs or resellers; a contact is in one at most."""

    name = models.CharField(max_length=100, unique=True)
    colour = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "contact_group"
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """The group of a contact. An own table: what is read with each ticket does not have it."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    group = models.ForeignKey(ContactGroup, on_delete=models.CASCADE, related_name="members")

    class Meta:
        db_table = "contact_group_member"


class ContactFields(models.Model):
    """The values of a contact's fields, for those who have any."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    fields = models.JSONField(default=dict)

    class Meta:
        db_table = "contact_fields"


class CompanyCard(models.Model):
    """What is known of a company besides its name; a company without a row has nothing of it.

    `shares`: all of its contacts see what their colleagues asked.
    """

    company = models.OneToOneField(
        "people.Company", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    fields = models.JSONField(default=dict)
    shares = models.BooleanField(default=False)

    class Meta:
        db_table = "company_card"
