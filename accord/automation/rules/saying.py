"""Rules as sentences, in the reader's language and with today's names."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accord.automation.actions.steps import Steps
from accord.automation.time_rules.moments import sinces
from accord.automation.triggers import triggers
from accord.conditions.groups import Groups
from accord.conditions.sentences import duration


class Said(NamedTuple):
    """The three parts of a rule. `asked` is empty where nothing is asked."""

    when: str
    asked: str
    then: list[str]


def said(wording: Mapping[str, Any]) -> Said:
    """A wording as `Wording.said` keeps it, in words."""
    groups = groups_of(wording)
    return Said(
        when(wording), groups.sentence() if groups else "", Steps.parse(wording["steps"], check=False).sentences()
    )


def when(wording: Mapping[str, Any]) -> str:
    """What it waits for: "the state changes", or "the state is the same for 7 days"."""
    keys = wording["triggers"]
    if wording.get("timed"):
        since = sinces.get(keys[0]) if keys else None
        label = str(since.label) if since is not None else "?"
        return _("%(what)s %(long)s") % {"what": label, "long": duration(int(wording.get("wait_s") or 0))}
    names = [str(found.label) for key in keys if (found := triggers.get(key)) is not None]
    return _(", or ").join(names) or "?"


def groups_of(wording: Mapping[str, Any]) -> Groups:
    """Its conditions, without those that are of no kind that there is."""
    return Groups.readable(wording["groups"])
