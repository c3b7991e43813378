"""What can happen to how a department hands its tickets out."""

from django.utils.translation import gettext_lazy as _

from accord.events.kinds import kind
from accord.people.happenings import DepartmentEvent


@kind("department.hand_out_changed")
class HandOutChanged(DepartmentEvent):
    """Whether and how the department hands its tickets out by itself; `set` holds what changed."""

    icon = "i-users"
    sentence = _("%(actor)s changed how this department hands its tickets out.")
