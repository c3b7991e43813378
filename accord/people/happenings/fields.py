"""Fields of contacts and companies."""

from dataclasses import field as dataclass_field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.definitions import Defined
from accord.events.kinds import kind, personal
from accord.people.fields import known
from accord.people.happenings.subjects import CompanyEvent, PersonEvent


def field_gaps(about: str, data: dict[str, Any]) -> dict[str, Any]:
    """Today's name of a field and the value that an event gave it; "…" for words that were erased."""
    field = known.by_key(about, str(data.get("field", "")))
    value = data.get("text", data.get("value"))
    words = "…" if value is None else field.words(value) if field is not None else str(value)
    return {"field": field.name if field is not None else data.get("field", ""), "value": words}


FIELD_SET = _("%(actor)s set “%(field)s” to %(value)s.")
FIELD_EMPTIED = _("%(actor)s emptied “%(field)s”.")


@kind("person.field_changed")
class PersonFieldChanged(PersonEvent):
    """A field of a contact. What a person wrote is `text`; all other values are facts."""

    field: str
    value: Any = None
    emptied: bool = False
    text: str = personal()
    icon = "i-pencil"
    sentence = FIELD_SET

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return FIELD_EMPTIED if data.get("emptied") else FIELD_SET

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return field_gaps("contact", data)


@kind("company.field_changed")
class CompanyFieldChanged(CompanyEvent):
    """A field of a company."""

    field: str
    value: Any = None
    emptied: bool = False
    text: str = personal()
    icon = "i-pencil"
    sentence = FIELD_SET

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return FIELD_EMPTIED if data.get("emptied") else FIELD_SET

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return field_gaps("company", data)


@kind("field.defined")
class FieldDefined(Defined):
    """A field of the team's own was made or changed: the columns of its definition that differ."""

    field: int = dataclass_field(metadata={"payload": False})
    icon = "i-pencil"
    sentence = _("%(actor)s changed this field.")
    made_sentence = _("%(actor)s made this field.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("field", self.field)
