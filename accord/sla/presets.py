"""Service levels to begin with: hours, a level and a rule for every ticket, in one step."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.conditions.groups import Groups
from accord.core import options
from accord.core.errors import NotFound
from accord.people.models import Person
from accord.sla import setting_hours, setting_up
from accord.sla.models import BusinessHours, Level, LevelRule
from accord.sla.setting_up import Targets

HOUR = 3600
_WARN = ({"at": -1800, "do": "tell_assignee"}, {"at": 0, "do": "tell_supervisors"})
OFFICE = [[[540, 1020]]] * 5 + [[], []]


@dataclass(frozen=True)
class Preset:
    """What a level to begin with promises. `office`: only Monday to Friday, 9 to 17 count."""

    key: str
    name: Promise
    words: Promise
    targets: Targets
    office: bool = True


PRESETS: dict[str, Preset] = {
    each.key: each
    for each in (
        Preset(
            "day",
            _("Within a working day"),
            _("A first answer within 8 working hours, each next one within 8, for everybody alike."),
            {"first_answer": [8 * HOUR] * 4, "next_answer": [8 * HOUR] * 4},
        ),
        Preset(
            "priority",
            _("By priority"),
            _(
                "Urgent within an hour, high within 4, normal within 8, low within 24 working hours; resolved in time."
            ),
            {
                "first_answer": [24 * HOUR, 8 * HOUR, 4 * HOUR, HOUR],
                "next_answer": [24 * HOUR, 8 * HOUR, 4 * HOUR, HOUR],
                "first_resolution": [80 * HOUR, 40 * HOUR, 16 * HOUR, 8 * HOUR],
            },
        ),
        Preset(
            "always",
            _("Around the clock"),
            _("A first answer within 4 hours and each next one within 4, day and night."),
            {"first_answer": [4 * HOUR] * 4, "next_answer": [4 * HOUR] * 4},
            office=False,
        ),
    )
}


def take(key: str, *, by: Person, name: str, hours_name: str) -> Level:
    """Set the preset up, named as given: the words are the person's own from then on. Raises NotFound, NotAllowed."""
    preset = PRESETS.get(key)
    if preset is None:
        raise NotFound("preset")
    with transaction.atomic():
        hours = None
        if preset.office:
            hours = BusinessHours.objects.first() or setting_hours.save_hours(
                BusinessHours(),
                by=by,
                name=hours_name,
                time_zone=str(options.get("workspace.time_zone")),
                week=OFFICE,
            )
        level = setting_up.save_level(
            Level(), by=by, name=name, hours=hours, targets=preset.targets, steps=_WARN
        )
        setting_up.save_rule(LevelRule(), by=by, name="", conditions=Groups(), level=level)
    return level
