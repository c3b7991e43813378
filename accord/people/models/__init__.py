"""Persons, their addresses, companies, departments and what agents may do in them."""

from accord.people.models.away import Away
from accord.people.models.department import Department, Membership
from accord.people.models.field import (
    About,
    CompanyCard,
    ContactFields,
    ContactGroup,
    Customers,
    CustomField,
    GroupMember,
)
from accord.people.models.invitation import ApiToken, OneTimeLink
from accord.people.models.notices import Notice, NoticeChoice, NoticeHabit, PushBrowser, PushKey
from accord.people.models.person import Address, Company, ContactWord, Person
from accord.people.models.presence import AtWork, Presence, WebProcess
from accord.people.models.speaking import Spokesperson
from accord.people.models.way_of_working import WayOfWorking

__all__ = [
    "About",
    "Address",
    "ApiToken",
    "AtWork",
    "Away",
    "Company",
    "CompanyCard",
    "ContactFields",
    "ContactGroup",
    "ContactWord",
    "CustomField",
    "Customers",
    "Department",
    "GroupMember",
    "Membership",
    "Notice",
    "NoticeChoice",
    "NoticeHabit",
    "OneTimeLink",
    "Person",
    "Presence",
    "PushBrowser",
    "PushKey",
    "Spokesperson",
    "WayOfWorking",
    "WebProcess",
]
