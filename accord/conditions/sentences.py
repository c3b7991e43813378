"""Conditions in words, in the reader's language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accord.conditions.operators import Operator, ValueKind
from accord.translation import dates

SENTENCES: dict[Operator, Promise] = {
    Operator.IS: gettext_lazy("%(what)s is %(value)s"),
    Operator.IS_NOT: gettext_lazy("%(what)s is not %(value)s"),
    Operator.ONE_OF: gettext_lazy("%(what)s is one of: %(value)s"),
    Operator.NONE_OF: gettext_lazy("%(what)s is none of: %(value)s"),
    Operator.CONTAINS: gettext_lazy("%(what)s contains %(value)s"),
    Operator.CONTAINS_NOT: gettext_lazy("%(what)s does not contain %(value)s"),
    Operator.STARTS_WITH: gettext_lazy("%(what)s begins with %(value)s"),
    Operator.MATCHES: gettext_lazy("%(what)s matches the pattern %(value)s"),
    Operator.EMPTY: gettext_lazy("%(what)s is empty"),
    Operator.NOT_EMPTY: gettext_lazy("%(what)s is not empty"),
    Operator.BEFORE: gettext_lazy("%(what)s is before %(value)s"),
    Operator.AFTER: gettext_lazy("%(what)s is after %(value)s"),
    Operator.OLDER_THAN: gettext_lazy("%(what)s is longer ago than %(value)s"),
    Operator.YOUNGER_THAN: gettext_lazy("%(what)s is within the last %(value)s"),
    Operator.MORE_THAN: gettext_lazy("%(what)s is more than %(value)s"),
    Operator.LESS_THAN: gettext_lazy("%(what)s is less than %(value)s"),
    Operator.ANY_OF: gettext_lazy("%(what)s: at least one of %(value)s"),
    Operator.ALL_OF: gettext_lazy("%(what)s: all of %(value)s"),
    Operator.ADDED: gettext_lazy("%(what)s: %(value)s was just added"),
    Operator.REMOVED: gettext_lazy("%(what)s: %(value)s was just removed"),
    Operator.CHANGED_TO: gettext_lazy("%(what)s just changed to %(value)s"),
    Operator.CHANGED_FROM: gettext_lazy("%(what)s just changed and was %(value)s before"),
    Operator.YES: gettext_lazy("%(what)s: yes"),
    Operator.NO: gettext_lazy("%(what)s: no"),
}

# The same as a person chooses them, between what is asked and the value.
LABELS: dict[Operator, Promise] = {
    Operator.IS: gettext_lazy("is"),
    Operator.IS_NOT: gettext_lazy("is not"),
    Operator.ONE_OF: gettext_lazy("is one of"),
    Operator.NONE_OF: gettext_lazy("is none of"),
    Operator.CONTAINS: gettext_lazy("contains"),
    Operator.CONTAINS_NOT: gettext_lazy("does not contain"),
    Operator.STARTS_WITH: gettext_lazy("begins with"),
    Operator.MATCHES: gettext_lazy("matches the pattern"),
    Operator.EMPTY: gettext_lazy("is empty"),
    Operator.NOT_EMPTY: gettext_lazy("is not empty"),
    Operator.BEFORE: gettext_lazy("is before"),
    Operator.AFTER: gettext_lazy("is after"),
    Operator.OLDER_THAN: gettext_lazy("is longer ago than"),
    Operator.YOUNGER_THAN: gettext_lazy("is within the last"),
    Operator.MORE_THAN: gettext_lazy("is more than"),
    Operator.LESS_THAN: gettext_lazy("is less than"),
    Operator.ANY_OF: gettext_lazy("at least one of"),
    Operator.ALL_OF: gettext_lazy("all of"),
    Operator.ADDED: gettext_lazy("was just added"),
    Operator.REMOVED: gettext_lazy("was just removed"),
    Operator.CHANGED_TO: gettext_lazy("just changed to"),
    Operator.CHANGED_FROM: gettext_lazy("just changed from"),
    Operator.YES: gettext_lazy("yes"),
    Operator.NO: gettext_lazy("no"),
}


def sentence(operator: Operator, what: str, value: str) -> str:
    """What is asked, as a sentence without its end mark."""
    return str(SENTENCES[operator]) % {"what": what, "value": value}


def listed(names: Sequence[str], *, together: bool = False) -> str:
    """ "Support, Billing or Returns"; `together`: "and"."""
    if len(names) < 2:
        return "".join(names)
    last = _("%(names)s and %(last)s") if together else _("%(names)s or %(last)s")
    return last % {"names": ", ".join(names[:-1]), "last": names[-1]}


def words(kind: ValueKind, value: Any) -> str:
    """A value that was not chosen from a list, in words."""
    if kind == ValueKind.NONE:
        return ""
    if kind == ValueKind.TEXT:
        return _("“%(text)s”") % {"text": value}
    if kind == ValueKind.DURATION:
        return duration(value)
    if kind == ValueKind.MOMENT:
        return moment(datetime.fromisoformat(value))
    if kind == ValueKind.WEEKDAYS:
        return listed([str(WEEKDAYS[day]) for day in value])
    if kind == ValueKind.TIME_SPAN:
        return _("%(from)s to %(until)s") % {"from": value[0], "until": value[1]}
    return str(value)


def duration(seconds: int) -> str:
    """A length of time in its largest whole unit."""
    if seconds % 86400 == 0:
        return ngettext("%(n)s day", "%(n)s days", seconds // 86400) % {"n": seconds // 86400}
    if seconds % 3600 == 0:
        return ngettext("%(n)s hour", "%(n)s hours", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)s minute", "%(n)s minutes", seconds // 60) % {"n": seconds // 60}


def moment(at: datetime) -> str:
    """A moment in the reader's zone."""
    return dates.day_and_time(timezone.localtime(at))
