"""Contacts, their addresses, companies and groups."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.definitions import Defined
from accord.events.kinds import Name, kind, personal
from accord.people.happenings.subjects import CompanyEvent, PersonEvent


@kind("person.speaks_for_company")
class SpeaksForCompany(PersonEvent):
    icon = "i-users"
    sentence = _("%(actor)s let this person close what the company's people asked.")


@kind("person.speaks_for_himself")
class SpeaksForHimself(PersonEvent):
    icon = "i-users"
    sentence = _("%(actor)s took the right to close what the company's people asked.")


@kind("person.merged")
class PersonMerged(PersonEvent):
    """Two contacts turned out to be one: what was `source`'s is this person's now. `proven`: by a mailed link."""

    source: int
    addresses: list[str] = personal([])
    tickets: int = 0
    proven: bool = False
    icon = "i-users"
    sentence = _("%(actor)s joined %(source)s with this person.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"source": Name("person", data.get("source"))}


@kind("person.unmerged")
class PersonUnmerged(PersonEvent):
    """What had come from `source` went back to him."""

    source: int
    icon = "i-undo-2"
    sentence = _("%(actor)s parted %(source)s from this person again.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"source": Name("person", data.get("source"))}


@kind("person.address_added")
class AddressAdded(PersonEvent):
    address: str = personal()
    icon = "i-at-sign"
    sentence = _("%(actor)s added the address %(address)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"address": data.get("address", "")}


@kind("company.shared")
class CompanyShared(CompanyEvent):
    """Whether all contacts of a company see what their colleagues asked."""

    shares: bool = False
    icon = "i-users"
    sentence = _("%(actor)s lets each contact of this company see only what he takes part in.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        shares = _("%(actor)s lets all contacts of this company see its requests.")
        return shares if data.get("shares") else cls.sentence


@kind("company.renamed")
class CompanyRenamed(CompanyEvent):
    before: str = personal()
    icon = "i-pencil"
    sentence = _("%(actor)s changed the company's name, which was “%(before)s”.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"before": data.get("before", "")}


@kind("person.grouped")
class PersonGrouped(PersonEvent):
    """Into which group of contacts he was put; None: out of any."""

    group: int | None = None
    name: str = ""
    icon = "i-users"
    sentence = _("%(actor)s took this person out of the group.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _("%(actor)s put this person into the group “%(name)s”.") if data.get("group") else cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data.get("name", "")}


@kind("group.changed")
class GroupChanged(Defined):
    """A group of contacts was made or changed: the columns that differ."""

    group: int = field(metadata={"payload": False})
    icon = "i-users"
    sentence = _("%(actor)s changed this group.")
    made_sentence = _("%(actor)s made this group.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("group", self.group)
