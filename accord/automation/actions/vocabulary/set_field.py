"""What stands in a field that the team added."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, Choice, FieldKind, Values, wrong
from accord.automation.actions.showing import cut
from accord.core.errors import Invalid
from accord.people.fields import known
from accord.people.fields.known import Field
from accord.people.models import About
from accord.tickets import filling


def _fields() -> list[Choice]:
    return [Choice(each.key, each.name) for each in known.fields_of(About.TICKET)]


@registry.add("set_field")
class SetField(Action):
    """`chosen` is kept beside the `value` that somebody wrote, where the field has choices: their names may change."""

    label = gettext_lazy("Fill in a field")
    place = 40
    help = gettext_lazy("A choice by its name, a day as 2026-11-30, a tick as 1. Left empty, the field is emptied.")
    fields = (
        ActionField("field", gettext_lazy("Field"), FieldKind.CHOICE, choices=_fields),
        ActionField("value", gettext_lazy("Value"), FieldKind.TEXT, required=False, variables=True),
    )

    def clean(self, values: Mapping[str, Any]) -> Values:
        found = super().clean(values)
        field = known.by_key(About.TICKET, found["field"])
        text = found.get("value", "")
        if field is None or "{" in text:
            return found
        try:
            stored = field.clean(text)
        except Invalid as error:
            stored = _stood(field, values.get("chosen"))
            if stored is None:
                raise wrong("value", str(error).replace("%", "%%")) from error
            found["value"] = field.words(stored)
        return found | {"chosen": stored} if field.kind.chosen and stored is not None else found

    def problem(self, values: Values) -> Promise | str | None:
        field = known.by_key(About.TICKET, values.get("field", ""))
        if field is None or not field.is_active:
            return gettext_lazy("The field that was chosen here is no longer asked for.")
        if "{" not in values.get("value", ""):
            try:
                stored = field.clean(values.get("chosen") or values.get("value", ""))
            except Invalid as error:
                return str(error)
            off = {choice.key for choice in field.choices if choice.off}
            if off & set(stored if isinstance(stored, list) else [stored] if off else []):
                return gettext_lazy("The choice that stands here is no longer offered.")
        return None

    def run(self, act: Acting, values: Values) -> None:
        value = values.get("chosen") or act.filled(values.get("value", ""))
        filling.fill(act.ticket, {values["field"]: value}, by=act.by, because=act.because)

    def shown(self, values: Values) -> Values:
        field = known.by_key(About.TICKET, values.get("field", ""))
        stood = _stood(field, values.get("chosen")) if field is not None else None
        return values if field is None or stood is None else {**values, "value": field.words(stood)}

    def sentence(self, values: Values) -> str:
        field, values = known.by_key(About.TICKET, values.get("field", "")), self.shown(values)
        name = field.name if field is not None else "?"
        if not values.get("value"):
            return _("Empty “%(field)s”") % {"field": name}
        return _("Set “%(field)s” to “%(value)s”") % {"field": name, "value": cut(values["value"])}


def _stood(field: Field, chosen: Any) -> Any:
    """What was chosen when it was saved; None where nothing was, or the field knows it no more."""
    if not field.kind.chosen or chosen is None:
        return None
    try:
        return field.clean(chosen)
    except Invalid:
        return None
