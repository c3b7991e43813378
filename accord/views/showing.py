"""What a view can show and how it can be put together: its columns, orders and groups."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The subject stands first in every view.
COLUMNS: dict[str, Promise] = {
    "state": _("Status"),
    "requester": _("Requester"),
    "assignee": _("Assigned to"),
    "priority": _("Priority"),
    "department": _("Department"),
    "tags": _("Tags"),
    "due": _("Due"),
    "created": pgettext_lazy("moment", "Opened"),
    "updated": _("Changed last"),
}
STANDARD = ("state", "requester", "assignee", "priority", "due")

SORTS: dict[str, Promise] = {
    "urgent": _("Most urgent first"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "created": _("Last opened first"),
    "created-first": _("First opened first"),
}

GROUPS: dict[str, Promise] = {
    "": _("No groups"),
    "department": _("Department"),
    "state": _("Status"),
    "priority": _("Priority"),
    "assignee": _("Assigned to"),
}
